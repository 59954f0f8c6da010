import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Lines of a section of the plan gate. @param more YAML beside what the plan of these tests has */
function shown(
  title: string,
  more: string,
  change: (source: string) => string = (source) => source,
): readonly string[] {
  const run = new SimulatedRun().start(`${change(planText())}\n${more}`).approveAll('plan');
  const [gate] = boardOf(run.run, 0).gates;
  assert.equal(gate?.kind, 'plan');
  return gate.sections.find((section) => section.title === title)?.lines ?? [];
}

describe('the plan gate shows', () => {
  it('each risk, with how it is noticed and the way back', () => {
    const risks =
      'risks:\n  - {risk: Old readers break, noticed: The error rate rises, rollback: Revert the wave}\n  - {risk: It is slow, noticed: The bench, rollback: Switch it off}';
    assert.deepEqual(shown('Risks', risks), [
      'Old readers break; noticed by: The error rate rises; way back: Revert the wave',
      'It is slow; noticed by: The bench; way back: Switch it off',
    ]);
    assert.deepEqual(shown('Risks', ''), []);
  });

  it('who may change which files, and what waits for what', () => {
    const lines = shown('Tasks and their files', '');
    assert.match(lines[0] ?? '', /^Task a1 \(a1\): src\/a1/);
    const chained = shown('Tasks and their files', '', (source) =>
      source.replace('title: Task a2', 'title: Task a2\n        dependsOn: [a1]'),
    );
    assert.ok(
      chained.some((line) => /^Task a2 .*; after a1$/.test(line)),
      chained.join('\n'),
    );
  });

  it('the budget, and the most that its tasks can use', () => {
    const lines = shown('Budget', 'budget: {usd: 5, perSession: {usd: 1}}').join('\n');
    assert.match(lines, /^budget of the run: \$5$/m);
    assert.match(lines, /^\d tasks without fixes and reviews, at most: \$\d$/m);
    assert.match(lines, /^\d tasks without fixes and reviews, at most, by the time limits of their agents: \d+ min$/m);
  });
});
