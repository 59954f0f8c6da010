import type { gapKinds } from '../plan/schema/vocabulary.ts';

export type GapKind = (typeof gapKinds)[number];

/** Reading of a plan by one reviewer, as it reported it. */
export interface ReportedPlanReview {
  /** Readiness to be carried out as it is written, from 1 to 10. */
  readonly score: number;
  /** Whether the reviewer would let the team begin with it. */
  readonly ready: boolean;
  /** Solid parts of the plan, one sentence each. */
  readonly solid: readonly string[];
  readonly gaps: readonly ReportedGap[];
  /** State of the gaps of earlier passes, by their number. */
  readonly earlier: readonly { readonly gap: number; readonly status: 'fixed' | 'open' }[];
}

/** Gap in a plan, and the edit of its text that would close it. */
export interface ReportedGap {
  readonly kind: GapKind;
  /** Line of the plan text that was read, counting from 1. */
  readonly line: number;
  readonly title: string;
  readonly detail: string;
  /** Lines of the plan, word for word, and what they become. Empty: no edit is proposed. */
  readonly find: string;
  readonly replace: string;
}
