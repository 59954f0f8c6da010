import type { StackedRequest } from '../model/forge.ts';

/** A request of a stack as the forge tells of it. */
export interface SeenRequest {
  readonly request: Pick<StackedRequest, 'wave' | 'branch' | 'commit'>;
  readonly state: 'open' | 'closed' | 'merged';
  /** Tip of its branch at the forge. */
  readonly head: string;
  /** Branch it is merged into, or was; absent where the forge does not tell. */
  readonly base?: string;
}

/**
 * The next thing to do with a stack. closed: it was closed without a merge. moved: its branch is at another commit than the
 * run has pushed. astray: it was merged into a branch that never got any further.
 */
export type StackStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'retarget' | 'merge'; readonly index: number }
  | { readonly kind: 'stuck'; readonly index: number; readonly why: 'closed' | 'moved' | 'astray' };

/**
 * Finds the next step of merging a stack from the bottom up. It is asked again after each, about what the forge has then, so
 * that whoever goes on after an interruption merges nothing twice. While anything is wrong with one request none is merged.
 *
 * @param seen the bottom first; each contains the commits of those below it
 * @param target branch that all of it is to reach
 */
export function stackStep(seen: readonly SeenRequest[], target: string): StackStep {
  const waiting = seen.map((_, index) => index).filter((index) => !hasReached(seen, index, target));
  for (const index of waiting) {
    const why = fault(seen[index]);
    if (why !== undefined) return { kind: 'stuck', index, why };
  }
  const [index] = waiting;
  if (index === undefined) return { kind: 'done' };
  return { kind: (seen[index]?.base ?? target) === target ? 'merge' : 'retarget', index };
}

/**
 * Whether the work of a request is in the target branch: it was merged there, or one above it was, which contains it, or it was
 * merged into the branch of one below that took it along.
 */
export function hasReached(seen: readonly SeenRequest[], index: number, target: string): boolean {
  return seen.slice(index).some((each, above) => each.state === 'merged' && isIn(seen, index + above, target));
}

function isIn(seen: readonly SeenRequest[], index: number, target: string): boolean {
  const base = seen[index]?.base ?? target;
  if (base === target) return true;
  const below = seen.slice(0, index).findIndex(({ request }) => request.branch === base);
  const onto = seen[below];
  // A branch that is at the commit of its own wave has not taken anything along.
  if (onto === undefined || onto.state !== 'merged' || onto.head === onto.request.commit) return false;
  return isIn(seen, below, target);
}

function fault(each: SeenRequest | undefined): 'closed' | 'moved' | 'astray' | undefined {
  if (each?.state === 'closed') return 'closed';
  if (each?.state === 'merged') return 'astray';
  return each?.head === each?.request.commit ? undefined : 'moved';
}
