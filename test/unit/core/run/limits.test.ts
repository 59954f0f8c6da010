import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** The jobs of a run whose plan says something more, by their kinds of work. */
function jobsOf(extra: string): ReadonlyMap<Job['work']['kind'], Job> {
  const run = new SimulatedRun();
  const jobs = new Map<Job['work']['kind'], Job>();
  run.outcome = (job) => {
    jobs.set(job.work.kind, job);
    return run.done(job);
  };
  run.start(planText(1, extra)).approveAll();
  return jobs;
}

test('merges, commits and pushes have the time the plan gives them, and a quarter of an hour unless it does', () => {
  for (const kind of ['merge', 'commit', 'ship'] as const) {
    assert.equal(jobsOf('').get(kind)?.limits.minutes, 15);
    assert.equal(jobsOf('git: {minutes: 45}\n').get(kind)?.limits.minutes, 45);
  }
  assert.equal(jobsOf('git: {minutes: 45}\n').get('check')?.limits.minutes, jobsOf('').get('check')?.limits.minutes);
});

test('checks are set up in their worktree for as long as the plan allows', () => {
  const work = jobsOf('worktree: {setup: [npm ci], minutes: 40}\n').get('check')?.work;
  assert.equal(work?.kind === 'check' && work.worktree.minutes, 40);
});
