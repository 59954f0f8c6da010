import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { cacheFolder } from '../../../scripts/vscodeHost/cacheFolder.ts';
import { errorMessage } from '../../../src/util/errors.ts';
import { projectRoot } from './launch.ts';
import type { SuiteHost, SuiteOptions } from './suiteHost.ts';

/**
 * Runs a suite under `@vscode/test-electron`: in the VS Code whose program VSCODE_PATH names, else in one it downloads.
 * The window is reached through its remote debugging port.
 */
export async function startElectronSuite(options: SuiteOptions): Promise<SuiteHost> {
  const debuggingPort = await freePort();
  const program = process.env['VSCODE_PATH'];
  let browser: Browser | undefined;
  const ended = runTests({
    ...(program !== undefined && { vscodeExecutablePath: program }),
    cachePath: path.join(cacheFolder(), 'desktop'),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: options.testsModule,
    // The home folder changes, so the cache is named: the launcher of the server build looks for it there.
    extensionTestsEnv: { WAVEGATE_DEV_CACHE: cacheFolder(), ...options.folders.environment, ...options.env },
    launchArgs: [
      options.workspace,
      `--user-data-dir=${options.folders.data}`,
      `--extensions-dir=${path.join(options.folders.data, 'extensions')}`,
      `--remote-debugging-port=${debuggingPort}`,
    ],
  })
    .then(
      (exitCode) => ({ exitCode, log: '' }),
      (error: unknown) => ({ exitCode: 1, log: errorMessage(error) }),
    )
    .finally(options.onEnd);
  const page = async (): Promise<Page> => {
    browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${debuggingPort}`);
    const pages = browser.contexts().flatMap((context) => context.pages());
    const window = pages.find(
      (candidate) => candidate.url().includes('workbench') || candidate.url().includes('folder='),
    );
    if (window === undefined) throw new Error('VS Code shows no window that can be driven.');
    return window;
  };
  return { page, ended, close: async () => browser?.close() };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
