import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckRun } from '../../../../../src/core/model/checkRun.ts';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

const red: CheckRun = {
  name: 'verify',
  command: './check.sh',
  exitCode: 1,
  timedOut: false,
  milliseconds: 5,
  runs: 1,
  failed: [],
  tail: '',
};
const lacking: CheckRun = { ...red, missing: 'the variable API_BASE is not set.' };

/** A run in which the work of b1 is verified with these results as long as nothing is mended. */
function redRun(verification: readonly CheckRun[], other?: SessionResult) {
  const run = new SimulatedRun();
  const jobs: Job[] = [];
  const world = { isMended: false };
  run.outcome = (job) => {
    if (job.work.kind === 'agent') jobs.push(job);
    if (job.subject === 'a1' && other !== undefined) return other;
    if (job.subject !== 'b1' || world.isMended) return run.done(job);
    const message = 'The agent reports its work as done, but "./check.sh" ended with 1 when Wavegate ran it.';
    return { ...run.done(job), outcome: 'blocked', message, handoff: '{}', verification };
  };
  run.start(planText(1)).approveAll();
  const agents = () =>
    jobs.map(({ subject, epoch, work }) => `${subject} ${epoch}${work.kind === 'agent' && work.left ? ' checks' : ''}`);
  return { run, agents, world };
}

test('work that only a part of this machine keeps from being green is verified again, without its agent', () => {
  const { run, agents, world } = redRun([lacking]);
  assert.equal(run.run.phase, 'adapt');
  assert.equal(boardOf(run.run, 0).adaptation?.retryTitle, 'Run the checks again');
  world.isMended = true;
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle();
  assert.deepEqual(agents(), ['a1 1', 'b1 1', 'b1 2 checks']);
  assert.equal(run.run.waves['w1']?.attempt, 1, 'no launch gate is asked again');
  assert.equal(run.run.waves['w1']?.status, 'spot-check');
});

test('as long as it lacks that, it stays red, however often it is verified', () => {
  const { run, agents } = redRun([lacking]);
  for (const epoch of [2, 3]) {
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.equal(agents().at(-1), `b1 ${epoch} checks`);
    assert.equal(run.run.phase, 'adapt');
  }
});

test('work that is red for anything else goes back to its agent', () => {
  for (const verification of [[red], [lacking, { ...red, command: 'npm test' }]]) {
    const { run, agents } = redRun(verification);
    assert.equal(boardOf(run.run, 0).adaptation?.retryTitle, 'Try again as planned');
    run.submit({ type: 'retry-wave', who: 'ada' });
    run.settle().approveAll('launch');
    assert.equal(run.run.waves['w1']?.attempt, 2);
    assert.equal(agents().at(-1), 'b1 1');
  }
});

test('an agent that could not start does not keep the work of others from being verified again', () => {
  const crashed: SessionResult = { outcome: 'crashed', message: 'codemod.mjs is missing.' };
  const { run, agents, world } = redRun([lacking], crashed);
  world.isMended = true;
  run.submit({ type: 'retry-wave', who: 'ada' });
  run.settle();
  assert.equal(agents().at(-1), 'b1 2 checks');
  assert.deepEqual(run.run.waves['w1']?.failure?.suspects, ['a1']);
  assert.equal(boardOf(run.run, 0).adaptation?.retryTitle, 'Try again as planned');
});
