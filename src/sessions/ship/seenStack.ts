import type { StackedRequest } from '../../core/model/forge.ts';
import type { SeenRequest } from '../../core/queries/stackStep.ts';
import type { Forge, PullRequestLook } from '../../sessionPorts/forge.ts';

/** A request of a stack with what the forge says of it now. */
export interface LookedAt extends SeenRequest {
  readonly request: StackedRequest & { readonly url: string };
  readonly look: PullRequestLook;
}

/** Looks at each request of a stack, the bottom first. @throws ForgeError */
export async function lookAtStack(
  forge: Pick<Forge, 'look'>,
  requests: readonly LookedAt['request'][],
): Promise<readonly LookedAt[]> {
  const seen: LookedAt[] = [];
  for (const request of requests) {
    const look = await forge.look(request.url);
    const { state, head, base } = look;
    seen.push({ request, look, state, head, ...(base === undefined ? {} : { base }) });
  }
  return seen;
}

/** Branch that a stack is merged into: as the run began from it, else what its bottom was opened against. */
export function targetOf(target: string | undefined, [bottom]: readonly SeenRequest[]): string {
  return target ?? bottom?.base ?? '';
}

const faults = {
  closed: 'was closed without a merge. Its branch is still there.',
  moved: 'has a branch that somebody has pushed to since. Nothing was overwritten.',
  astray: 'was merged into a branch that had been merged before, so that its work got no further.',
} as const;

/** Sentence about what is wrong with a request of a stack, and what to do. */
export function faultText({ request, head }: LookedAt, why: keyof typeof faults): string {
  const { wave, url, commit } = request;
  const at = why === 'moved' ? ` It is at ${head.slice(0, 10)}, and the run pushed ${commit.slice(0, 10)}.` : '';
  const next =
    why === 'moved'
      ? 'Put the branch back or delete it there'
      : why === 'closed'
        ? 'Open it again there, or leave it and have another one opened'
        : 'Another request is opened for it';
  return `The request of wave ${wave} ${faults[why]}${at} ${url} ${next}; then approve the ship gate again.`;
}
