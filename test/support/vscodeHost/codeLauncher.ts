#!/usr/bin/env node
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from './browser.ts';
import { launchVsCode } from './launch.ts';
import type { VsCode } from './launch.ts';

// Understands the part of VS Code's own command line that `@vscode/test-electron` uses, and runs it in the VS Code
// server instead, so that the same suite runs under it on a machine where no desktop VS Code can be downloaded.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'remote-debugging-port': { type: 'string' },
  },
});
const text = (name: 'extensionDevelopmentPath' | 'extensionTestsPath' | 'remote-debugging-port'): string => {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name}= is missing.`);
  return value;
};

let code: VsCode | undefined = undefined;
let exitCode: number | undefined;
const finish = async (): Promise<void> => {
  if (code === undefined || exitCode === undefined) return;
  await code.close();
  await browser.close();
  process.exit(exitCode);
};
const browser = await launchBrowser([`--remote-debugging-port=${text('remote-debugging-port')}`]);
code = await launchVsCode({
  workspace: path.resolve(positionals[0] ?? '.'),
  extension: text('extensionDevelopmentPath'),
  testsModule: text('extensionTestsPath'),
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  browser,
  prepare: async (page) => {
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      console.log(`[${type}]`, ...args),
    );
    await page.exposeFunction('codeAutomationExit', async (reported: number) => {
      exitCode = reported;
      await finish();
    });
  },
});
await finish();
