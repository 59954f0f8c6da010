import type { Problem } from './problem.ts';

/**
 * Every problem a plan can have, by its stable code. docs/rules/<code>.md explains each one, with an example that has the
 * problem and one that has not. An `error` refuses the launch; the rest is advice.
 */
export const planProblems = {
  'control-character': 'error',
  'too-large': 'error',
  'yaml-syntax': 'error',
  'duplicate-key': 'error',
  'alias-limit': 'error',
  'missing-key': 'error',
  'unknown-key': 'error',
  'wrong-type': 'error',
  'invalid-value': 'error',
  'no-objective': 'error',
  'step-count': 'warning',
  'duplicate-id': 'error',
  'reserved-id': 'error',
  'unknown-task': 'error',
  'dependency-order': 'error',
  'dependency-cycle': 'error',
  'interface-order': 'error',
  'invalid-glob': 'error',
  'ownership-overlap': 'error',
  'protected-file': 'error',
  'owns-plan-file': 'error',
  'owns-wavegate-file': 'error',
  'owns-link': 'warning',
  'relative-to-plan': 'error',
  'other-repository': 'error',
  'deletion-outside-owns': 'error',
  'no-agent': 'error',
  'unknown-agent': 'error',
  'read-only-agent': 'error',
  'unknown-team': 'error',
  'unknown-recipe': 'error',
  'recipe-order': 'error',
  'no-call-sites': 'error',
  'unknown-call-site': 'warning',
  'unknown-finding': 'error',
  'uncovered-finding': 'warning',
  'no-verification': 'error',
  'vague-wording': 'warning',
  'wave-size': 'warning',
  'could-run-earlier': 'information',
  'shared-across-waves': 'information',
  'glob-matches-nothing': 'warning',
  'missing-file': 'warning',
  'ignored-file': 'warning',
  'file-in-submodule': 'error',
  'name-differs-by-case': 'warning',
  'unknown-interface': 'warning',
  'too-many-call-sites': 'warning',
  'unbalanced-wave': 'hint',
  'no-recovery-wave': 'information',
  'identical-validators': 'warning',
  'single-validator': 'warning',
  'same-model': 'warning',
  'untested-criterion': 'warning',
  'unknown-section': 'error',
  'unknown-criterion': 'error',
  'no-verifier': 'information',
  'own-verifier': 'warning',
  'idle-supervisor': 'warning',
  'budget-too-small': 'warning',
  'program-not-found': 'warning',
  'agent-not-found': 'warning',
  'shell-syntax': 'error',
  'unmarked-command': 'warning',
  'link-leads-back': 'error',
  'no-waves': 'information',
  'gate-always-asks': 'error',
  'gate-without-keys': 'warning',
  'gate-window': 'error',
  'stacked-merge': 'error',
  'unknown-wave': 'error',
  'no-deadline': 'information',
  'commit-hook': 'warning',
  'labels-without-team': 'warning',
} as const satisfies Record<string, Problem['severity']>;

export type PlanProblemCode = keyof typeof planProblems;

/** A place in the source text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Makes a problem of a known code. The severity is the code's own unless a milder one is given. */
export function problem(
  code: PlanProblemCode,
  span: Span,
  message: string,
  more: Pick<Problem, 'related' | 'suggestion'> & { readonly severity?: Problem['severity'] } = {},
): Problem {
  return { code, severity: planProblems[code], message, start: span.start, end: span.end, ...more };
}
