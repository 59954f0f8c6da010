import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { Division, DivisionEnd, RedSet, Trial } from '../../../../src/core/model/division.ts';
import {
  divisionLines,
  divisionRecord,
  divisionText,
  projectionText,
} from '../../../../src/core/words/divisionLines.ts';
import { runAtLaunch, runToAdapt } from '../../../support/states.ts';

const failing: CheckRun = {
  name: 'test',
  command: 'npm test',
  exitCode: 1,
  timedOut: false,
  milliseconds: 1,
  runs: 1,
  failed: ['adds', 'subtracts', 'divides', 'rounds'].map((name) => ({ name, excerpt: '' })),
  tail: '',
};

function divided(end: DivisionEnd, sets: readonly RedSet[] = [], trials: readonly Trial[] = []): Division {
  return { end, sets, back: [], rest: [], trials };
}

const trial = (tasks: readonly string[], colour: Trial['colour'] = 'red'): Trial => ({
  tasks,
  colour,
  milliseconds: 40_000,
  failing: [],
});

suite('what dividing a wave takes', () => {
  test('is told before it begins: how often checks run, and when it ends in any case', () => {
    assert.equal(
      projectionText({ fewest: 5, most: 9, milliseconds: 40_000, minutes: 60 }),
      'The red checks run 5 to 9 times if one task or two are the cause, about 40 s each: about 3 min 20 s to 6 min. It ends after 1 h in any case.',
    );
    assert.equal(
      projectionText({ fewest: 1, most: 1, milliseconds: 500, minutes: 5 }),
      'The red checks run 1 time if one task or two are the cause, about 0 s each: about 0 s. It ends after 5 min in any case.',
    );
  });
});

suite('the result of dividing a wave', () => {
  const alone: RedSet = { tasks: ['a'], failing: [failing], without: [] };

  test('names the task that is red by itself, with what fails', () => {
    assert.equal(
      divisionText(divided('found', [alone])),
      'a is red by itself: adds, subtracts, divides and 1 more. Without them the rest is green.',
    );
  });

  test('names tasks that are red only together, and what had been left out', () => {
    const together: RedSet = { tasks: ['b', 'c'], failing: [{ ...failing, failed: [] }], without: ['a'] };
    assert.equal(
      divisionText(divided('every', [alone, together])),
      'a is red by itself: adds, subtracts, divides and 1 more. b and c are red together, and not with fewer of them once a is left out: test. No task is left that would be green without the others: there is nothing to commit yet. Pick another way to adapt the plan.',
    );
    const after: RedSet = { ...together, without: ['a', 'd'] };
    assert.match(divisionText(divided('found', [after])), /once a and d are left out/);
  });

  test('says after the time of the plan what the cause is among, as far as it is known', () => {
    const trials = [trial(['a', 'b', 'c']), trial(['a']), trial(['b', 'c']), trial(['c'], 'green')];
    assert.match(divisionText(divided('limit', [], trials)), /^The cause is among a\. The time of the plan/);
    assert.match(divisionText(divided('limit')), /^The time of the plan \(checkpoint\.divideMinutes\) was over/);
    assert.doesNotMatch(divisionText(divided('found', [], trials)), /among/);
  });

  for (const [end, ends] of [
    ['flaky', /run the checks again, and mend the test that is not the same each time\.$/],
    ['base', /does not come from this wave\. Mend the base, or accept the failure as one of before\.$/],
    ['limit', /Divide again with more time, or pick another way\.$/],
  ] as const)
    test(`says what to do where it ended as ${end}`, () => {
      assert.match(divisionText(divided(end)), ends);
    });
});

suite('divisions of a run', () => {
  test('are none where no wave was divided', () => {
    const { run } = runAtLaunch();
    assert.deepEqual(divisionRecord(run), []);
    assert.deepEqual(divisionLines(run, run.waves['w1']), []);
    assert.deepEqual(divisionLines(run, undefined), []);
  });

  test('are told with who asked, the diagnosis, and each thing that was tried', () => {
    const adapting = runToAdapt();
    adapting.outcome = (job) =>
      job.work.kind === 'divide'
        ? {
            outcome: 'done',
            message: 'Divided.',
            division: {
              ...divided('found', [{ tasks: ['b1'], failing: [failing], without: [] }]),
              back: ['b1'],
              rest: ['a1'],
              trials: [
                trial(['b1']),
                { ...trial(['a1'], 'green'), milliseconds: 61_000 },
                { ...trial(['a1', 'b1'], 'other'), failing: ['x', 'y'] },
                trial([], 'unmerged'),
              ],
            },
          }
        : adapting.done(job);
    assert.equal(adapting.adapt('divide', '', 'The helper is not exported.'), undefined);
    assert.deepEqual(divisionRecord(adapting.run), [
      'Wave 1 · Wave 1, attempt 1, asked for by ada: Parts of the wave are being checked.',
    ]);
    adapting.settle();
    assert.deepEqual(divisionRecord(adapting.run), [
      'Wave 1 · Wave 1, attempt 1, asked for by ada: b1 is red by itself: adds, subtracts, divides and 1 more. Without them the rest is green.',
      '  - Diagnosis: The helper is not exported.',
      '  - b1: red, 40 s',
      '  - a1: green, 1 min 1 s',
      '  - a1, b1: red otherwise (x and y), 40 s',
      '  - no task: cannot be merged without the rest, 40 s',
    ]);
  });
});
