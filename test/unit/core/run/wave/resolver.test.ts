import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spotCheckSample } from '../../../../../src/core/gates/spotCheckSample.ts';
import { lintDirective } from '../../../../../src/core/directive/lintDirective.ts';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { SimulatedRun, planText } from '../../../../support/simulatedRun.ts';

const file = 'src/a1/main.js';

/** A run of one wave whose tasks cannot be merged; its resolver ends as given. */
function inConflict(resolver: Partial<SessionResult> = {}, source = planText(1)): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    if (job.kind === 'resolve') return { ...run.done(job), ...resolver };
    if (job.work.kind !== 'merge' || job.work.resolution !== undefined) return run.done(job);
    const unresolved = { commit: 'with-conflicts', between: ['a1', 'b1'] };
    return { outcome: 'blocked', message: 'a1 and b1 do not fit.', conflicts: [file], unresolved };
  };
  run.start(source).approveAll('spot-check');
  return run;
}

function jobOf(run: SimulatedRun, kind: Job['kind']): Job | undefined {
  const jobs: Job[] = [];
  const again = new SimulatedRun();
  again.outcome = (job) => {
    jobs.push(job);
    return run.outcome(job);
  };
  again.start(planText(1)).approveAll('spot-check');
  return jobs.find((job) => job.kind === kind);
}

test('a conflict goes to an agent once, and what it made goes through the same gates', () => {
  const run = inConflict();
  const wave = run.run.waves['w1'];
  assert.equal(wave?.status, 'spot-check');
  assert.deepEqual(run.dispatched.slice(2), [
    'wave~w1~1~merge',
    'wave~w1~1~resolve@conflict',
    'wave~w1~1~merge@resolved',
    'wave~w1~1~check',
  ]);
  assert.deepEqual(
    wave?.steps.map(({ step, passed }) => `${step} ${passed}`),
    ['entry', 'manifest', 'thread', 'directives', 'ownership', 'launch', 'worktrees', 'handoffs', 'merge'].map(
      (step) => `${step} true`,
    ),
  );
});

test('a resolver owns the files in conflict, starts from all of the work, and is held to the checks of both tasks', () => {
  const work = jobOf(inConflict(), 'resolve')?.work;
  assert.ok(work?.kind === 'agent');
  assert.deepEqual(work.owns, [file]);
  assert.deepEqual(work.deletes, [file]);
  assert.equal(work.base, 'with-conflicts');
  assert.deepEqual(work.verify, ['node --check src/a1/main.js', 'node --check src/b1/main.js']);
  assert.deepEqual(lintDirective(work.directive), { text: work.directive, problems: [], fixed: [] });
  assert.match(work.directive, /Task a1: Extend module a1/);
  assert.match(work.directive, /git diff base commit-\d+ -- src\/a1\/main\.js/);
});

test('a resolver that gives up leaves the conflict to a person, with both accounts of it', () => {
  const run = inConflict({ outcome: 'blocked', message: 'No.', question: 'Which of the two names is it?' });
  const { failure, status } = run.run.waves['w1'] ?? {};
  assert.equal(status, 'failed');
  assert.equal(failure?.kind, 'conflict');
  assert.match(failure?.message ?? '', /a1 and b1 do not fit\. .*could not: Which of the two names is it\?/);
  assert.equal(run.dispatched.filter((session) => session.includes('resolve')).length, 1);
});

test('a conflict in a file that nobody may touch goes to a person at once', () => {
  const run = inConflict({}, planText(1, `protected: ["${file}"]\n`));
  assert.equal(run.run.waves['w1']?.failure?.kind, 'conflict');
  assert.ok(run.dispatched.every((session) => !session.includes('resolve')));
});

test('at the spot-check what a resolver wrote comes first', () => {
  const [first] = spotCheckSample(inConflict().run, 'w1');
  assert.equal(first?.path, file);
  assert.equal(first.reasons[0], 'resolved conflict');
});
