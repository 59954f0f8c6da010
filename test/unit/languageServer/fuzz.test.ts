import { test } from 'node:test';
import { fuzzPlans } from '../../fuzz/fuzzPlans.ts';
import { blockPlan, flowPlan } from '../core/planRules/examplePlans.ts';

test('whatever a plan is damaged by, every question about it has an answer (npm run fuzz asks 10,000 times)', () => {
  fuzzPlans([blockPlan, blockPlan.replaceAll('\n', '\r\n'), flowPlan], 150);
});
