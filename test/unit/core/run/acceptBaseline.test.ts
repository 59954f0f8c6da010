import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runWithRedCheck } from '../../../support/states.ts';

const accept = (run: SimulatedRun, note: string) => run.submit({ type: 'accept-baseline', who: 'ada', note });

test('a person accepts, once and with a note, that a check is as red as before where that cannot be read', () => {
  const run = runWithRedCheck({ redBefore: true, doubt: 'Nothing it printed names a failing test.' });
  assert.match(accept(run, ' ') ?? '', /Say in the note/);
  assert.equal(accept(run, 'the vendor fixes it'), undefined);
  run.settle();
  const [gate] = pendingGates(run.run);
  assert.equal(gate?.kind, 'spot-check');
  assert.deepEqual(run.run.waves['w1']?.accepted, ['test']);
  assert.match(renderReport(run.run), /accepted by a person as red before the run/);
  assert.match(
    boardOf(run.run, 0).gates[0]?.about ?? '',
    /Red, and accepted by a person as red before the run.*: test\./,
  );
  assert.match(accept(run, 'once more') ?? '', /No checks were red/);
});

test('what was not red before, has new failures, or lacks a part of the machine is nothing to accept', () => {
  assert.match(accept(runWithRedCheck({}), 'x') ?? '', /was not red before/);
  const fresh = runWithRedCheck({ redBefore: true, failed: [{ name: 'divides', excerpt: '' }] });
  assert.match(accept(fresh, 'x') ?? '', /failures that were not there before: divides/);
  assert.match(accept(runWithRedCheck({ redBefore: true, missing: 'PG is not set.' }), 'x') ?? '', /lacks a part/);
});
