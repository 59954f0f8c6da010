import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RemoteLook } from '../../../src/engine/remoteLook.ts';
import type { Target } from '../../../src/core/model/repository.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { SimulatedRun } from '../../support/simulatedRun.ts';

const minute = 60_000;

/** A remote that answers when it is told to, and a clock that is set by hand. */
function world() {
  const asked: { readonly patience: number; readonly answer: (commit?: string | null) => void }[] = [];
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, wake: () => () => undefined };
  const target = (remote: string, _branch: string, patience: number) =>
    new Promise<Target>((resolve) => {
      const answer = (commit?: string | null) =>
        resolve({ remote, addresses: ['there'], ...(commit === undefined ? {} : { commit }) });
      asked.push({ patience, answer });
    });
  const look = new RemoteLook({ clock, workspaces: { target } as never });
  const { run: state } = new SimulatedRun().start();
  const later = (seen: { readonly target?: Target }): RunState => ({ ...state, ...seen });
  return { asked, time, look, state, later };
}

suite('a remote', () => {
  test('is asked once while the result is checked, and acceptance takes that answer', async () => {
    const { asked, look, state } = world();
    const ahead = look.now(state);
    const atGate = look.recent(state);
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.patience, 30_000);
    asked[0]?.answer(null);
    assert.deepEqual(await atGate, await ahead);
    assert.equal((await atGate).target?.askedAt, 1_000_000);
  });

  test('that did not answer is not waited for again, until a push is decided', async () => {
    const { asked, time, look, state, later } = world();
    const first = look.now(state);
    asked[0]?.answer();
    const seen = later(await first);
    time.now += 60 * minute;
    assert.equal((await look.recent(seen)).target?.commit, undefined);
    assert.equal(asked.length, 1);
    void look.now(seen);
    assert.equal(asked.length, 2, 'the ship gate asks for real');
    asked[1]?.answer();
  });

  test('that answered long ago is asked again', async () => {
    const { asked, time, look, state, later } = world();
    const first = look.now(state);
    asked[0]?.answer('c0ffee');
    const seen = later(await first);
    time.now += 5 * minute;
    assert.equal((await look.recent(seen)).target?.commit, 'c0ffee');
    assert.equal(asked.length, 1);
    time.now += 10 * minute;
    const again = look.recent(seen);
    asked[1]?.answer('beef');
    assert.equal((await again).target?.commit, 'beef');
  });
});
