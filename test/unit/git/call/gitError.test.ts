import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { asSentence, explanation, reasonOf } from '../../../../src/git/call/gitError.ts';

suite('what git says when it fails', () => {
  for (const [said, reason] of [
    ['fatal: write error: No space left on device', 'disk-full'],
    ['fatal: write error: Disk quota exceeded', 'disk-full'],
    ['error: There is not enough space on the disk.', 'disk-full'],
    ['error: insufficient permission for adding an object to repository database .git/objects', 'read-only'],
    ["fatal: could not open '.git/x' for writing: Read-only file system", 'read-only'],
    ["fatal: Unable to create '/r/.git/index.lock': File exists.", 'locked'],
    ["error: cannot lock ref 'refs/heads/a': Unable to create '/r/.git/refs/heads/a.lock'", 'locked'],
    ["error: cannot lock ref 'refs/heads/a': is at 1 but expected 2", 'failed'],
    ['fatal: not a git repository', 'failed'],
    ['', 'failed'],
  ] as const)
    test(`${JSON.stringify(said.slice(0, 60))} means ${reason}`, () => assert.equal(reasonOf(said), reason));

  test('is repeated without hints, empty lines and progress', () => {
    const stderr = [
      'Enumerating objects: 5, done.',
      'Counting objects:  20% (1/5)\rCounting objects: 100% (5/5)\r',
      'Delta compression using up to 8 threads',
      'Total 3 (delta 0), reused 0 (delta 0)',
      'remote: ',
      'remote: error: GH006: Protected branch update failed',
      'To https://example.org/a.git',
      ' ! [remote rejected] main -> main (protected branch hook declined)',
      'hint: See the note about fast-forwards',
      '',
    ].join('\n');
    assert.equal(
      explanation(stderr),
      'remote: error: GH006: Protected branch update failed; ! [remote rejected] main -> main (protected branch hook declined)',
    );
  });

  test('of a program that writes over its own line is what was left on the line', () => {
    assert.equal(explanation('10%\r50%\rfatal: it stopped\r\n'), 'fatal: it stopped');
  });

  test('at great length is cut to what tells the cause, and to its end', () => {
    const noise = Array.from({ length: 200 }, (_, line) => `lint: line ${line}`);
    const said = explanation(['fatal: the first cause', ...noise, 'the last word'].join('\n'));
    assert.match(said, /^fatal: the first cause; /);
    assert.match(said, /; the last word$/);
    assert.ok(said.split('; ').length <= 12, said);
  });

  test('is never made longer by being explained, and never fails to be', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 40 }), (lines) => {
        const said = explanation(lines.join('\n'));
        assert.ok(said.length <= lines.join('\n').length + 2 * lines.length);
      }),
    );
  });

  test('ends as a sentence, once', () => {
    assert.equal(asSentence('It failed'), 'It failed.');
    for (const whole of ['It failed.', 'Really?', 'No!']) assert.equal(asSentence(whole), whole);
  });
});
