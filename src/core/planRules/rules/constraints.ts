import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** The number of each constraint is found in one way, which can be understood. */
export const constraintReadings: PlanRule = {
  reads: [],
  readsOfPlan: ['checkpoint'],
  check: ({ plan }) =>
    Object.entries(plan.checkpoint.constraints).flatMap(([name, { pattern, pointer, metric }]): readonly Remark[] => {
      const at = (...path: string[]) => inPlan('checkpoint', 'constraints', name, ...path);
      const ways = Object.entries({ pattern, pointer, metric }).flatMap(([key, value]) =>
        value === undefined ? [] : [key],
      );
      if (ways.length > 1) {
        const message = `"${name}" says in ${ways.length} ways how its number is found (${ways.join(', ')}). Keep one.`;
        return [{ code: 'invalid-value', at: at(ways[1] ?? ''), message }];
      }
      if (pattern !== undefined && !isExpression(pattern)) {
        const message = `The pattern of "${name}" is no regular expression, so its number could never be found. Correct it.`;
        return [{ code: 'invalid-value', at: at('pattern'), message }];
      }
      if (pointer === undefined || /^(?:\/.*)?$/.test(pointer)) return [];
      return [{ code: 'invalid-value', at: at('pointer'), message: `A JSON pointer begins with a slash: /${pointer}` }];
    }),
};

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'm') instanceof RegExp;
  } catch {
    return false;
  }
}
