import type { CommentAnswer, CommentsRead, ForgeRef } from '../core/model/forge.ts';

/** Comments of reviewers on the pull request of a run, with the login that the person has at the forge. */
export interface PullRequestComments {
  /** @returns those that wait for an answer; where the forge does not tell, or its comments are not read, `unread` says so */
  read(forge: ForgeRef, url: string): Promise<CommentsRead>;
  /** Posts an answer, unless it is there already. @returns why it could not be posted, as a sentence */
  answer(forge: ForgeRef, url: string, answer: CommentAnswer): Promise<string | undefined>;
}
