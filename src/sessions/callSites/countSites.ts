import { countCallSites, placesToReplace } from '../../core/callSites/countCallSites.ts';
import type { Counted } from '../../core/callSites/countCallSites.ts';
import type { CallSiteCount, CallSitesAsked } from '../../core/model/callSites.ts';
import { notReplaced } from '../../core/words/callSiteLines.ts';
import type { SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';

type Git = Pick<SessionGit, 'callSites'>;

/** Most places that a directive lists; an agent finds the rest with one search. */
const mostListed = 200;

async function countAt(git: Git, place: SessionPlace, { name, to }: CallSitesAsked, commit: string): Promise<Counted> {
  return {
    sites: await git.callSites(place, commit, name),
    replacements: to === undefined ? {} : await git.callSites(place, commit, to),
  };
}

/** Counts what was asked for on two commits. */
export async function countSites(
  git: Git,
  place: SessionPlace,
  asked: readonly CallSitesAsked[],
  [before, after]: readonly [string, string],
): Promise<readonly CallSiteCount[]> {
  const counts: CallSiteCount[] = [];
  for (const each of asked) {
    counts.push(countCallSites(each, await countAt(git, place, each, before), await countAt(git, place, each, after)));
  }
  return counts;
}

export interface Migrated {
  readonly counts: readonly CallSiteCount[];
  /** Why the call sites are not replaced, in sentences. */
  readonly why?: string;
}

/**
 * Counts the call sites of a task before its session and after a stage, and says what keeps them from being replaced: places
 * that are left, and a name that was nowhere in the files of the task, so that a count of none shows nothing.
 *
 * @param mayBeNone whether the task may be done with nothing to replace
 */
export async function judgeMigration(
  git: Git,
  place: SessionPlace,
  asked: readonly CallSitesAsked[],
  [before, after]: readonly [string, string],
  mayBeNone: boolean,
): Promise<Migrated> {
  if (asked.length === 0) return { counts: [], why: 'The task names no callSites, so there is nothing to count.' };
  const counts = await countSites(git, place, asked, [before, after]);
  const reasons: string[] = [];
  for (const [index, each] of asked.entries()) {
    const count = counts[index];
    const left = count === undefined ? undefined : notReplaced(count);
    if (left !== undefined) reasons.push(left);
    if (mayBeNone || placesToReplace(each, await git.callSites(place, before, each.name)).length > 0) continue;
    reasons.push(
      `\`${each.name}\` was nowhere in the files of the task before, so nothing shows that anything was replaced. Write it as it is in the code, or give the task allowEmpty: true.`,
    );
  }
  return { counts, ...(reasons.length === 0 ? {} : { why: reasons.join(' ') }) };
}

/** Lines about the call sites of a task for its agent, those of its own files place by place. */
export async function siteLines(
  git: Git,
  place: SessionPlace,
  asked: readonly CallSitesAsked[],
  commit: string,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const each of asked) {
    const places = placesToReplace(each, await git.callSites(place, commit, each.name));
    const instead = each.to === undefined ? '' : `, to be replaced by \`${each.to}\``;
    const kept = each.keep.length === 0 ? '' : `; it may stay in ${each.keep.join(', ')}`;
    lines.push(`- \`${each.name}\`${instead}: ${places.length} in your files${kept}`);
    lines.push(...places.slice(0, mostListed).map((at) => `  - ${at}`));
    if (places.length > mostListed) lines.push(`  - and ${places.length - mostListed} more`);
  }
  return lines;
}
