import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withIds } from '../../../../src/core/gates/gateDraft.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A spot-check that was rejected with a comment on a file, and the next one. @param now object of the file after the answer */
function answered(now: string | undefined): SimulatedRun {
  const run = new SimulatedRun();
  let object: string | undefined = 'one';
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    const path = object === undefined ? 'src/b1/main.js' : 'src/a1/main.js';
    return { ...done, changes: [{ path, kind: 'modified', additions: 2, deletions: 1, objects: object ?? 'one' }] };
  };
  run.start(planText(1)).approveAll('spot-check');
  const gate = pendingGates(run.run)[0]?.id ?? '';
  object = now;
  const said = { file: 'src/a1/main.js', line: 2, text: 'Say what\nit counts.' };
  assert.equal(run.decide(gate, 'rejected', {}, withIds(gate, [said])), undefined);
  return run.settle().approveAll('spot-check');
}

const linesOf = (run: SimulatedRun) => boardOf(run.run, 0).gates[0]?.sections.flatMap(({ lines }) => lines) ?? [];
const decide = (run: SimulatedRun, note: string) =>
  run.decide(pendingGates(run.run)[0]?.id ?? '', 'approved', undefined, undefined, {}, note);

test('a comment that went back to an agent is at the next spot-check, with what has become of its file', () => {
  const run = answered('two');
  const line = 'spot-check-1~1 at src/a1/main.js:2, by ada (its file has changed since): Say what it counts.';
  assert.ok(linesOf(run).includes(line), linesOf(run).join('\n'));
  assert.equal(decide(run, ''), undefined);
  assert.ok(renderReport(run.run).includes(`Comment ${line}`));

  assert.ok(
    linesOf(answered(undefined)).some((each) => each.includes('has changed since')),
    'it is as before the wave',
  );
});

test('a comment that nothing answers has to be explained before the wave is committed', () => {
  const run = answered('one');
  assert.match(decide(run, '') ?? '', /Nothing has changed where you commented: spot-check-1~1 at src\/a1\/main\.js:2/);
  assert.equal(decide(run, 'The comment was mistaken.'), undefined);
});
