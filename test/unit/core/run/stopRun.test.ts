import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from '../../../../src/core/model/commands.ts';
import type { Effect } from '../../../../src/core/model/effects.ts';
import { pendingEffects, removals } from '../../../../src/core/run/pendingEffects.ts';
import { planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

/** A run in which one agent has failed, with worktrees of both agents of its first wave. */
function failedRun(): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => (job.subject === 'b1' ? { outcome: 'crashed', message: 'No.' } : run.done(job));
  return run.start(planText(1)).approveAll();
}

/** A run whose first wave is launched, up to where something is to be done for it. */
function runUpTo(kind: Effect['kind'], extra = ''): SimulatedRun {
  const run = new SimulatedRun().start(planText(1, extra)).approveAll('launch');
  run.decide('launch-1');
  for (;;) {
    const effect = pendingEffects(run.run, tools).find((candidate) => candidate.kind !== 'wake');
    if (effect === undefined || effect.kind === kind) return run;
    run.answer(effect);
  }
}

const stop: Omit<Extract<Command, { type: 'stop-run' }>, 'at'> = { type: 'stop-run', who: 'ada', reason: 'enough' };

const kindsOf = (run: SimulatedRun) => pendingEffects(run.run, tools).map(({ kind }) => kind);

test('a run that has failed keeps its worktrees, and gives them back once when it is stopped', () => {
  const run = failedRun();
  assert.equal(kindsOf(run).includes('remove-worktrees'), false);
  run.submit(stop);
  const [effect] = removals(run.run);
  assert.ok(effect?.kind === 'remove-worktrees');
  assert.deepEqual(
    effect.sessions.map(({ subject }) => subject),
    ['a1', 'b1'],
  );
  run.settle();
  assert.equal(run.events.filter(({ type }) => type === 'worktrees-removed').length, 1);
  assert.deepEqual(pendingEffects(run.run, tools), []);
});

test('worktrees wait for the end of the sessions at work in them, those that have only just begun included', () => {
  const run = runUpTo('run-session');
  const sessions = Object.values(run.run.sessions).filter(({ status }) => status === 'ready');
  assert.equal(sessions.length, 2);
  run.submit(stop);
  assert.deepEqual(kindsOf(run), ['run-session', 'run-session']);
  const [first, second] = sessions.map(({ id }) => id);
  assert.ok(first !== undefined && second !== undefined);
  run.submit({ type: 'session-dispatched', session: first });
  assert.deepEqual(kindsOf(run).toSorted(), ['run-session', 'run-session', 'stop-session']);
  const result = { outcome: 'cancelled', message: 'Stopped.' } as const;
  run.submit({ type: 'session-ended', session: first, epoch: 1, result });
  assert.deepEqual(removals(run.run), []);
  run.submit({ type: 'session-ended', session: second, epoch: 1, result });
  assert.deepEqual(kindsOf(run), ['remove-worktrees']);
});

test('sessions that wait for others begin no more', () => {
  const run = runUpTo('run-session', 'limits: {parallel: 1}\n');
  run.submit(stop);
  run.settle();
  assert.deepEqual(
    run.dispatched.filter((session) => session.startsWith('wave')),
    [],
  );
  assert.deepEqual(pendingEffects(run.run, tools), []);
});

test('worktrees that are being made when their run is stopped are removed', () => {
  const run = runUpTo('prepare-worktrees');
  run.submit(stop);
  const effect = removals(run.run).at(-1);
  assert.ok(effect?.kind === 'remove-worktrees');
  assert.equal(effect.sessions.length, 2);
});
