import type { Page } from 'playwright-core';
import { launchVsCode } from './launch.ts';
import { sharedBrowser } from './testWindow.ts';
import type { TestFolders } from './folders.ts';

/** Options of an in-host suite. */
export interface SuiteOptions {
  readonly workspace: string;
  readonly testsModule: string;
  readonly folders: TestFolders;
  readonly env: Readonly<Record<string, string>>;
  /** Called once, when the extension host has ended or never came up. */
  readonly onEnd: () => void;
}

/** A VS Code that runs a suite inside its extension host. */
export interface SuiteHost {
  page(): Promise<Page>;
  /** The exit code of the suite, and what the extension host printed meanwhile. */
  readonly ended: Promise<{ readonly exitCode: number; readonly log: string }>;
  close(): Promise<void>;
}

/**
 * Runs a suite inside the VS Code server of this project's development cache. The workbench reports to two functions it
 * expects in its page; they are what `@vscode/test-electron` gets as output and exit code of a desktop VS Code.
 */
export async function startServerSuite(options: SuiteOptions): Promise<SuiteHost> {
  let log = '';
  let settle: (exitCode: number) => void = () => undefined;
  const ended = new Promise<{ exitCode: number; log: string }>((resolve) => {
    settle = (exitCode) => {
      resolve({ exitCode, log });
      options.onEnd();
    };
  });
  const code = await launchVsCode({
    ...options,
    browser: await sharedBrowser(),
    prepare: async (page) => {
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        log += `[${type}] ${args.map(String).join(' ')}\n`;
      });
      await page.exposeFunction('codeAutomationExit', (exitCode: number) => settle(exitCode));
      page.on('crash', () => settle(1));
    },
  });
  return { page: () => Promise.resolve(code.page), ended, close: () => code.close() };
}
