import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { commentedRequests } from '../../../../src/core/queries/reviewComments.ts';
import { latestGate, pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { answerObjection } from '../../../../src/core/gates/specs/answerObjection.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { answersFor } from '../../../../src/core/report/shipTexts.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { gateDocument } from '../../../../src/core/views/gateDocument.ts';
import { check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const perWave = 'ship: {forge: github, pullRequest: {per: wave, issues: ["#12"]}}\n';
const urlOf = (number: number): string => `https://github.com/team/sample/pull/${number}`;

type Answer = (job: Job, run: SimulatedRun) => SessionResult | undefined;

function withForge(answer: Answer = () => undefined): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => answer(job, run) ?? run.requested(job);
  return run.start(planText(2, perWave));
}

test('the ship gate shows the text of the pull request of each wave, and what each is based on', () => {
  const run = withForge().approveAll('ship');
  const gate = latestGate(run.run, 'ship') ?? assert.fail();
  const document = gateDocument(run.run, gate);
  const [first, second] = run.run.plan.plan.waves;
  for (const wave of [first, second])
    assert.ok(document.includes(`# ${run.run.plan.plan.title}: ${wave?.title ?? ''}`));
  assert.match(
    document,
    /Wave 1 of run `r1`: the first of a stack, which is merged from here up\. The record of the whole run is in/,
  );
  assert.match(document, /Wave 2 of run `r1`: based on `wavegate\/r1\.waves\/w1`, and merged after it/);
  assert.equal(document.split('Closes #12').length, 2, 'the last one, which completes the work, closes the issue');
  assert.match(document, /pushes the run branch and a branch for each wave/);
});

test('a person writes the texts of lower requests as those of the last one, and each goes where it belongs', () => {
  const jobs: Job[] = [];
  const run = withForge((job) => void jobs.push(job)).approveAll('ship');
  const texts = { title: 'Ours', body: 'Our words.' };
  const answers = answersFor(run.run, texts, 'w1');
  assert.deepEqual(answers, { 'pull-request-title/w1': 'Ours', 'pull-request/w1': 'Our words.' });
  const gate = latestGate(run.run, 'ship') ?? assert.fail();
  for (const [name, text, words] of [
    [
      'pull-request-title/w1',
      'x'.repeat(251),
      /The title of the pull request of wave w1 has to be one line of at most 250/,
    ],
    ['pull-request/w1', 'x'.repeat(65_001), /The text of the pull request of wave w1 has 65001 characters/],
  ] as const)
    assert.match(run.decide(gate.id, 'approved', { [name]: text }) ?? '', words);
  assert.equal(answerObjection(run.run, gate, 'pull-request/w1', 'x'), undefined);
  assert.match(answerObjection(run.run, gate, 'pull-request/w2', 'x') ?? '', /asks nothing by the name/);
  assert.equal(run.decide(gate.id, 'approved', answers), undefined);
  run.settle();
  const work = jobs.find(({ kind }) => kind === 'ship')?.work;
  assert.ok(work?.kind === 'ship');
  assert.deepEqual(
    work.stack?.below.map(({ wave, title, body, edited }) => [wave, title, body, edited]),
    [['w1', 'Ours', 'Our words.', true]],
  );
  assert.match(work.pullRequest?.title ?? '', /: /, 'that of the last one is as it was');
  assert.match(
    renderReport(run.run),
    /edited by hand: the title of the pull request of wave w1, the text of the pull request of wave w1/,
  );
});

test('each wave is opened with its own commit, and the merge gate is about all of them', () => {
  const jobs: Job[] = [];
  const run = withForge((job) => void jobs.push(job)).approveAll('merge');
  const work = jobs.find(({ kind }) => kind === 'ship')?.work;
  assert.ok(work?.kind === 'ship' && work.stack !== undefined);
  assert.deepEqual(
    work.stack.below.map(({ wave, branch, commit }) => [wave, branch, commit]),
    [['w1', 'wavegate/r1.waves/w1', run.run.waves['w1']?.commit]],
  );
  assert.deepEqual(work.stack.top, { wave: 'w2', branch: 'wavegate/r1.waves/w2' });
  assert.deepEqual(commentedRequests(run.run)?.urls, [urlOf(7), urlOf(8)]);
  const [gate] = pendingGates(run.run);
  assert.equal(gate?.evidence['pullRequest'], `${urlOf(7)} ${urlOf(8)}`);
  const shown = boardOf(run.run, 0).gates.find(({ id }) => id === gate.id);
  assert.match(shown?.about ?? '', /Approving merges 2 pull requests, one after the other from the first wave up/);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  const land = jobs.find(({ kind }) => kind === 'land')?.work;
  assert.ok(land?.kind === 'land');
  assert.deepEqual(
    land.stack?.requests.map(({ wave, url }) => [wave, url]),
    [
      ['w1', urlOf(7)],
      ['w2', urlOf(8)],
    ],
  );
});

test('red CI leads to a fix wave whose request is on top, and those below keep their branches and addresses', () => {
  let red = true;
  const ships: Job[] = [];
  const run = withForge((job, its) => {
    if (job.kind === 'ship') {
      ships.push(job);
      // What shipping commits belongs to the request that was the last one then.
      const result = its.requested(job);
      const stack = result.stack?.map((request, index, all) =>
        index === all.length - 1 ? { ...request, commit: 'with-entry' } : request,
      );
      return red ? { ...result, ...(stack === undefined ? {} : { stack }) } : undefined;
    }
    if (job.work.kind !== 'watch' || !red) return undefined;
    red = false;
    const failed = [{ name: 'test', excerpt: 'AssertionError' }];
    const checks = [{ ...check(1), name: 'CI job test', command: 'CI job test', failed }];
    const ci = { state: 'red', commit: job.work.commit, checks: [{ name: 'test', state: 'failed' }] } as const;
    return { outcome: 'blocked', message: 'Failed at the forge: test.', ci, checks };
  }).approveAll();
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.adapt('fix', 'a2'), undefined);
  run.settle().approveAll('merge');
  const work = ships.at(-1)?.work;
  assert.ok(work?.kind === 'ship' && work.stack !== undefined);
  assert.deepEqual(
    work.stack.below.map(({ wave, url, commit }) => [wave, url, commit]),
    [
      ['w1', urlOf(7), run.run.waves['w1']?.commit],
      ['w2', urlOf(8), 'with-entry'],
    ],
  );
  assert.equal(work.stack.top.url, undefined);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

test('a merge that stops half way asks to ship again, and only the last merge is called shipped', () => {
  let lands = 0;
  const run = withForge((job) =>
    job.kind === 'land' && (lands += 1) === 1
      ? { outcome: 'blocked', message: 'Not all pull requests were merged. Merged so far: w1. Not merged: w2.' }
      : undefined,
  ).approveAll('merge');
  run.approveAll('ship');
  assert.equal(run.run.phase, 'ship');
  assert.match(run.run.ship?.failure ?? '', /Merged so far: w1/);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.equal(lands, 2);
});
