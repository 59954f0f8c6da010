import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { evolve, Replay, replay } from '../../../../src/core/run/evolve.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { longRun } from '../../../support/longRun.ts';

function oneByOne(events: readonly Recorded[]): readonly RunState[] {
  const states: RunState[] = [];
  for (const event of events) states.push(evolve(states.at(-1), event) ?? assert.fail('no state'));
  return states;
}

suite('a run read from its journal', () => {
  const events = longRun(30);

  test('stands after every record where it stood when that was written', () => {
    const states = oneByOne(events);
    const read = new Replay();
    for (const [index, event] of events.entries()) {
      read.add(event);
      assert.deepEqual(read.state, states[index], `after record ${index + 1}`);
    }
    const last = states.at(-1);
    assert.deepEqual(
      last?.plan.plan.waves.map(({ id }) => last.waves[id]?.status),
      ['committed', 'committed', 'committed'],
    );
  });

  test('stays as it was for those who look at it while it goes on', () => {
    for (let length = 1; length < events.length; length += 1) {
      const state = replay(events.slice(0, length));
      const before = structuredClone(state);
      for (const event of events.slice(length, length + 3)) evolve(state, event);
      assert.deepEqual(state, before, `after record ${length}`);
    }
  });

  test('leaves its records as they are', () => {
    const before = structuredClone(events);
    replay(events);
    assert.deepEqual(events, before);
  });
});
