import type { Plan } from '../plan/schema/plan.ts';

/**
 * Problem of a plan, and its place. Offsets are UTF-16 code units into the source text, `end` exclusive, so that an
 * editor can underline the place without parsing again.
 */
export interface Problem {
  /** Stable, kebab-case, documented: scripts and settings refer to it. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Message for people: what is wrong, why it matters, what to do. One or two sentences. */
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Other places that explain this one, such as the first of two equal ids. */
  readonly related?: readonly { readonly message: string; readonly start: number; readonly end: number }[];
  /** The word that would put it right: what a misspelt one was meant to be, the key that is missing, the task to depend on. */
  readonly suggestion?: string;
}

/** A plan text after reading it. `plan` is absent when an error makes it unusable; problems are in source order. */
export interface ParsedPlan {
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
}
