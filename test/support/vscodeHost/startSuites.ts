import path from 'node:path';
import type { InHostResult } from './bridgeProtocol.ts';
import { bridgeVariable } from './bridgeProtocol.ts';
import { startBridge } from './bridgeServer.ts';
import { bundleSuites } from './bundleSuites.ts';
import type { TestFolders } from './folders.ts';
import { startServerSuite } from './suiteHost.ts';
import type { SuiteHost, SuiteOptions } from './suiteHost.ts';

/** Suites that run inside an extension host. */
export interface RunningSuites {
  /** How each test ended, as it ends. */
  readonly results: AsyncIterable<InHostResult>;
  readonly ended: SuiteHost['ended'];
  close(): Promise<void>;
}

/** Suites that startSuites runs, and their folders. */
export interface SuitesToStart {
  /** The folder that holds the `*.suite.ts` files. */
  readonly suites: string;
  readonly workspace: string;
  readonly folders: TestFolders;
  readonly env?: Readonly<Record<string, string>>;
  /** The VS Code to use; the server of the development cache when left out. */
  readonly startHost?: (options: SuiteOptions) => Promise<SuiteHost>;
}

/** Bundles suites, starts a VS Code that runs them in its extension host, and builds the bridge between the two. */
export async function startSuites(start: SuitesToStart): Promise<RunningSuites> {
  const { suites, workspace, folders, env, startHost = startServerSuite } = start;
  const testsModule = await bundleSuites(suites, path.join(folders.root, 'suite', 'index.cjs'));
  const bridge = await startBridge(async () => (await starting).page());
  const starting = startHost({
    workspace,
    testsModule,
    folders,
    env: { ...env, [bridgeVariable]: bridge.address },
    onEnd: () => bridge.end(),
  });
  try {
    const host = await starting;
    const close = async (): Promise<void> => {
      bridge.close();
      await host.close();
    };
    return { results: bridge.results, ended: host.ended, close };
  } catch (error) {
    bridge.close();
    throw error;
  }
}
