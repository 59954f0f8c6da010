import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStep } from '../../../../../src/cli/follow/nextStep.ts';
import { runUsage } from '../../../../../src/core/queries/budget.ts';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { pendingEffects } from '../../../../../src/core/run/pendingEffects.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

const resetsAt = 10_000_000;

const limited: SessionResult = {
  outcome: 'rate-limited',
  message: 'Session limit reached.',
  limit: { resetsAt },
  snapshot: 'partial',
  conversation: 'talk',
  usage: { inputTokens: 10, cachedTokens: 0, outputTokens: 5 },
  changes: [{ path: 'src/b1/main.js', kind: 'modified', additions: 1, deletions: 0 }],
};

/** A run in which task b1 runs into the limit of its account as long as it is not lifted. */
function limitedRun(extra = ''): { readonly run: SimulatedRun; readonly jobs: Job[]; readonly lift: () => void } {
  const run = new SimulatedRun();
  const jobs: Job[] = [];
  let lifted = false;
  run.outcome = (job) => {
    if (job.work.kind === 'agent') jobs.push(job);
    return job.subject === 'b1' && !lifted ? limited : run.done(job);
  };
  run.start(planText(1, extra)).approveAll();
  return { run, jobs, lift: () => (lifted = true) };
}

test('a wave that a limit has stopped goes on in the same attempt, with what is done and begun', () => {
  const { run, jobs, lift } = limitedRun();
  assert.equal(run.run.phase, 'adapt');
  lift();
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle().approveAll('acceptance');
  const wave = run.run.waves['w1'];
  assert.equal(wave?.status, 'committed');
  assert.equal(wave?.attempt, 1);
  assert.deepEqual(
    jobs.map(({ subject, epoch }) => `${subject} ${epoch}`),
    ['a1 1', 'b1 1', 'b1 2'],
  );
  const again = jobs.at(-1)?.work;
  assert.ok(again?.kind === 'agent');
  assert.equal(again.resume?.id, 'talk');
  assert.match(again.handOver ?? '', /src\/b1\/main.js[^]*Your worktree holds this/);
});

test('until when is told, and how to go on', () => {
  const { run } = limitedRun();
  assert.equal(
    boardOf(run.run, resetsAt - 3_600_000).headline,
    'The usage limit of an agent is reached until 1970-01-01 02:46 UTC, in 1 h: retry the wave then',
  );
});

test('another plan does not lift a limit: nothing is adapted by itself', () => {
  const { run } = limitedRun();
  const approvals = {
    kinds: new Set(['adapt' as const]),
    adapt: 'redispatch' as const,
    note: '',
    plan: run.run.plan.hash,
  };
  assert.equal(nextStep(run.run, approvals, 0).kind, 'wait');
});

test('where the plan says wait, the run goes on by itself when the limit is lifted, not before', () => {
  const { run, jobs, lift } = limitedRun('limits: {onUsageLimit: wait}\n');
  const wake = pendingEffects(run.run, tools).find(({ kind }) => kind === 'wake');
  assert.ok(wake?.kind === 'wake' && wake.at > resetsAt);
  lift();
  run.submit({ type: 'tick' });
  assert.equal(jobs.length, 2, 'it is too early');
  run.now = wake.at;
  run.submit({ type: 'tick' });
  run.settle();
  assert.equal(jobs.length, 3);
  assert.equal(run.run.waves['w1']?.status, 'spot-check');
});

test('a provider that names a time which has passed is asked less and less often', () => {
  const { run, jobs } = limitedRun('limits: {onUsageLimit: wait}\n');
  run.now = resetsAt + 1;
  run.submit({ type: 'tick' });
  const pauses: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    run.submit({ type: 'tick' });
    run.settle();
    const wake = pendingEffects(run.run, tools).find(({ kind }) => kind === 'wake');
    assert.ok(wake?.kind === 'wake');
    pauses.push(Math.round((wake.at - (run.run.waves['w1']?.closedAt ?? 0)) / 60_000));
    run.now = wake.at;
  }
  assert.ok(pauses[0] !== undefined && pauses[0] > 1, 'the time that it names is waited for first');
  assert.deepEqual(pauses.slice(1), [2, 4, 8, 16, 32, 61, 61, 61]);
  assert.equal(jobs.length, 10);
});

test('sessions of the account that have not been started are not started into the limit', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => (job.work.kind === 'agent' ? limited : run.done(job));
  run.start(planText(1)).approveAll();
  assert.equal(run.dispatched.length, 1);
  const halted = Object.values(run.run.sessions).find(({ subject }) => subject === 'b1')?.result;
  assert.equal(halted?.outcome, 'rate-limited');
  assert.match(halted?.message ?? '', /Not started, because of a1: Session limit reached/);
  assert.equal(halted?.limit?.resetsAt, resetsAt);
});

test('the first program that cannot be started keeps the others of its kind from being tried', () => {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    job.work.kind === 'agent'
      ? { outcome: 'crashed', message: 'codemod.mjs is missing.', neverRan: true }
      : run.done(job);
  run.start(planText(1)).approveAll();
  assert.equal(run.dispatched.length, 1);
  assert.equal(run.run.waves['w1']?.failure?.kind, 'sessions');
});

test('what an agent has used before it was stopped counts', () => {
  const { run, lift } = limitedRun();
  lift();
  run.submit({ type: 'retry-wave', who: 'ada' });
  run.settle();
  assert.equal(runUsage(run.run)?.inputTokens, 10);
});

test('a login that is lost in the middle of a wave pauses it once, keeps the work of the others, and one retry goes on', () => {
  const run = new SimulatedRun();
  const jobs: string[] = [];
  let loggedIn = false;
  run.outcome = (job) => {
    if (job.work.kind === 'agent') jobs.push(`${job.subject} ${job.epoch}`);
    if (job.subject !== 'b1' || loggedIn) return run.done(job);
    return { ...limited, outcome: 'auth', message: 'The agent was not let in by its provider.' };
  };
  run.start(planText(1)).approveAll();
  assert.match(boardOf(run.run, 0).headline, /is not logged in: log in with its own program, then try the wave again/);
  assert.equal(nextStep(run.run, { kinds: new Set(['adapt']), adapt: 'fix', note: '', plan: '' }, 0).kind, 'wait');
  assert.equal(
    pendingEffects(run.run, tools).some(({ kind }) => kind === 'wake'),
    false,
    'no time ends it',
  );
  loggedIn = true;
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle().approveAll('acceptance');
  assert.equal(run.run.waves['w1']?.status, 'committed');
  assert.deepEqual(jobs, ['a1 1', 'b1 1', 'b1 2']);
});
