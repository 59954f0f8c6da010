import { planProblems } from '../core/plan/codes.ts';
import type { Problem } from '../core/plan/problem.ts';

/** How severe problems are shown, by their codes, where a person has said so; `off` for not at all. */
export type RuleSettings = Readonly<Record<string, Problem['severity'] | 'off'>>;

const severities: readonly string[] = ['error', 'warning', 'information', 'hint', 'off'];

/** What can be used of a setting of any quality: codes that exist, with severities that exist. */
export function ruleSettings(value: unknown): RuleSettings {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, Problem['severity'] | 'off'] =>
        Object.hasOwn(planProblems, entry[0]) && severities.includes(String(entry[1])),
    ),
  );
}
