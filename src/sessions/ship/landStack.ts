import { startRunTime } from '../../clock/runTime.ts';
import type { LandWork, StackWork } from '../../core/model/shipWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { hasReached, stackStep } from '../../core/queries/stackStep.ts';
import type { Forge } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import { mergedAs, notKept } from './mergedAs.ts';
import { faultText, lookAtStack, targetOf } from './seenStack.ts';
import type { LookedAt } from './seenStack.ts';
import { waitFor } from './waitFor.ts';

/** Looks without an answer in a row before the forge is no longer asked. */
const silences = 5;
/** Refusals of one merge that pass by themselves: a forge still computes what the merge before has changed. */
const hiccups = 5;
const passing = /base branch was modified|not mergeable|cannot be merged|\b405\b|try (?:the merge )?again/i;

/**
 * Merges a stack of pull requests from the bottom up, each at exactly its commit, and has the next one merged into the base
 * branch before its turn. The forge is looked at before each step: whoever repeats it goes on where it ended.
 */
export async function landStack(
  forge: Forge,
  work: LandWork,
  { requests, target: wanted }: StackWork,
  context: SessionContext,
): Promise<SessionResult> {
  const { signal, reportProgress } = context;
  const time = startRunTime();
  /** Those whose merge the forge has been asked for, and that it has retargeted. */
  const asked = new Set<string>();
  const refused = new Map<string, number>();
  let seen: readonly LookedAt[] = [];
  let silent = 0;
  const blocked = (why: string): SessionResult => notMerged(seen, targetOf(wanted, seen), why);
  try {
    for (;;) {
      const looked = await lookAtStack(forge, requests).catch((error: unknown) => {
        if (!(error instanceof ForgeError) || error.reason === 'missing' || (silent += 1) >= silences) throw error;
        return undefined;
      });
      if (looked !== undefined) {
        silent = 0;
        seen = looked;
        const step = stackStep(seen, targetOf(wanted, seen));
        const at = step.kind === 'done' ? undefined : seen[step.index];
        if (step.kind === 'done' || at === undefined) return await allMerged(forge, seen, work);
        if (step.kind === 'stuck') return blocked(faultText(at, step.why));
        const taken = await take(step.kind, at);
        if (typeof taken === 'string' && !signal.aborted) return blocked(taken);
        // What was done is looked at before anything is waited for.
        if (taken === true && !signal.aborted) continue;
      }
      if (time.now() >= work.minutes * 60_000) {
        return blocked(
          `The forge had not merged all of them after ${work.minutes} min (ship.mergeMinutes of the plan).`,
        );
      }
      await waitFor(work.everySeconds, signal);
      if (signal.aborted) return { outcome: 'cancelled', message: 'It was stopped while the forge merged.' };
    }
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return blocked(error.message);
  } finally {
    time.close();
  }

  /** Asks the forge for one step, unless it has been asked. @returns whether it was asked now, or why it cannot be done */
  async function take(kind: 'retarget' | 'merge', { request, look }: LookedAt): Promise<boolean | string> {
    const key = `${kind} ${request.url}`;
    if (asked.has(key)) {
      reportProgress(`Waiting for the forge: wave ${request.wave}`);
      return false;
    }
    asked.add(key);
    try {
      if (kind === 'retarget') {
        reportProgress(`Having the request of wave ${request.wave} merged into ${targetOf(wanted, seen)}`);
        await forge.retarget(request.url, targetOf(wanted, seen));
        return true;
      }
      if (work.isDraft) await forge.ready(request.url);
      reportProgress(`Merging the request of wave ${request.wave}: ${request.url}`);
      await forge.merge(request.url, request.commit, work.how);
      return true;
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      // Its answer may have been lost: what counts is what the forge has.
      const after = await forge.look(request.url).catch(() => undefined);
      if (after?.state === 'merged' || (kind === 'retarget' && after?.base === targetOf(wanted, seen))) return true;
      const times = (refused.get(key) ?? 0) + 1;
      refused.set(key, times);
      const hint = (after ?? look).obstacle;
      if (times < hiccups && after?.obstacle === undefined && passing.test(error.message)) {
        asked.delete(key);
        return false;
      }
      return `Wave ${request.wave}: ${error.message}${hint === undefined ? '' : ` ${hint}`} ${request.url}`;
    }
  }
}

async function allMerged(forge: Forge, seen: readonly LookedAt[], { how }: LandWork): Promise<SessionResult> {
  const top = seen.at(-1);
  const commit = top?.look.mergeCommit;
  // The last one holds the work of all.
  const as = top === undefined ? undefined : await mergedAs(forge, top.request, top.look);
  if (as?.isIn === false) return { outcome: 'blocked', message: as.why };
  const open = seen.filter(({ state }) => state === 'open').map(({ request }) => request.url);
  const left =
    open.length === 0
      ? ''
      : ` Their work arrived with a request above them, so these can be closed: ${open.join(', ')}.`;
  const at = commit === undefined ? '' : `, the last one as ${commit.slice(0, 10)}`;
  return {
    outcome: 'done',
    message: `Merged ${seen.length === 1 ? 'the request' : `all ${seen.length} requests`}${at}.${as?.added ?? ''}${as?.kept === false ? notKept : ''}${left}`,
    merged: { how, ...(commit === undefined ? {} : { commit }) },
  };
}

function notMerged(seen: readonly LookedAt[], target: string, why: string): SessionResult {
  const waves = (isIn: boolean): string =>
    seen
      .filter((_, index) => hasReached(seen, index, target) === isIn)
      .map(({ request }) => request.wave)
      .join(', ');
  const [merged, left] = [waves(true), waves(false)];
  const far = seen.length === 0 ? '' : ` Merged so far: ${merged || 'none'}. Not merged: ${left || 'none'}.`;
  return {
    outcome: 'blocked',
    message: `Not all pull requests were merged. ${why}${far} Nothing is lost. Do what is missing at the forge, then approve the ship gate again; it goes on from there.`,
  };
}
