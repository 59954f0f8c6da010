import assert from 'node:assert/strict';
import { appendFileSync, existsSync } from 'node:fs';
import { suite, test } from 'node:test';
import { openPrograms, watchWaiting } from '../../../../src/git/call/waiting.ts';

const start = (child_id: number, argv: readonly string[], more: object = {}): string =>
  `${JSON.stringify({ event: 'child_start', sid: 'one', child_id, argv, ...more })}\n`;
const exit = (child_id: number, sid = 'one'): string => `${JSON.stringify({ event: 'child_exit', sid, child_id })}\n`;

suite('a git that hangs', () => {
  test('waits for the program that was started last and has not ended', () => {
    const events =
      start(0, ['ssh', 'host']) + exit(0) + start(1, ['git', 'pack-objects']) + start(2, ['gpg', '--sign']);
    assert.deepEqual(openPrograms(events), ['git pack-objects', 'gpg --sign']);
    assert.deepEqual(openPrograms(events + exit(2) + exit(1)), []);
  });

  test('waits for the innermost where one git has started another', () => {
    const events = start(0, ['git', 'remote-https']) + start(0, ['helper'], { sid: 'one/two' });
    assert.deepEqual(openPrograms(events), ['git remote-https', 'helper']);
    assert.deepEqual(openPrograms(events + exit(0, 'one/two')), ['git remote-https']);
  });

  test('names a hook as people call it', () => {
    assert.deepEqual(openPrograms(start(0, ['.git/hooks/pre-push'], { hook_name: 'pre-push' })), ['the hook pre-push']);
  });

  test('names no password, and no endless command line', () => {
    const [shown = ''] = openPrograms(
      start(0, ['git', 'remote-https', 'https://ada:S3CRET@example.org/a', 'x'.repeat(900)]),
    );
    assert.doesNotMatch(shown, /S3CRET/);
    assert.ok(shown.length <= 201, shown);
  });

  test('is understood while it still writes, at every byte', () => {
    const events = start(0, ['ssh', 'Zoë']) + start(1, ['gpg']) + exit(1);
    for (let length = 0; length <= events.length; length += 1)
      assert.ok(openPrograms(events.slice(0, length)).every((name) => ['ssh Zoë', 'gpg'].includes(name)));
  });

  test('may write lines that are no events', () => {
    for (const line of ['null', '1', '[]', '"text"', '{}', '{"event":"child_start"}', 'noise', ''])
      assert.doesNotThrow(() => openPrograms(`${line}\n${start(0, ['gpg'])}`), line);
    assert.equal(openPrograms(`null\n${start(0, ['gpg'])}`).at(-1), 'gpg');
  });

  test('leaves no file of its events behind', () => {
    const watch = watchWaiting();
    const file = watch.env['GIT_TRACE2_EVENT'] ?? assert.fail();
    assert.equal(watch.now(), undefined, 'before it has written anything');
    appendFileSync(file, start(0, ['gpg']));
    assert.equal(watch.now(), 'gpg');
    watch.close();
    assert.equal(existsSync(file), false);
    watch.close();
  });
});
