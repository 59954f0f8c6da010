import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const pushedBy = ({ work }: Job): string => (work.kind === 'watch' ? work.commit : '');
const url = 'https://github.com/team/sample/pull/7';

/** A run whose pull request was opened; `answer` says how CI and the merge end, where that is not well. */
function withForge(answer: (job: Job) => SessionResult | undefined = () => undefined, ship = ''): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => answer(job) ?? run.requested(job);
  return run.start(planText(1, ship));
}

test('a result is shipped only when its pull request is merged, which a gate of its own asks about', () => {
  const run = withForge().approveAll('merge');
  const [gate] = pendingGates(run.run);
  assert.equal(gate?.kind, 'merge');
  assert.equal(run.run.phase, 'ship');
  const board = boardOf(run.run, 0);
  assert.equal(board.headline, 'Waiting for you: Merge the pull request');
  const sections = board.gates.find(({ id }) => id === gate.id)?.sections ?? [];
  assert.deepEqual(sections.find(({ title }) => title === 'Checks at the forge')?.lines, ['passed: build']);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.equal(run.run.ship?.result?.merged?.how, 'merge');
  assert.match(boardOf(run.run, 0).headline, /^Shipped: merged as commit-/);
  assert.match(renderReport(run.run), /Shipped: merged/);
});

test('what shipping commits itself is what the merge gate is about', () => {
  const run = withForge((job) => {
    if (job.work.kind !== 'ship') return undefined;
    const pushed = { remote: 'origin', branch: job.work.branch, commit: 'with-entry' };
    const made = { commit: 'with-entry', tree: 'tree-with-entry', pushed };
    return { outcome: 'done', message: 'Pushed.', ...made, pullRequest: { text: 'Text', url } };
  }).approveAll('merge');
  const { evidence } = pendingGates(run.run)[0] ?? assert.fail();
  assert.deepEqual([evidence['head'], evidence['tree']], ['with-entry', 'tree-with-entry']);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

test('red checks of the forge lead to adapting, with the log of the job for the agent that fixes it', () => {
  let red = true;
  const run = withForge((job) => {
    if (job.kind !== 'ci' || !red) return undefined;
    const failed = [{ name: 'test', excerpt: 'AssertionError: 3 !== 4' }];
    const checks = [{ ...check(1), name: 'CI job test', command: 'CI job test', failed }];
    const ci = { state: 'red', commit: pushedBy(job), checks: [{ name: 'test', state: 'failed' }] } as const;
    return { outcome: 'blocked', message: 'Failed at the forge: test.', ci, checks };
  }).approveAll();
  assert.equal(run.run.phase, 'adapt');
  assert.match(run.run.validation?.failure?.message ?? '', /CI did not pass.*Failed at the forge: test/);
  assert.match(JSON.stringify(boardOf(run.run, 0).adaptation?.failing), /AssertionError/);
  assert.equal(boardOf(run.run, 0).adaptation?.title, 'CI is red');
  red = false;
  assert.equal(run.adapt('fix', 'a1'), undefined);
  run.settle().approveAll('merge');
  const fix = Object.values(run.run.sessions).find(({ subject }) => subject === 'a1-fix');
  assert.match(fix?.directive ?? '', /AssertionError: 3 !== 4/);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

test('a pull request closed by hand, or a forge that is silent, is no failure of the work: shipping is asked for again', () => {
  for (const state of ['closed', 'moved', 'unknown'] as const) {
    let answers = 0;
    const run = withForge((job) => {
      if (job.kind !== 'ci' || (answers += 1) > 1) return undefined;
      return { outcome: 'blocked', message: `It is ${state}.`, ci: { state, commit: 'pushed', checks: [] } };
    }).approveAll();
    assert.equal(run.run.phase, 'shipped', state);
    const failed = run.events.filter(({ type }) => type === 'ship-failed');
    assert.equal(failed.length, 1);
    assert.ok(!run.events.some(({ type }) => type === 'validation-failed'));
  }
});

test('a pull request that somebody merged at the forge is shipped without a gate', () => {
  const run = withForge((job) =>
    job.kind === 'ci'
      ? {
          outcome: 'done',
          message: 'Somebody has merged it.',
          ci: { state: 'merged', commit: pushedBy(job), checks: [] },
          merged: { how: 'elsewhere', commit: 'abc' },
        }
      : undefined,
  ).approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.ok(!Object.values(run.run.gates).some(({ kind }) => kind === 'merge'));
  assert.match(boardOf(run.run, 0).headline, /merged at the forge as abc/);
});

test('a merge that the forge refuses leaves everything as it is and asks to ship again', () => {
  let refusals = 1;
  const run = withForge((job) =>
    job.kind === 'land' && (refusals -= 1) >= 0
      ? { outcome: 'blocked', message: 'HTTP 422: not mergeable.' }
      : undefined,
  ).approveAll('merge');
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.equal(Object.values(run.run.gates).filter(({ kind }) => kind === 'ship').length, 2);
});

test('a rejected merge leads to adapting the plan, and can be asked about again', () => {
  const run = withForge().approveAll('merge');
  run.decide('merge-1', 'rejected', undefined, undefined, {}, 'Not before the release.');
  run.settle();
  assert.equal(run.run.phase, 'adapt');
  assert.match(run.run.validation?.failure?.message ?? '', /rejected at its merge gate: Not before/);
  assert.equal(run.submit({ type: 'reopen-gate', gate: 'merge-1', who: 'ada' }), undefined);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

test('the plan may end the run with the open pull request, squash only where it says so, and rest the merge on the ship gate', () => {
  const none = withForge(undefined, 'ship: {merge: none}\n').approveAll();
  assert.match(none.run.ship?.result?.message ?? '', /not merged: ship\.merge of the plan is none/);
  assert.equal(boardOf(none.run, 0).headline, `Pushed to origin, branch wavegate/r1, pull request open`);

  const how: string[] = [];
  const see = (job: Job): undefined => {
    if (job.work.kind === 'land') how.push(job.work.how);
  };
  withForge(see).approveAll();
  withForge(see, 'ship: {merge: squash}\n').approveAll();
  assert.deepEqual(how, ['merge', 'squash']);

  const resting = withForge(undefined, 'gates: {merge: {required: false}}\n').approveAll();
  assert.equal(resting.run.phase, 'shipped');
  assert.equal(resting.run.gates['merge-1']?.restsOn, 'ship-1');
});

test('the checks of the forge are asked with what the plan says, for the commit that was pushed', () => {
  const seen: Job[] = [];
  const run = withForge((job) => {
    if (job.work.kind === 'watch') seen.push(job);
    return undefined;
  }, 'ship: {forge: github, checks: {only: [build], minutes: 5, reruns: 0}}\n').approveAll();
  const work = seen[0]?.work;
  assert.ok(work?.kind === 'watch');
  assert.equal(work.url, url);
  assert.equal(work.commit, run.run.ship?.result?.pushed?.commit);
  assert.deepEqual([work.checks.only, work.checks.minutes, work.checks.reruns], [['build'], 5, 0]);
  assert.deepEqual(work.forge.kind, 'github');
});
