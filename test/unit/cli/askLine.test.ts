import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { suite, test } from 'node:test';
import { questionsAt } from '../../../src/cli/askLine.ts';

function atTerminal(): { readonly input: PassThrough; readonly shown: () => string; readonly output: PassThrough } {
  const output = new PassThrough();
  let text = '';
  output.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { input: new PassThrough(), output, shown: () => text };
}

suite('a question at the terminal', () => {
  test('gives the line that is typed, and shows the question', async () => {
    const { input, output, shown } = atTerminal();
    const answer = questionsAt(input, output, assert.fail).ask('Approve? ', new AbortController().signal);
    input.write('a\r');
    assert.equal(await answer, 'a');
    assert.match(shown(), /Approve\? /);
  });

  test('is left with Ctrl+D, and with Ctrl+C, which is passed on', async () => {
    for (const [key, interrupts] of [
      ['\u0004', 0],
      ['\u0003', 1],
    ] as const) {
      const { input, output } = atTerminal();
      let interrupted = 0;
      const answer = questionsAt(input, output, () => (interrupted += 1)).ask(
        'Approve? ',
        new AbortController().signal,
      );
      input.write(key);
      assert.equal(await answer, undefined);
      assert.equal(interrupted, interrupts);
    }
  });

  test('stays below what is printed meanwhile', async () => {
    const { input, output, shown } = atTerminal();
    const questions = questionsAt(input, output, assert.fail);
    const answer = questions.ask('Approve? ', new AbortController().signal);
    questions.above(() => output.write('Session a ended.\n'));
    assert.match(shown(), /Session a ended\.\n[^a-z]*Approve\? /);
    input.write('a\r');
    assert.equal(await answer, 'a');
  });

  test('is taken back when it no longer makes sense', async () => {
    const { input, output } = atTerminal();
    const over = new AbortController();
    const answer = questionsAt(input, output, assert.fail).ask('Approve? ', over.signal);
    over.abort();
    assert.equal(await answer, undefined);
  });
});
