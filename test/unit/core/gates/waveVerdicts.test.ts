import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Eight waves of two tasks. */
const large = planText(8);
const verdicts = (...waves: readonly number[]): Record<string, string> =>
  Object.fromEntries(waves.map((wave) => [`verdict-w${wave}`, 'yes']));
const asked = (run: SimulatedRun): readonly string[] =>
  boardOf(run.run, 0).gates.flatMap(({ questions }) => questions.map(({ id }) => id));

suite('a large plan', () => {
  test('is approved with a verdict on each of its waves', () => {
    const run = new SimulatedRun().start(large);
    assert.equal(asked(run).length, 8);
    assert.match(
      run.decide('plan-1') ?? '',
      /each wave has a verdict of its own: Wave 1 \(w1\).*--answer verdict-w1=yes/,
    );
    const all = verdicts(1, 2, 3, 4, 5, 6, 7, 8);
    assert.match(
      run.decide('plan-1', 'approved', { ...all, 'verdict-w3': 'no' }) ?? '',
      /Wave 3 \(w3\) has none that is yes.*reject the gate and say why/,
    );
    assert.equal(run.decide('plan-1', 'approved', all), undefined);
  });

  test('that has changed is asked about in the waves that have, and not for their place in the file', () => {
    const run = new SimulatedRun().start(large);
    assert.equal(run.decide('plan-1', 'approved', verdicts(1, 2, 3, 4, 5, 6, 7, 8)), undefined);
    run.settle();
    run.edit(large.replace('Task b7', 'Task seven').replace('waves:\n', '# Ann has read it\nwaves:\n'));
    assert.deepEqual(asked(run), ['verdict-w7']);
  });

  test('is approved as a whole where it says so, and a small one where it does not ask', () => {
    const whole = new SimulatedRun().start(planText(8, 'gates: {plan: {eachWave: false}}\n'));
    assert.equal(whole.decide('plan-1'), undefined);
    const small = new SimulatedRun().start(planText(2, 'gates: {plan: {eachWave: true}}\n'));
    assert.match(small.decide('plan-1') ?? '', /Wave 1 \(w1\) and Wave 2 \(w2\) have none/);
    assert.deepEqual(asked(new SimulatedRun().start(planText(2))), []);
  });
});
