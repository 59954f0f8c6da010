import type { DraftChange } from '../core/model/gateDraft.ts';
import type { Triage } from '../core/plan/schema/plan.ts';
import type { Strategy } from '../core/model/revision.ts';
import type { Verdict } from '../core/model/gate.ts';
import type { BoardSnapshot } from '../core/model/boardModel.ts';

/**
 * Messages between the editor and the board's webview. The editor sends whole snapshots, never deltas, so that a board
 * that was hidden needs only the newest; the board sends what the person wants, and the run decides.
 */
export type HostMessage =
  | { readonly type: 'snapshot'; readonly snapshot: BoardSnapshot }
  /** There is nothing to show; says why and what to do. */
  | { readonly type: 'empty'; readonly message: string }
  /** Answers one intent, after the snapshot that shows what it did. `refused` says why nothing happened. */
  | { readonly type: 'answer'; readonly intent: number; readonly refused?: string };

/** An intent under a number that its answer carries; numbers count up in the life of one document. */
export interface BoardMessage {
  readonly id: number;
  readonly intent: BoardIntent;
}

/** Everything a person can ask of the editor on the board: names of intents, and what each comes with. */
export interface BoardIntents {
  /** The document has loaded and wants the newest snapshot. */
  ready: object;
  /** The person has begun a decision, or goes on with it. */
  draft: { readonly gate: string; readonly change: DraftChange };
  /** Decides with the note, answers and comments of the draft. */
  decide: { readonly gate: string; readonly verdict: Verdict };
  reopen: { readonly gate: string };
  'open-finding': { readonly finding: string };
  triage: { readonly finding: string; readonly triage: Triage };
  /** Asks for what is wrong about the specification. */
  'wrong-spec': { readonly finding: string };
  'open-task': { readonly wave: string; readonly task: string; readonly view: TaskView };
  /** Opens the changes of a merged wave, or one file of them, in the native diff editor. */
  'open-changes': { readonly wave: string; readonly file?: string };
  launch: { readonly wave: string };
  /** `diagnosis`: what the person says of the failure; may be empty. */
  propose: { readonly strategy: Strategy; readonly task: string; readonly diagnosis: string };
  /** Tries the wave that failed again, as it is planned. */
  retry: object;
  /** Accepts red checks as red before the run. `note`: how the person knows. */
  'accept-baseline': { readonly note: string };
  /** Shows the plan: the revision in force, or what an earlier one changed. */
  'open-plan': { readonly revision?: number };
  'open-pull-request': object;
  'show-diagram': object;
}

export type IntentType = keyof BoardIntents;

/** One intent; without a type argument, any. */
export type BoardIntent<Type extends IntentType = IntentType> = {
  readonly [Each in Type]: { readonly type: Each } & BoardIntents[Each];
}[Type];

export type TaskView = 'terminal' | 'diff' | 'directive';

/**
 * State the board's document keeps while it is hidden and across a reload of the window (`setState`). The serializer
 * reads the run; the rest is how the person looked at it.
 */
export interface BoardMemory {
  readonly run?: string | undefined;
  readonly selection?: Selection | undefined;
  readonly scroll?: { readonly page: number; readonly graph: number } | undefined;
}

/** A wave, or a task of it. */
export interface Selection {
  readonly wave: string;
  readonly task?: string;
}
