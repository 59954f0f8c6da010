import type { PlanReviewSummary } from '../core/model/planReview.ts';
import type { Assumed } from '../core/plan/assumed.ts';

/** The person's plan file. */
export interface PlanFile {
  /** Path inside the repository with forward slashes, or the bare file name if it lives elsewhere. */
  readonly file: string;
  /** The text on disk now, or undefined if it has been removed. */
  read(): Promise<string | undefined>;
  /** Readiness pass over this file, as far as there is one. Absent where it is not known. */
  reviewed?(): Promise<PlanReviewSummary | undefined>;
  /** Values for what a plan in this place leaves open. Absent where they are not known. */
  assumed?(): Promise<Assumed>;
}
