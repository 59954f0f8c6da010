import { planProblems } from './codes.ts';
import type { Problem } from './problem.ts';

/** Severities with which problems are shown, by their codes, where a person has said so; `off` for not at all. */
export type Severities = Readonly<Record<string, Problem['severity'] | 'off'>>;

/** Severities a person may choose for a rule. */
export const severityChoices = ['error', 'warning', 'information', 'hint', 'off'] as const;

/** Reads a setting that may be invalid: keeps the codes that exist with severities that exist. */
export function severitiesOf(value: unknown): Severities {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, (typeof severityChoices)[number]] =>
        Object.hasOwn(planProblems, entry[0]) && severityChoices.includes(entry[1] as 'off'),
    ),
  );
}

/** The problems as a person wants to see them. */
export function withSeverities(problems: readonly Problem[], severities: Severities): readonly Problem[] {
  return problems.flatMap((problem) => {
    const chosen = Object.hasOwn(severities, problem.code) ? severities[problem.code] : undefined;
    if (chosen === 'off') return [];
    return [chosen === undefined ? problem : { ...problem, severity: chosen }];
  });
}
