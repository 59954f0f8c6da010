import type { FileComment } from '../model/terms.ts';

/** A decision that a person has begun: the parts of it that are theirs to fill in. */
export interface Draft {
  readonly note: string;
  /** By question, or by path of a file under review: `ok` or `not-ok`. */
  readonly answers: Readonly<Record<string, string>>;
  readonly comments: readonly FileComment[];
}

export const emptyDraft: Draft = { note: '', answers: {}, comments: [] };
