import { after } from 'node:test';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { launchVsCode } from './launch.ts';
import type { LaunchOptions, VsCode } from './launch.ts';

let running: Promise<Browser> | undefined;

// Where several files of tests share a process, this runs after the last of them.
after(async () => (await running)?.close());

/**
 * Gives the browser that all tests of this process share, starting it first where none runs: windows are apart in it as those of
 * persons are, and starting one takes as long as a good part of a test. It is closed after the last test.
 */
export async function sharedBrowser(): Promise<Browser> {
  const found = await running?.catch(() => undefined);
  if (found?.isConnected() === true) return found;
  running = launchBrowser();
  return running;
}

/** Starts a VS Code for one test: closed when the test ends, with a picture of the window when it has failed. */
export async function launchVsCodeFor(test: TestContext, options: LaunchOptions): Promise<VsCode> {
  const code = await launchVsCode({ browser: await sharedBrowser(), ...options });
  // Node's type declarations do not name this property yet.
  const outcome = test as TestContext & { readonly passed: boolean };
  test.after(async () => {
    if (!outcome.passed) console.log(`Picture of the failure: ${await code.screenshot(`failed ${test.name}`)}`);
    await code.close();
  });
  return code;
}
