import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingEffects } from '../../../../../src/core/run/pendingEffects.ts';
import { roomFor } from '../../../../../src/core/run/session/parallel.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

const running = (run: SimulatedRun): readonly string[] =>
  pendingEffects(run.run, tools).flatMap((effect) => (effect.kind === 'run-session' ? [effect.job.subject] : []));

/** A run whose wave is launched and whose worktrees are made. */
function launched(extra: string): SimulatedRun {
  const run = new SimulatedRun();
  run.start(planText(1, extra)).approveAll('launch');
  const [launch] = Object.values(run.run.gates).filter(({ kind }) => kind === 'launch');
  assert.equal(run.decide(launch?.id ?? ''), undefined);
  for (;;) {
    const effect = pendingEffects(run.run, tools).find(({ kind }) => kind !== 'wake' && kind !== 'run-session');
    if (effect === undefined) return run;
    run.answer(effect);
  }
}

test('all agents of a wave start at once unless the plan says how many', () => {
  assert.deepEqual(running(launched('')), ['a1', 'b1']);
});

test('limits.parallel starts so many, and the next when one ends', () => {
  const run = launched('limits: { parallel: 1 }\n');
  assert.deepEqual(running(run), ['a1']);
  const statuses = boardOf(run.run, 0).waves[0]?.tasks.map(({ status }) => status);
  assert.deepEqual(statuses, ['Starting', 'Waits until another agent ends (limits.parallel)']);
  const [a1] = Object.values(run.run.sessions).filter(({ subject }) => subject === 'a1');
  run.submit({ type: 'session-dispatched', session: a1?.id ?? '' });
  assert.deepEqual(running(run), ['a1']);
  run.settle();
  assert.equal(run.run.waves['w1']?.status, 'spot-check');
});

test('no more agents start than the memory is enough for, but one, and the board says why the others wait', () => {
  const run = launched('limits: { memory: 2 }\n');
  assert.equal(roomFor(run.run, 100e9), undefined, 'enough for all is nothing to write down');
  assert.equal(roomFor(run.run, 1e9), 1);
  run.submit({ type: 'surroundings-seen', room: 1 });
  assert.deepEqual(running(run), ['a1']);
  const statuses = boardOf(run.run, 0).waves[0]?.tasks.map(({ status }) => status);
  assert.equal(
    statuses?.[1],
    'Waits until another agent ends: the memory is enough for one agent at a time (limits.memory)',
  );
  const [a1] = Object.values(run.run.sessions).filter(({ subject }) => subject === 'a1');
  run.submit({ type: 'session-dispatched', session: a1?.id ?? '' });
  assert.equal(roomFor(run.run, 2e9), 2, 'memory that became free lets the next one start');
  run.submit({ type: 'surroundings-seen', room: 2 });
  assert.deepEqual(running(run), ['a1', 'b1']);
});

test('limits.memory: off looks at no memory', () => {
  const run = launched('limits: { memory: off }\n');
  assert.equal(roomFor(run.run, 0), undefined);
  run.submit({ type: 'surroundings-seen', room: 1 });
  assert.deepEqual(running(run), ['a1', 'b1']);
});

for (const [why, result] of [
  ['cannot be started', { outcome: 'crashed', message: 'claude is not installed.', neverRan: true }],
  ['is not logged in', { outcome: 'auth', message: 'Log in.' }],
  ['has reached its usage limit', { outcome: 'rate-limited', message: 'Limit reached.' }],
] as const) {
  test(`those that wait for a place are not started once the first ${why}`, () => {
    const run = launched('limits: { parallel: 1 }\n');
    run.outcome = (job) => (job.work.kind === 'agent' ? result : run.done(job));
    run.settle();
    assert.equal(run.dispatched.length, 1);
    assert.equal(run.run.phase, 'adapt');
    const b1 = Object.values(run.run.sessions).find(({ subject }) => subject === 'b1');
    assert.match(b1?.result?.message ?? '', /^Not started, because of a1: /);
  });
}
