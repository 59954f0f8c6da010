import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptPlan } from '../../../../src/core/adapt/adaptPlan.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import type { ValidatorFinding } from '../../../../src/core/model/finding.ts';
import { planText } from '../../../support/simulatedRun.ts';

const finding: ValidatorFinding = {
  id: 'validation~1~1',
  severity: 'blocker',
  file: 'src/a1/main.js',
  line: 3,
  title: 'Says "done" too early',
  detail: '',
  remediation: '',
  citation: 'verified',
  validators: ['validator-1'],
};

test('a wave that remedies findings may change every file they cite, but none that nobody may touch', () => {
  const source = planText(1, 'protected: ["legal/**"]\n');
  const findings = [finding, ...['docs/use.md', 'legal/terms.md'].map((file) => ({ ...finding, file }))];
  const adapted = adaptPlan(source, { strategy: 'fix', wave: 'w1', task: 'a1', failing: [], findings });
  assert.ok('source' in adapted, JSON.stringify(adapted));
  const task = parsePlan(adapted.source).plan?.waves[1]?.tasks[0];

  assert.deepEqual(task?.owns, ['src/a1/**', 'docs/use.md']);
  assert.match(task.objective, /blocker "Says 'done' too early" \(src\/a1\/main\.js:3\)/);
  assert.match(adapted.summary, /remedies what the validators found/);
});
