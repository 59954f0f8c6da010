import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const validators = `validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;

test('which source counts where they disagree is at the plan gate and in every directive', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    return job.kind === 'validate' ? { ...done, review: { verdict: 'approve', findings: [] } } : done;
  };
  run.start(planText(1, `spec: docs/spec.md\nprecedence: [issue]\n${validators}`));
  const lines = boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title.startsWith('Which source'))?.lines;
  assert.deepEqual(lines, ['The issue, then the plan, then the specification']);
  run.approveAll('acceptance');
  const told = (subject: string) => Object.values(run.run.sessions).find((each) => each.subject === subject)?.directive;
  const order =
    /first of these counts: the issue, then the plan, then the specification\. This page is the plan's word\./;
  assert.match(told('a1') ?? '', order);
  assert.match(told('a1') ?? '', /say in `deviations` of the handoff where they disagree/);
  assert.match(told('validator-1') ?? '', order);
});

test('without a specification there is nothing to say, and an order that names a source twice is an error', () => {
  const plain = new SimulatedRun().start(planText(1)).approveAll('acceptance');
  assert.doesNotMatch(Object.values(plain.run.sessions)[0]?.directive ?? '', /sources disagree/);
  const spec = new SimulatedRun().start(planText(1, 'spec: docs/spec.md\n')).approveAll('acceptance');
  assert.match(
    Object.values(spec.run.sessions)[0]?.directive ?? '',
    /the plan, then the specification, then the issue/,
  );
  for (const bad of ['[plan, plan]', '[tests]', 'spec']) {
    const { problems } = parsePlan(planText(1, `precedence: ${bad}\n`));
    assert.ok(
      problems.some(({ severity }) => severity === 'error'),
      bad,
    );
  }
});
