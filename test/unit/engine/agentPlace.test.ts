import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import type { CommandInput } from '../../../src/engine/commandInput.ts';
import { takePlace } from '../../../src/engine/agentPlace.ts';
import { pendingEffects } from '../../../src/core/run/pendingEffects.ts';
import { onAbort } from '../../../src/util/onAbort.ts';
import { SimulatedRun, tools } from '../../support/simulatedRun.ts';

type Places = NonNullable<Parameters<typeof takePlace>[1]['ports']['agentPlaces']>;

/** A run whose launch is approved and whose agents are about to begin, and the job of one of them. */
function aboutToBegin(): { readonly run: SimulatedRun; readonly job: Job } {
  const run = new SimulatedRun().start().approveAll('launch');
  run.decide('launch-1');
  for (;;) {
    const effect = pendingEffects(run.run, tools).find(({ kind }) => !kind.startsWith('w'));
    if (effect?.kind === 'run-session') return { run, job: effect.job };
    if (effect === undefined) return assert.fail('no agent begins');
    run.answer(effect);
  }
}

/** A machine on which a place is free once `free` is called. */
function machine() {
  let free = (): void => undefined;
  const isFree = new Promise<void>((resolve) => (free = resolve));
  let given = 0;
  let back = 0;
  const places: Places = {
    async take(_session, waits, signal) {
      await waits('Two agents are at work, and that is the limit.');
      const ended = new Promise<void>((resolve) => onAbort(signal, resolve));
      await Promise.race([isFree, ended]);
      if (signal.aborted) return undefined;
      given += 1;
      return { giveUp: () => Promise.resolve(void (back += 1)) };
    },
  };
  return { places, free, held: () => given - back };
}

function taking(run: SimulatedRun, job: Job, agentPlaces: Places | undefined, state: () => RunState = () => run.run) {
  const timers: (() => void)[] = [];
  const told: CommandInput[] = [];
  const leave = new AbortController();
  const clock = {
    now: () => run.now,
    wake: (_at: number, go: () => void) => (timers.push(go), () => void timers.splice(timers.indexOf(go), 1)),
  };
  const taken = takePlace(job, {
    ports: { clock, ...(agentPlaces === undefined ? {} : { agentPlaces }) },
    state,
    submit: (command) => Promise.resolve(void told.push(command)),
    signal: leave.signal,
  });
  return { taken, told, timers, leave: () => leave.abort() };
}

suite('an agent that needs a place on this machine', () => {
  test('waits with the reason, and begins once one is free', async () => {
    const { run, job } = aboutToBegin();
    const { places, free, held } = machine();
    const { taken, told } = taking(run, job, places);
    await Promise.resolve();
    assert.deepEqual(told, [
      {
        type: 'surroundings-seen',
        waits: { session: job.session, why: 'Two agents are at work, and that is the limit.' },
      },
    ]);
    free();
    assert.notEqual(await taken, 'none');
    assert.equal(held(), 1);
  });

  test('no longer begins, and holds none, once the run is stopped while it waits', async () => {
    const { run, job } = aboutToBegin();
    const { places, held } = machine();
    const { taken, timers } = taking(run, job, places);
    await Promise.resolve();
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    timers[0]?.();
    // What has not begun is ended, which takes no place.
    assert.equal(await taken, undefined);
    assert.equal(held(), 0);
    assert.deepEqual(timers, [], 'nothing goes on looking');
  });

  test('no longer begins once this process stops driving', async () => {
    const { run, job } = aboutToBegin();
    const { places, held } = machine();
    const { taken, timers, leave } = taking(run, job, places);
    leave();
    timers[0]?.();
    assert.equal(await taken, 'none');
    assert.equal(held(), 0);
  });

  test('gives its place back where the run was stopped in the moment it got it', async () => {
    const { run, job } = aboutToBegin();
    const { places, free, held } = machine();
    const { taken } = taking(run, job, places);
    await Promise.resolve();
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    free();
    await taken;
    assert.equal(held(), 0);
  });

  test('needs none where nothing limits agents, where a host of the team runs it, or where it is no agent', async () => {
    const { run, job } = aboutToBegin();
    const { places, held } = machine();
    const merge: Job = { ...job, work: { kind: 'merge', parts: [], onto: 'base' } as unknown as Job['work'] };
    for (const [each, with_] of [
      [job, undefined],
      [{ ...job, hosts: {} } as Job, places],
      [merge, places],
    ] as const)
      assert.equal(await taking(run, each, with_).taken, undefined);
    assert.equal(held(), 0);
  });
});
