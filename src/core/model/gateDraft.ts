import type { FileComment } from './gate.ts';

/** A decision that a person has begun: the parts of it that are theirs to fill in. */
export interface GateDraft {
  readonly note: string;
  /** By question, or by path of a file under review: `ok` or `not-ok`. */
  readonly answers: Readonly<Record<string, string>>;
  /** In the order in which they were made. */
  readonly comments: readonly FileComment[];
}

/** One step of a person at a draft. Steps about different things never undo each other, whichever window they come from. */
export type DraftChange =
  | { readonly type: 'note'; readonly text: string }
  /** Without a value, the answer or mark is taken back. */
  | { readonly type: 'answer'; readonly name: string; readonly value?: string }
  | { readonly type: 'comment' | 'delete-comment'; readonly comment: FileComment }
  /** Other words for a comment, which keeps its place among the others. */
  | { readonly type: 'edit-comment'; readonly comment: FileComment; readonly text: string };

/** A change, and the gate it was made at. */
export interface DraftEntry {
  readonly gate: string;
  readonly change: DraftChange;
}

export const emptyDraft: GateDraft = { note: '', answers: {}, comments: [] };
