import type { GapKind } from './reportedPlanReview.ts';
import type { Usage } from './sessionResult.ts';

/** Replacement of words of a plan's text. */
export interface PlanTextEdit {
  readonly find: string;
  readonly replace: string;
}

/** Gap that reviewers have found, and what a person has made of it. */
export interface PlanGap {
  /** Counts from 1 over all passes: people name it. */
  readonly gap: number;
  /** Pass in which it was found first. */
  readonly pass: number;
  /** Subjects of the reviewers that found it. */
  readonly by: readonly string[];
  readonly kind: GapKind;
  /** Line of the text of that pass. */
  readonly line: number;
  readonly title: string;
  readonly detail: string;
  readonly edit?: PlanTextEdit;
  /** Why the edit that was proposed cannot be taken, as a sentence. */
  readonly unusable?: string;
  /** Gap whose edit changes the same words in another way. */
  readonly against?: number;
  /** taken: its edit is in the plan. dismissed: a person said why. closed: its reviewers say that the plan has closed it. */
  readonly status: 'open' | 'taken' | 'dismissed' | 'closed';
  /** dismissed: why, and who says so. */
  readonly why?: string;
  readonly who?: string;
}

/** Reviewer of a plan, whose conversation goes on from pass to pass. */
export interface PlanReviewer {
  readonly subject: string;
  /** Name for people: a profile of the plan, or a driver. */
  readonly agent: string;
  readonly disposition: string;
  readonly conversation?: string;
  readonly used?: Usage;
  /** Its first directive and its last handoff, for a program whose conversations cannot be continued. */
  readonly directive?: string;
  readonly handoff?: string;
}

/** Result of one reviewer in a pass. */
export interface PassOpinion {
  readonly subject: string;
  readonly summary: string;
  readonly score?: number;
  readonly ready?: boolean;
  readonly solid: readonly string[];
  /** Why it has given no review, as a sentence. */
  readonly failed?: string;
}

export interface PlanPass {
  readonly at: number;
  /** Hash of the meaning of the plan that was read, and its text. */
  readonly plan: string;
  readonly source: string;
  readonly base: string;
  readonly opinions: readonly PassOpinion[];
  /** Number of gaps that nobody had found before. */
  readonly fresh: number;
}

/** Readiness pass over one plan file: what two reviewers say of it, pass by pass. */
export interface PlanReview {
  readonly version: 1;
  /** Names its sessions, in the shape of the id of a run. */
  readonly run: string;
  readonly reviewers: readonly PlanReviewer[];
  /** Oldest first. */
  readonly passes: readonly PlanPass[];
  readonly gaps: readonly PlanGap[];
}

/** Summary of a plan review that a run keeps, for the plan gate and the record. */
export interface PlanReviewSummary {
  /** Hash of the meaning of the plan that was read last. */
  readonly plan: string;
  /** Number of new gaps in each pass, oldest first. */
  readonly fresh: readonly number[];
  readonly stabilised: boolean;
  /** Of the last pass. */
  readonly opinions: readonly (Omit<PassOpinion, 'subject' | 'solid'> & {
    readonly reviewer: string;
    /** Left out where they named nothing. */
    readonly solid?: readonly string[];
  })[];
  readonly open: readonly Pick<PlanGap, 'gap' | 'kind' | 'title' | 'line'>[];
  readonly dismissed: readonly Pick<PlanGap, 'gap' | 'title' | 'why' | 'who'>[];
  readonly taken: number;
}
