import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { writeLines, writeText } from '../../../../src/cli/shared/terminal.ts';
import type { Terminal } from '../../../../src/cli/shared/terminal.ts';
import { visible } from '../../../../src/cli/shared/visible.ts';
import { commandLine } from '../../../support/commandLine.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Characters that move a cursor, hide or recolour text, rename a window, or turn the direction of writing. */
const acting = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

suite('text of others on a screen', () => {
  for (const [text, shown] of [
    ['plain text, naïve 🌊\n\twith a tab\n', 'plain text, naïve 🌊\n\twith a tab\n'],
    ['Windows\r\nline ends\r\n', 'Windows\r\nline ends\r\n'],
    ['\x1b[2J\x1b[1;31mred', '␛[2J␛[1;31mred'],
    ['\x1b]0;title\x07', '␛]0;title␇'],
    ['secret\rpublic', 'secret␍public'],
    ['ab\b\bcd\x7f', 'ab␈␈cd␡'],
    ['nul\0', 'nul␀'],
    ['\x9b31m', '<U+009B>31m'],
    ['if (isAdmin\u202e) {', 'if (isAdmin<U+202E>) {'],
    ['\u2066x\u2069\ufeff', '<U+2066>x<U+2069><U+FEFF>'],
  ] as const)
    test(`${JSON.stringify(text)} is ${JSON.stringify(shown)}`, () => assert.equal(visible(text), shown));

  test('moves nothing, whatever is in it, and stays as it is where it is only text', () => {
    const any = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(fc.property(any, (text) => assert.doesNotMatch(visible(text).replaceAll('\r\n', ''), acting)));
    const plain = any.filter((text) => !acting.test(text));
    fc.assert(fc.property(plain, (text) => assert.equal(visible(text), text)));
  });
});

suite('a command', () => {
  const terminal = (screen: boolean): { readonly terminal: Terminal; readonly shown: () => string } => {
    let shown = '';
    const write = (text: string | Uint8Array): Promise<void> => Promise.resolve(void (shown += text.toString()));
    return {
      terminal: {
        write,
        folder: '/',
        env: {},
        interrupted: new AbortController().signal,
        note: () => undefined,
        ...(screen && { screen }),
      },
      shown: () => shown,
    };
  };

  test('shows what would act on a screen, and gives a file or a pipe the text itself', async () => {
    for (const [screen, expected] of [
      [true, '+␛[8mhidden\na␍b\n'],
      [false, '+\x1b[8mhidden\na\rb\n'],
    ] as const) {
      const { terminal: to, shown } = terminal(screen);
      await writeText(to, '+\x1b[8mhidden\n');
      await writeLines(to, ['a\rb']);
      assert.equal(shown(), expected);
    }
  });

  test('lets no message of an agent write a line in the name of Wavegate', async (t) => {
    const line = await commandLine(t);
    const run = new SimulatedRun();
    const message = 'Stopped.\x1b[1A\x1b[2K\rlaunch-1  approved';
    run.outcome = (job) => (job.work.kind === 'agent' ? { outcome: 'crashed', message } : run.done(job));
    run.start(planText(1)).approveAll();
    await line.keep(run);
    const onScreen = await line.typing({ screen: true }, 'status', 'r1');
    assert.doesNotMatch(onScreen.out, acting);
    assert.match(onScreen.out, /Stopped\.␛\[1A␛\[2K␍launch-1 {2}approved/);
    const piped = await line.wavegate('status', 'r1');
    assert.ok(piped.out.includes(message));
  });
});
