import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { planProblems, problem } from '../../../../src/core/planText/codes.ts';
import { severitiesOf, severityChoices, withSeverities } from '../../../../src/core/planText/severities.ts';

suite('severities that a person has chosen', () => {
  const found = [
    problem('vague-wording', { start: 1, end: 2 }, 'Vague.'),
    problem('no-agent', { start: 3, end: 4 }, 'No agent.'),
    problem('wave-size', { start: 5, end: 6 }, 'Large.'),
  ];

  test('are read from a setting of any kind, and what is no code or no severity is left out', () => {
    assert.deepEqual(severitiesOf({ 'vague-wording': 'off', 'no-agent': 'hint' }), {
      'vague-wording': 'off',
      'no-agent': 'hint',
    });
    assert.deepEqual(
      severitiesOf({ 'vague-wording': 'never', nonsense: 'off', constructor: 'off', toString: 'error' }),
      {},
    );
    assert.deepEqual(severitiesOf(JSON.parse('{"__proto__": "off", "wave-size": "error"}')), { 'wave-size': 'error' });
    for (const value of [undefined, null, 'off', 1, true, [], ['off'], [['no-agent', 'off']]])
      assert.deepEqual(severitiesOf(value), {}, JSON.stringify(value));
  });

  test('change how problems are shown, and nothing else of them', () => {
    const shown = withSeverities(found, { 'vague-wording': 'off', 'no-agent': 'hint' });
    assert.deepEqual(shown, [{ ...found[1], severity: 'hint' }, found[2]]);
    assert.deepEqual(withSeverities(found, {}), found);
    assert.deepEqual(withSeverities([], { 'no-agent': 'off' }), []);
  });

  test('are one of five, for every code', () => {
    for (const code of Object.keys(planProblems))
      for (const choice of severityChoices) assert.deepEqual(severitiesOf({ [code]: choice }), { [code]: choice });
  });

  test('keep a problem at its own unless it is given a milder one', () => {
    assert.equal(problem('no-agent', { start: 0, end: 1 }, 'x').severity, 'error');
    assert.equal(problem('no-agent', { start: 0, end: 1 }, 'x', { severity: 'warning' }).severity, 'warning');
    assert.equal(problem('no-agent', { start: 0, end: 1 }, 'x', { suggestion: 'y' }).suggestion, 'y');
  });
});
