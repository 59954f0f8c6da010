import assert from 'node:assert/strict';
import { it } from 'node:test';
import { replay } from '../../../src/core/run/evolve.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';

const validators = `audit: {lenses: [{id: design, focus: Coupling}]}
validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;

it('a run goes on from wherever its journal ends, also in the middle of what one command brought about, and loses no work', () => {
  const whole = new SimulatedRun();
  whole.start(planText(1, validators)).approveAll('spot-check');
  whole.decide('spot-check-1', 'rejected', {}, [{ file: 'src/a1/main.js', line: 1, text: 'Not so.' }]);
  whole.settle().approveAll();
  assert.equal(whole.run.phase, 'shipped');

  for (let end = 1; end < whole.events.length; end += 1) {
    const run = new SimulatedRun();
    run.events.push(...whole.events.slice(0, end));
    run.state = replay(run.events);
    run.now = whole.now;
    // What opening a run asks for.
    run.submit({ type: 'tick' });
    run.settle().approveAll();

    const where = `after record ${end}, ${whole.events[end - 1]?.type}`;
    assert.equal(run.run.phase, 'shipped', where);
    assert.deepEqual(Object.keys(run.run.waves['w1']?.tasks ?? {}).sort(), ['a1', 'b1'], where);
    assert.deepEqual(
      run.run.waves['w1']?.merge?.changes.map(({ path }) => path).sort(),
      ['src/a1/main.js', 'src/b1/main.js'],
      where,
    );
    assert.deepEqual(
      run.run.waves['w1']?.steps.map(({ step }) => step),
      ['000', '0', '0.5', '0.7', '1', '2', '3', '4', '5-6', '7'],
      where,
    );
    assert.equal(run.run.validation?.validators?.length, 2, where);
  }
});
