import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTurns } from '../../../../src/git/worktrees/turns.ts';

/** A call that ends when it is told to. */
function held(): { readonly call: () => Promise<string>; readonly end: () => void; readonly begun: () => boolean } {
  let begun = false;
  let end = (): void => undefined;
  const ended = new Promise<string>((resolve) => (end = () => resolve('done')));
  return {
    call() {
      begun = true;
      return ended;
    },
    end: () => end(),
    begun: () => begun,
  };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('calls that take turns', () => {
  test('begin once the earlier ones about any of their things have ended; those about others at once', async () => {
    const inTurn = createTurns();
    const [one, two, three, other] = [held(), held(), held(), held()];
    const results = [
      inTurn(['a', 'b'], one.call),
      inTurn(['b', 'c'], two.call),
      inTurn(['c'], three.call),
      inTurn(['d'], other.call),
    ];
    await soon();
    assert.deepEqual(
      [one, two, three, other].map(({ begun }) => begun()),
      [true, false, false, true],
    );
    one.end();
    await soon();
    assert.deepEqual([two.begun(), three.begun()], [true, false]);
    for (const { end } of [two, three, other]) end();
    assert.deepEqual(await Promise.all(results), ['done', 'done', 'done', 'done']);
  });

  test('go on after one that failed, whose failure is told to its caller alone', async () => {
    const inTurn = createTurns();
    const failed = inTurn(['a'], () => Promise.reject(new Error('no')));
    const next = inTurn(['a'], () => Promise.resolve('done'));
    await assert.rejects(failed, /no/);
    assert.equal(await next, 'done');
  });
});
