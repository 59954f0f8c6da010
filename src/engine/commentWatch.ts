import type { Effect } from '../core/model/effects.ts';
import type { CommentsRead } from '../core/model/forge.ts';
import { forgeOf, openPullRequest } from '../core/queries/forge.ts';
import { commentFindings, commentedRequests } from '../core/queries/reviewComments.ts';
import type { RunState } from '../core/model/state.ts';
import { onAbort } from '../util/onAbort.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';

type Submit = (command: CommandInput) => Promise<unknown>;

/** Reads the comments of the pull request that waits, if one does. */
export async function lookAtComments(
  state: RunState,
  submit: Submit,
  { comments }: Pick<EnginePorts, 'comments'>,
): Promise<void> {
  const asked = commentedRequests(state);
  if (asked === undefined || comments === undefined) return;
  const { forge, urls } = asked;
  const [first, ...more] = await Promise.all(
    urls.map(async (url) => named(await comments.read(forge, url), url, urls)),
  );
  if (first !== undefined) await submit({ type: 'comments-read', read: more.reduce(together, first) });
}

/** With the address of their request, where there are several. */
function named(read: CommentsRead, url: string, urls: readonly string[]): CommentsRead {
  return urls.length === 1
    ? read
    : { ...read, comments: read.comments.map((comment) => ({ ...comment, request: url })) };
}

function together(one: CommentsRead, other: CommentsRead): CommentsRead {
  const omitted = (one.omitted ?? 0) + (other.omitted ?? 0);
  const unread = one.unread ?? other.unread;
  return {
    comments: [...one.comments, ...other.comments],
    ...(omitted > 0 ? { omitted } : {}),
    ...(unread === undefined ? {} : { unread }),
  };
}

/** Reads them again and again until no pull request of the run waits any more. */
export async function watchComments(
  state: () => RunState,
  submit: Submit,
  ports: Pick<EnginePorts, 'comments' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && ports.comments !== undefined && commentedRequests(state()) !== undefined) {
    await lookAtComments(state(), submit, ports);
    if (signal.aborted) return;
    const { everySeconds } = state().plan.plan.ship.comments;
    await new Promise<void>((resolve) => {
      const cancel = ports.clock.wake(ports.clock.now() + everySeconds * 1000, resolve);
      onAbort(signal, () => (cancel(), resolve()));
    });
  }
}

/** Posts one answer. What cannot be posted is told once, with its reason: a person sees it at the merge gate. */
export async function answerComment(
  { finding, answer }: Extract<Effect, { kind: 'answer-comment' }>,
  state: RunState,
  { comments }: Pick<EnginePorts, 'comments'>,
): Promise<CommandInput | undefined> {
  const { request } = commentFindings(state).find(({ id }) => id === finding)?.comment ?? {};
  const url = request ?? openPullRequest(state)?.url;
  const forge = forgeOf(state);
  if (comments === undefined || url === undefined || forge === undefined) return undefined;
  const why = await comments.answer(forge, url, answer);
  return { type: 'comment-answered', finding, answer: answer.text, ...(why === undefined ? {} : { why }) };
}
