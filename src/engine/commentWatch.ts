import type { Effect } from '../core/model/effects.ts';
import { forgeOf, openPullRequest } from '../core/queries/forge.ts';
import { commentedRequest } from '../core/queries/reviewComments.ts';
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
  const request = commentedRequest(state);
  if (request === undefined || comments === undefined) return;
  await submit({ type: 'comments-read', read: await comments.read(request.forge, request.url) });
}

/** Reads them again and again until no pull request of the run waits any more. */
export async function watchComments(
  state: () => RunState,
  submit: Submit,
  ports: Pick<EnginePorts, 'comments' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && ports.comments !== undefined && commentedRequest(state()) !== undefined) {
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
  const url = openPullRequest(state)?.url;
  const forge = forgeOf(state);
  if (comments === undefined || url === undefined || forge === undefined) return undefined;
  const why = await comments.answer(forge, url, answer);
  return { type: 'comment-answered', finding, answer: answer.text, ...(why === undefined ? {} : { why }) };
}
