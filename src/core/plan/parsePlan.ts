import { checkPlan } from './checkPlan.ts';
import { locator } from './locate.ts';
import type { ParsedPlan, Problem } from './problem.ts';
import { readYaml } from './readYaml.ts';
import { planSchema } from './schema.ts';
import { schemaProblems } from './schemaProblems.ts';

/**
 * Reads a plan text and tells everything that is wrong with it, in source order. Total: any text gives an answer, within
 * bounded time. `plan` is there when the text fits the format, even if a rule refuses it (severity `error`).
 */
export function parsePlan(source: string): ParsedPlan {
  const text = readYaml(source);
  const locate = locator(text);
  if (text.problems.some(({ code }) => code === 'not-text' || code === 'too-large')) return { problems: text.problems };
  const result = planSchema.safeParse(text.value ?? {}, { reportInput: true });
  if (!result.success) {
    return { problems: inOrder([...text.problems, ...schemaProblems(result.error.issues, locate)]) };
  }
  const problems = inOrder([...text.problems, ...checkPlan({ plan: result.data, source, locate })]);
  // What a broken text says is a guess: good enough to point at problems, not to run.
  return text.problems.some(({ severity }) => severity === 'error') ? { problems } : { plan: result.data, problems };
}

function inOrder(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => a.start - b.start || a.end - b.end);
}
