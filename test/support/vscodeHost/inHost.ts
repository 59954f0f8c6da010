import { bridgeVariable } from './bridgeProtocol.ts';
import type { BridgeAnswer, BridgeRequest } from './bridgeProtocol.ts';

interface InHostTest {
  readonly name: string;
  readonly body: () => void | Promise<void>;
}

const tests: InHostTest[] = [];

/** After so many milliseconds a test inside the extension host hangs. */
const testLimit = 300_000;

/** Registers a test that runs inside the extension host, in the order of registration. */
export function test(name: string, body: () => void | Promise<void>): void {
  tests.push({ name, body });
}

/**
 * Runs the registered tests one after the other and reports each; VS Code calls it as the suite's `run()`. Throws at the
 * end when one has failed, which is how a suite tells VS Code its exit code.
 */
export async function runTests(): Promise<void> {
  let failed = 0;
  for (const { name, body } of tests) {
    const error = await failureOf(body);
    if (error !== undefined) failed += 1;
    await ask({ op: 'result', name, ...(error !== undefined && { error }) });
  }
  await ask({ op: 'finished' });
  if (failed > 0) throw new Error(`${failed} of ${tests.length} tests failed.`);
}

/** Requests to the window around this extension host. Each call throws with the reason when it fails. */
export const workbench = {
  /** Saves a picture of the window; gives its path. */
  screenshot: (name: string) => ask({ op: 'screenshot', name }) as Promise<string>,
  /** Clicks the first match of a CSS or text selector, in the window or in the webview that shows `inFrame`. */
  click: (selector: string, inFrame?: string) => ask({ op: 'click', selector, inFrame }),
  /** The text a person sees in the first match. */
  text: (selector: string, inFrame?: string) => ask({ op: 'text', selector, inFrame }) as Promise<string>,
  /** Resolves when the first match shows. */
  waitFor: (selector: string, inFrame?: string) => ask({ op: 'waitFor', selector, inFrame, state: 'visible' }),
  /** Resolves when nothing that matches shows any more. */
  waitForNone: (selector: string, inFrame?: string) => ask({ op: 'waitFor', selector, inFrame, state: 'hidden' }),
  /** Presses keys, for example `Enter` or `Control+Shift+P`. */
  press: (keys: string) => ask({ op: 'press', keys }),
  type: (text: string) => ask({ op: 'type', text }),
  /** Runs a command by its words in the command palette. */
  runCommand: (label: string) => ask({ op: 'runCommand', label }),
  /** The value (as JSON) of a JavaScript expression in the window or in a webview. */
  evaluate: (expression: string, inFrame?: string) => ask({ op: 'evaluate', expression, inFrame }),
};

async function failureOf(body: () => void | Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Did not end within ${testLimit / 1000} s.`)), testLimit);
  });
  try {
    await Promise.race([body(), limit]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(request: BridgeRequest): Promise<unknown> {
  const address = process.env[bridgeVariable];
  if (address === undefined)
    throw new Error(`${bridgeVariable} is not set: this suite runs under test/editor/inHost.test.ts.`);
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(request) });
  const answer = (await response.json()) as BridgeAnswer;
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
}
