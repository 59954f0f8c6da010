import type { ShownGap } from '../core/planReview/shownGaps.ts';
import type { DraftPart } from '../core/draft/draftPart.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { RunState } from '../core/model/state.ts';
import type { DriverId } from '../core/plan/schema/plan.ts';
import type { DrawnPart } from '../core/views/planDiagram.ts';
import type { Surroundings } from '../core/planTemplates/surroundings.ts';
import type { RunFinding } from '../core/queries/runFindings.ts';

/** A drafted plan, beside the text that the plan file had when it was asked for (empty: there was none). */
export interface OfferedPlan {
  readonly source: string;
  readonly before: string;
  /** File that keeps the draft. Absolute. */
  readonly kept: string;
  /** Problems that the rules still find. */
  readonly wrong: readonly string[];
  readonly notes: readonly string[];
  readonly summary: string;
}

/** Text of a new plan, and remarks on it for people. */
export interface MadePlan {
  readonly source: string;
  readonly notes: readonly string[];
}

/** Request for a draft. */
export interface DraftAsked {
  readonly planPath: string;
  readonly goal: string;
  /** A file that says what is wanted. */
  readonly from?: string;
  /** A text that says what is wanted, with a name for it; in the place of a file. */
  readonly said?: { readonly name: string; readonly text: string };
  /** Run whose validators found, ahead of a launch, what the plan is to be changed for. */
  readonly remedy?: string;
  /** Default: the whole plan. */
  readonly part?: DraftPart;
}

/** Review of a plan: as a whole, and gap by gap. */
export interface ReviewedPlan {
  readonly lines: readonly string[];
  readonly open: readonly ShownGap[];
}

/**
 * Work on plan files before a run, and on the plan of the open one, as the editor asks for it. All paths are absolute and
 * native. No plan file of a person is written.
 */
export interface PlanService {
  /**
   * Facts of a repository that templates of plans name; of a folder outside any, those that fit everywhere.
   *
   * @param folder any folder of the checkout
   * @param agent what does the work, where that is known
   */
  surroundings(folder: string, agent?: DriverId): Promise<Surroundings>;
  /** A plan with the form of a run that shipped, without what it was about. */
  planOfRun(state: RunState, title: string): MadePlan | Refusal;
  /**
   * A plan that takes back a wave of a run that is over, or all of it, from what is checked out.
   *
   * @param folder any folder of the checkout
   * @param wave id of one wave. Default: all
   */
  revertingPlan(state: RunState, folder: string, wave?: string): Promise<MadePlan | Refusal>;
  /** Mermaid text of a plan, and the lines of what is drawn; undefined when it does not parse. */
  diagram(
    source: string,
  ): { readonly title: string; readonly text: string; readonly parts: readonly DrawnPart[] } | undefined;
  /** Tasks of a plan text, those first that are likely to remedy a finding in a file; none where the text is no plan. */
  tasksFor(
    source: string,
    file: string,
  ): readonly { readonly id: string; readonly title: string; readonly owns: boolean }[];
  /** The plan text with a finding of the run declared, and named in a task. */
  coverFinding(source: string, finding: RunFinding, task: string): { readonly source: string } | Refusal;
  /** The plan text with one more constraint for all its tasks. */
  keepConstraint(source: string, rule: string): { readonly source: string } | Refusal;
  /**
   * Has a read-only agent draft a plan. Nothing of the person is written.
   * @param told what is under way, for people
   * @param signal ends the planner
   * @throws Error with a message for people when what is asked for cannot be planned
   */
  draftPlan(
    wish: DraftAsked,
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<OfferedPlan | { readonly failed: string }>;
  /**
   * The plan with some hunks of a draft, or all. The file is not written.
   * @param draft the plan as it was, and the text of the draft as it is now
   * @returns why the plan would not be valid, for people, where it would not
   */
  takeHunks(
    planPath: string,
    draft: { readonly before: string; readonly source: string },
    hunks: readonly number[] | 'all',
  ): Promise<{ readonly source: string } | Refusal>;
  /** Remembers that a plan file has taken from a draft. @param kept file of the draft */
  draftTaken(kept: string, text: string): Promise<void>;
  /** Review of a plan so far, for its text as it is in the editor; undefined before its first review. */
  planReview(planPath: string, source: string): Promise<ReviewedPlan | undefined>;
  /**
   * Has two read-only agents review a plan, as it is on disk.
   * @throws Error with a message for people when it cannot be reviewed or nobody answers
   */
  reviewPlan(
    wish: { readonly planPath: string; readonly afresh: boolean },
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ReviewedPlan>;
  /**
   * Takes the edit of a gap into a text of the plan, or dismisses the gap with a reason. The file is not written.
   * @throws Error with a message for people when that cannot be done
   */
  settleGap(
    planPath: string,
    source: string,
    settle: { readonly take: number } | { readonly dismiss: number; readonly why: string },
  ): Promise<ReviewedPlan & { readonly source: string }>;
}
