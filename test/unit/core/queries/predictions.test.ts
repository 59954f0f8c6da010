import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import {
  outcomeOf,
  predictable,
  predictionLines,
  predictionsThatCount,
} from '../../../../src/core/queries/predictions.ts';
import type { Prediction } from '../../../../src/core/queries/predictions.ts';
import { keepPrediction, predictionsFile, readPredictions } from '../../../../src/runs/record/predictions.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-predictions-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function predicted(run: SimulatedRun, said: Partial<Prediction>): Prediction {
  return { who: 'ada', at: 1_000, run: run.run.run, wave: 'w1', attempt: 1, ...said };
}

/** A run whose wave is red at first where the tests say so. */
function committed(red: readonly string[]): SimulatedRun {
  const run = new SimulatedRun();
  let attempts = 0;
  run.outcome = (job) => {
    const done = run.done(job);
    const isWave = job.kind === 'check' && job.scope.kind === 'wave';
    if (!isWave || red.length === 0 || (attempts += 1) > 1) return done;
    const failed = red.map((name) => ({ name, excerpt: '' }));
    return { ...done, checks: (done.checks ?? []).map((check) => ({ ...check, exitCode: 1, failed })) };
  };
  run.start(planText(1)).approveAll('spot-check');
  if (red.length > 0) {
    run.submit({ type: 'retry-wave', who: 'ada' });
    run.settle();
  }
  run.approveAll('acceptance');
  assert.equal(run.run.waves['w1']?.status, 'committed');
  return run;
}

describe('a prediction before a launch', () => {
  test('can be made only while the launch waits', () => {
    const run = new SimulatedRun().start(planText(1)).approveAll('launch');
    assert.deepEqual(predictable(run.run), { wave: 'w1', attempt: 1 });
    assert.deepEqual(predictable(run.run, 'w1'), { wave: 'w1', attempt: 1 });
    assert.match(JSON.stringify(predictable(run.run, 'w9')), /Wave w9 of run .* does not wait for its launch/);
    run.decide('launch-1');
    run.settle();
    assert.match(JSON.stringify(predictable(run.run)), /counts only before/);
  });

  test('of the first wave can be made while the plan waits, whose approval may launch it', () => {
    const run = new SimulatedRun().start(planText(2));
    assert.deepEqual(predictable(run.run), { wave: 'w1', attempt: 1 });
    assert.match(JSON.stringify(predictable(run.run, 'w2')), /does not wait for its launch/);
  });

  test('is held against the files that changed and the first test that broke, once the wave is committed', () => {
    const run = committed(['cart: sums prices']);
    const files = run.run.waves['w1']?.merge?.changes.length ?? 0;
    const right = predicted(run, { files, breaks: 'CART' });
    const wrong = predicted(run, { who: 'bob', files: files + 4, breaks: 'none' });
    const held = [right, wrong].map((prediction) => {
      const outcome = outcomeOf(run.run, prediction);
      assert.ok(outcome);
      return { prediction, title: 'Extend', outcome };
    });
    const text = predictionLines(held).join('\n');
    assert.match(
      text,
      /ada predicted files: 1 of 1 right or one off, on average 0\.0 off; first to break: 1 of 1 right/,
    );
    assert.match(text, /“CART” breaks first, right/);
    assert.match(
      text,
      /bob predicted files: 0 of 1 right or one off, on average 4\.0 off; first to break: 0 of 1 right/,
    );
    assert.match(text, /nothing breaks, but it was cart: sums prices/);
  });

  test('that nothing breaks is right where all checks were green, and open while the wave is not committed', () => {
    const green = committed([]);
    const none = predicted(green, { breaks: 'none' });
    assert.deepEqual(outcomeOf(green.run, none)?.broke, []);
    const open = new SimulatedRun().start(planText(1)).approveAll('launch');
    assert.equal(outcomeOf(open.run, predicted(open, {})), undefined);
    const [line, detail] = predictionLines([{ prediction: predicted(open, { files: 1 }), title: 'Extend' }]);
    assert.equal(line, 'ada predicted what has not come yet');
    assert.match(detail ?? '', /Extend: 1 file \(not committed\)$/);
  });

  test('of one person for one attempt is the latest; others keep theirs', () => {
    const run = new SimulatedRun().start(planText(1));
    const all = [{ files: 1 }, { files: 2, at: 2_000 }, { who: 'bob', files: 3 }].map((said) => predicted(run, said));
    assert.deepEqual(
      predictionsThatCount(all).map(({ who, files }) => [who, files]),
      [
        ['bob', 3],
        ['ada', 2],
      ],
    );
  });

  test('is kept in a file of this account alone, beside all runs; a torn line is left out', async () => {
    const run = new SimulatedRun().start(planText(1));
    assert.deepEqual(await readPredictions(folder), []);
    await keepPrediction(folder, predicted(run, { files: 2 }));
    appendFileSync(predictionsFile(folder), '{"who":"ada","fi');
    assert.deepEqual(await readPredictions(folder), [predicted(run, { files: 2 })]);
    if (process.platform !== 'win32') assert.equal(statSync(predictionsFile(folder)).mode & 0o077, 0);
  });
});
