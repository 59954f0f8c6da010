import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { SimulatedRun, acceptanceAnswers, planText } from '../../../support/simulatedRun.ts';

const source = planText(2).replace(
  /^( +)tasks:/m,
  '$1tophat: [Open the page; the text is new, Open it twice]\n$1tasks:',
);
const atAcceptance = () => new SimulatedRun().start(source).approveAll('acceptance');

describe('steps to try by hand', () => {
  test('are asked at acceptance, which does not open before each is ticked with what was seen', () => {
    const run = atAcceptance();
    const asked = boardOf(run.run, 0).gates.find(({ id }) => id === 'acceptance-1')?.questions ?? [];
    assert.deepEqual(
      asked.filter(({ inWords }) => inWords === true).map(({ id }) => id),
      ['tophat-1', 'tophat-2'],
    );
    const decide = (answers: Record<string, string>) =>
      run.decide('acceptance-1', 'approved', { ...acceptanceAnswers, ...answers }) ?? '';
    assert.match(decide({}), /2 steps to try by hand are not ticked, first tophat-1: Open the page; the text is new/);
    assert.match(decide({ 'tophat-1': 'It is new.' }), /1 step to try by hand is not ticked, first tophat-2/);
    const wrong = decide({ 'tophat-1': 'no: it is old', 'tophat-2': 'Nothing changes.' });
    assert.match(wrong, /tophat-1 does not go as it should/);
    assert.equal(decide({ 'tophat-1': 'It is new.', 'tophat-2': 'Nothing changes.' }), '');
    run.settle();
    assert.match(
      renderReport(run.run),
      /## Tried by hand\n\n- \[x\] tophat-1: .*\(It is new\.\)\n- \[x\] tophat-2: .*\(Nothing changes\.\)/,
    );
  });

  test('are on record as not tried where the acceptance was approved before anybody could try', () => {
    const run = atAcceptance();
    const gate = run.run.gates['acceptance-1'];
    assert.ok(gate);
    const answers = gateSpecs.acceptance.inAdvance?.answers?.('in advance', run.run, gate) ?? {};
    assert.equal(run.decide('acceptance-1', 'approved', answers), undefined);
    run.settle();
    assert.match(renderReport(run.run), /- \[ \] tophat-1: .*\(not tried\)/);
  });
});
