import type { CommentAnswer, CommentsRead, ForgeRef } from '../core/model/forge.ts';
import { forgeNames } from '../core/model/forge.ts';
import { ForgeError } from '../sessionPorts/forge.ts';
import type { Forge } from '../sessionPorts/forge.ts';

/** Comments of a pull request, or why they are not read. */
export async function commentsAt(
  forge: Pick<Forge, 'comments'>,
  { kind }: ForgeRef,
  url: string,
): Promise<CommentsRead> {
  const unread = (why: string): CommentsRead => ({ comments: [], unread: why });
  try {
    const read = await forge.comments(url);
    return read ?? unread(`Wavegate does not read comments at ${forgeNames[kind]}. Look at ${url} before you merge.`);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return unread(`${error.message} Look at ${url} before you merge.`);
  }
}

/** Posts an answer. @returns why it could not be posted */
export async function answerAt(
  forge: Pick<Forge, 'answer'>,
  url: string,
  answer: CommentAnswer,
): Promise<string | undefined> {
  try {
    await forge.answer(url, answer);
    return undefined;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return error.message;
  }
}
