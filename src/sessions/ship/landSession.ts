import { startRunTime } from '../../clock/runTime.ts';
import type { LandWork } from '../../core/model/shipWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { Forge, PullRequestLook } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import { forgePlace } from './forgePlace.ts';
import { landStack } from './landStack.ts';
import { mergedAs, notKept } from './mergedAs.ts';
import { waitFor } from './waitFor.ts';
import type { WatchServices } from './watchSession.ts';

/** Looks without an answer in a row before the forge is no longer asked whether it has merged. */
const silences = 5;

/**
 * Merges a pull request at exactly one commit, and waits until the forge has done it. Repeated, it finds what was merged
 * before: the forge is looked at first.
 */
export function createLandSession(services: WatchServices): SessionHandler<LandWork> {
  return async (work, context) => {
    const forge = services.forgeOf(work.forge, forgePlace(services, context));
    if (work.stack !== undefined) return landStack(forge, work, work.stack, context);
    try {
      return (await begin(forge, work, context)) ?? (await untilMerged(forge, work, context));
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      return blocked(work, error.message);
    }
  };
}

/** @returns the end, where there is nothing to wait for */
async function begin(forge: Forge, work: LandWork, context: SessionContext): Promise<SessionResult | undefined> {
  const { url, commit, base, how, isDraft } = work;
  const before = await lookPatiently(forge, work, context);
  const over = await ended(forge, work, before);
  if (over !== undefined) return over;
  if (base !== undefined && before.base !== undefined && before.base !== base) {
    return blocked(
      work,
      `At the forge it would be merged into ${before.base} now, and the merge into ${base} was approved.`,
    );
  }
  if (before.head !== commit) {
    return blocked(
      work,
      `Its branch is at ${before.head.slice(0, 10)} at the forge, and the merge of ${commit.slice(0, 10)} was approved.`,
    );
  }
  if (isDraft) {
    context.reportProgress('Marking the pull request as ready');
    await forge.ready(url);
  }
  context.reportProgress(how === 'queue' ? 'Handing it to the merge queue' : `Merging ${url}`);
  try {
    await forge.merge(url, commit, how);
    return undefined;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    // Its answer may have been lost: what counts is what the forge has.
    const after = await forge.look(url).catch(() => undefined);
    const done = after === undefined ? undefined : await ended(forge, work, after);
    const hint = after?.obstacle === undefined ? '' : ` ${after.obstacle}`;
    return done ?? blocked(work, `${error.message}${hint}`);
  }
}

/** The merge was approved after hours perhaps: a forge that is out for a moment is asked again before that is given up. */
async function lookPatiently(
  forge: Forge,
  { url, everySeconds }: LandWork,
  { signal }: SessionContext,
): Promise<PullRequestLook> {
  for (let silent = 1; ; silent += 1) {
    try {
      return await forge.look(url);
    } catch (error) {
      const isOut = error instanceof ForgeError && error.reason === 'silent';
      if (!isOut || silent >= silences || signal.aborted) throw error;
      await waitFor(everySeconds, signal);
    }
  }
}

async function untilMerged(forge: Forge, work: LandWork, context: SessionContext): Promise<SessionResult> {
  const time = startRunTime();
  let silent = 0;
  try {
    for (;;) {
      const look = await forge.look(work.url).catch((error: unknown) => {
        if (!(error instanceof ForgeError) || (silent += 1) >= silences) throw error;
        return undefined;
      });
      if (look !== undefined) silent = 0;
      const over = look === undefined ? undefined : await ended(forge, work, look);
      if (over !== undefined) return over;
      if (time.now() >= work.minutes * 60_000) {
        const why = look?.obstacle === undefined ? '' : ` ${look.obstacle}`;
        return blocked(
          work,
          `The forge had not merged it after ${work.minutes} min (ship.mergeMinutes of the plan).${why}`,
        );
      }
      context.reportProgress('Waiting for the forge to merge it');
      await waitFor(work.everySeconds, context.signal);
      if (context.signal.aborted) return { outcome: 'cancelled', message: 'It was stopped while the forge merged.' };
    }
  } finally {
    time.close();
  }
}

async function ended(forge: Forge, work: LandWork, look: PullRequestLook): Promise<SessionResult | undefined> {
  const { state, mergeCommit } = look;
  if (state === 'merged') {
    const as = await mergedAs(forge, work, look);
    if (!as.isIn) return { outcome: 'blocked', message: as.why };
    const at = mergeCommit === undefined ? '' : ` as ${mergeCommit.slice(0, 10)}`;
    // Whoever merged it while the gate waited may have done it in another way.
    const isOther = as.kept === false && work.how === 'merge';
    const how = isOther ? ('elsewhere' as const) : work.how;
    const merged = { how, ...(mergeCommit === undefined ? {} : { commit: mergeCommit }) };
    return { outcome: 'done', message: `Merged${at}.${as.added}${isOther ? notKept : ''}`, merged };
  }
  if (state === 'open') return undefined;
  return {
    outcome: 'blocked',
    message:
      'The pull request was closed without a merge. The branch is still there. Approve the ship gate again to open another one, or stop the run.',
  };
}

function blocked({ url }: LandWork, why: string): SessionResult {
  return {
    outcome: 'blocked',
    message: `The pull request was not merged. ${why} Nothing is lost: ${url} stays as it is. Do what is missing there, then approve the ship gate again; it goes on from there.`,
  };
}
