import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerObjection } from '../../../../src/core/gates/specs/answerObjection.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** What is said of an answer at the first gate of a kind. */
function said(kind: 'plan' | 'spot-check' | 'acceptance' | 'ship', name: string, text: string): string {
  const more = kind === 'plan' ? '\ngates: {launch: {inAdvance: true}}' : '';
  const { run } = new SimulatedRun().start(`${planText()}${more}`).approveAll(kind);
  const gate = pendingGates(run).find((each) => each.kind === kind);
  assert.ok(gate);
  return answerObjection(run, gate, name, text) ?? '';
}

describe('an answer on the command line', () => {
  it('is refused where the gate asks nothing by its name, which says what it asks', () => {
    assert.match(said('plan', 'launch', 'yes'), /asks nothing by the name "launch". It asks for launches\.$/);
    assert.match(said('acceptance', 'explian', 'yes'), /asks nothing by the name "explian".*explain.*testing/);
  });

  it('is refused where it is neither of the words that the question takes', () => {
    assert.match(said('plan', 'launches', 'perhaps'), /^launches takes yes or no, not "perhaps": Launch all waves/);
    assert.equal(said('plan', 'launches', 'yes'), '');
  });

  it('counts for own testing, in words of their own, for files, and for texts to ship', () => {
    assert.equal(said('acceptance', 'testing', 'Clicked through it.'), '');
    assert.equal(said('ship', 'pull-request-title', 'Better'), '');
  });
});
