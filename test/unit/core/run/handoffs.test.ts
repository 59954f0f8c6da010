import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { eventLine } from '../../../../src/core/views/eventWords.ts';
import { acceptanceAnswers, planText, redOnce, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

/** A run whose agents report something beside their work. */
function reporting(report: Partial<SessionResult>): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => ({ ...run.done(job), ...(job.work.kind === 'agent' ? report : {}) });
  return run.start(planText(1));
}

const gateLines = (run: SimulatedRun) =>
  boardOf(run.run, 0).gates.flatMap(({ sections }) => sections.flatMap(({ lines }) => lines));

test('the evidence of step 4 holds the hash of every handoff', () => {
  const run = reporting({ handoff: '{"status":"done"}' }).approveAll('spot-check');
  const step = run.run.waves['w1']?.steps.find((passed) => passed.step === 'handoffs');
  assert.equal(step?.evidence['a1 handoff'], tools.sha256('{"status":"done"}'));
});

test('what an agent noticed, asks, claims without proof and was denied reaches the person at the spot-check', () => {
  const run = reporting({
    question: 'Is the old name still needed?',
    followUps: ['The tests of b are slow.'],
    claims: [
      { command: 'npm run e2e', exitCode: 0, confirmation: 'unverified' },
      { command: 'npm test', exitCode: 1, confirmation: 'contradicted', own: 0 },
      { command: 'npm run lint', exitCode: 0, confirmation: 'confirmed', own: 0 },
    ],
    denied: { count: 3, commands: ['Bash npm test | tail'] },
  }).approveAll('spot-check');
  const lines = gateLines(run).filter((line) => line.startsWith('Task a1: '));
  assert.deepEqual(lines, [
    'Task a1: Asks: Is the old name still needed?',
    'Task a1: Claims that "npm test" ended with 1; it ended with 0 when Wavegate ran it',
    'Task a1: Not verified: "npm run e2e", said to have ended with 0; it is not among the commands of the plan',
    'Task a1: 3 commands denied: Bash npm test | tail',
    'Task a1: Noticed, not asked for: The tests of b are slow.',
  ]);
  assert.deepEqual(boardOf(run.run, 0).waves[0]?.tasks[0]?.notes.length, 5);
});

function changesNothing(run: SimulatedRun): void {
  run.outcome = (job: Job) => ({
    ...run.done(job),
    ...(job.work.kind === 'agent' || job.work.kind === 'merge' ? { changes: [] } : {}),
  });
}

test('a wave in which nothing had to change makes no commit, and says so', () => {
  const run = new SimulatedRun();
  changesNothing(run);
  run.start(planText(1)).approveAll('acceptance');
  assert.equal(run.run.waves['w1']?.status, 'committed');
  assert.equal(run.run.waves['w1']?.commit, undefined);
  assert.equal(run.run.head, 'base');
  assert.equal(boardOf(run.run, 0).waves[0]?.status, 'Done, nothing had to change');
});

test('a run in which nothing has changed cannot be shipped', () => {
  const run = new SimulatedRun();
  changesNothing(run);
  run.start(planText(1)).approveAll('acceptance');
  run.decide('acceptance-1', 'approved', acceptanceAnswers);
  run.settle();
  assert.equal(pendingGates(run.run)[0]?.kind, 'ship');
  assert.match(run.decide('ship-1') ?? '', /No wave has changed anything/);
});

test('red checks are told as red, not as a question', () => {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start(planText(1)).approveAll();
  const told = run.events.map((event) => eventLine(event, run.run)).filter((line) => line?.includes('Run the checks'));
  assert.deepEqual(told, ['Started: Run the checks', 'Failed: Run the checks: One test fails.']);
});
