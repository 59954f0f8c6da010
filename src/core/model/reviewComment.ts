import type { FindingComment, ValidatorFinding } from './finding.ts';

/** A finding that is a comment of a reviewer at the forge. */
export type CommentFinding = ValidatorFinding & { readonly comment: FindingComment };

export function isComment(finding: ValidatorFinding): finding is CommentFinding {
  return finding.comment !== undefined;
}

/** Author and place of a comment: `ada at src/a.js:3`, or `ada`, where it is about the whole. */
export function commentPlace({ comment, file, line }: CommentFinding): string {
  return file === '' ? comment.author : `${comment.author} at ${file}${line > 0 ? `:${line}` : ''}`;
}
