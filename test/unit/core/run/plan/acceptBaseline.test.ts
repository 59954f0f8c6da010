import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readApprovals } from '../../../../../src/cli/follow/approvals.ts';
import { nextStep } from '../../../../../src/cli/follow/nextStep.ts';
import { renderReport } from '../../../../../src/core/report/report.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import type { CheckRun } from '../../../../../src/core/model/checkRun.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { runWithRedCheck } from '../../../../support/states.ts';

const accept = (run: SimulatedRun, note: string) => run.submit({ type: 'accept-baseline', who: 'ada', note });

test('a person accepts, once and with a note, that a check is as red as before where that cannot be read', () => {
  const run = runWithRedCheck({ redBefore: true, doubt: 'Nothing it printed names a failing test.' });
  assert.match(accept(run, ' ') ?? '', /Say in the note/);
  assert.equal(accept(run, 'the vendor fixes it'), undefined);
  run.settle();
  const [gate] = pendingGates(run.run);
  assert.equal(gate?.kind, 'spot-check');
  assert.deepEqual(run.run.waves['w1']?.accepted, ['test']);
  assert.match(renderReport(run.run), /accepted as red before the run by ada: the vendor fixes it/);
  const next = (note?: string) =>
    nextStep(run.run, readApprovals({ approve: 'all', ...(note !== undefined && { note }) }, ''), 0);
  assert.match(JSON.stringify(next()), /"wait".*Say in the note how you know/);
  assert.equal(next('known since May').kind, 'approve');
  assert.match(
    boardOf(run.run, 0).gates[0]?.about ?? '',
    /Red, and accepted by a person as red before the run.*: test\./,
  );
  assert.match(accept(run, 'once more') ?? '', /No checks were red/);
});

/** A check that is red in the wave, was accepted there, and has this result at validation. */
function validatedWith(other: Partial<CheckRun>): SimulatedRun {
  const run = runWithRedCheck({ redBefore: true });
  const red = run.run.waves['w1']?.check?.checks ?? [];
  run.outcome = (job) => {
    if (job.work.kind !== 'check' || job.scope.kind !== 'validate') return run.done(job);
    return { outcome: 'blocked', message: 'test is red.', checks: red.map((one) => ({ ...one, ...other })) };
  };
  accept(run, 'the vendor fixes it');
  run.settle();
  const [gate] = pendingGates(run.run);
  assert.equal(run.decide(gate?.id ?? '', 'approved', undefined, undefined, {}, 'known since May'), undefined);
  run.settle();
  return run;
}

test('what was accepted in the last wave counts at validation, where the same tree is as red, with a note once more', () => {
  const { run } = validatedWith({});
  const [gate] = pendingGates(run);
  assert.equal(gate?.kind, 'acceptance');
  assert.deepEqual(run.validation?.acceptedBy, { who: 'ada', note: 'the vendor fixes it' });
  const text = JSON.stringify(boardOf(run, 0).gates[0]);
  assert.match(text, /test, by ada: the vendor fixes it/);
  assert.match(text, /Say in the note how you know/);
});

test('a validation that ends in another way is not covered by what was accepted in a wave', () => {
  for (const other of [
    { exitCode: 2 },
    { failed: [{ name: 'divides', excerpt: '' }] },
    { missing: 'PG is not set.' },
  ]) {
    const { run } = validatedWith(other);
    assert.equal(run.validation?.status, 'failed');
    assert.equal(run.validation.accepted, undefined);
  }
});

test('what was not red before, has new failures, or lacks a part of the machine is nothing to accept', () => {
  assert.match(accept(runWithRedCheck({}), 'x') ?? '', /was not red before/);
  const fresh = runWithRedCheck({ redBefore: true, failed: [{ name: 'divides', excerpt: '' }] });
  assert.match(accept(fresh, 'x') ?? '', /failures that were not there before: divides/);
  assert.match(accept(runWithRedCheck({ redBefore: true, missing: 'PG is not set.' }), 'x') ?? '', /lacks a part/);
});
