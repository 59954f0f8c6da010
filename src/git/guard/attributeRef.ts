import { parseSessionBranch } from '../marks.ts';
import type { GitFolderState, LaterFingerprint } from './fingerprint.ts';

/**
 * Who changed a ref while a session ran: Wavegate itself (`ours`), the session, or perhaps the person. Git does not record
 * it, but the log of each worktree's HEAD holds what was done in that worktree, which settles most cases:
 *
 * - A branch that holds commits the session made got them through it, wherever it was moved.
 * - Any other branch checked out in a checkout of the person's whose log shows the new commit was moved by the person.
 * - A ref at a commit only the session's worktree ever had comes from there.
 * - Branches nobody has checked out, deletions and replaced objects have no innocent cause while agents work.
 * - Remote refs, and tags that lead elsewhere, are moved by any fetch, which editors do by themselves.
 */
export function attributeRef(
  name: string,
  before: GitFolderState,
  after: LaterFingerprint,
): 'ours' | 'session' | 'unclear' {
  const [from, to] = [before.refs[name], after.refs[name]];
  if (isOurs(name, before.branch, to)) return 'ours';
  const own = to !== undefined && after.own.includes(to);
  const onlyOwn = own && !before.own.includes(to);
  if (name.startsWith('refs/remotes/')) return onlyOwn ? 'session' : 'unclear';
  if (name === 'refs/stash')
    return isStashOf(after, before.branch) || (to === undefined && from !== undefined) ? 'session' : 'unclear';
  if (name.startsWith('refs/tags/')) return own || from !== undefined ? 'session' : 'unclear';
  if (name.startsWith('refs/heads/')) {
    const byPerson = movedIn(name, before, after) !== undefined && !after.reached.includes(name);
    return byPerson ? 'unclear' : 'session';
  }
  if (/^refs\/(replace|notes|wavegate)\//.test(name)) return 'session';
  return own ? 'session' : 'unclear';
}

/** The checkout of the person's through which a branch came to where it is: its log shows the new commit. */
export function movedIn(name: string, before: GitFolderState, after: GitFolderState): string | undefined {
  const to = after.refs[name];
  if (to === undefined) return undefined;
  return Object.entries(after.heads).find(([checkout, { head, log }]) => {
    if (head !== name && before.heads[checkout]?.head !== name) return false;
    const known = new Set(before.heads[checkout]?.log);
    return log.some((entry) => !known.has(entry) && entry.split(' ')[1] === to);
  })?.[0];
}

/**
 * Refs that Wavegate moves at any time: the session's own branch, branches of other sessions and runs (their tips are
 * never trusted: results name commits), and what it keeps, which it adds but never takes away.
 */
function isOurs(name: string, branch: string, to: string | undefined): boolean {
  if (name.startsWith('refs/wavegate/')) return to !== undefined;
  const { prefix, run } = parseSessionBranch(branch);
  return name.startsWith(`refs/heads/${prefix}/`) && name !== `refs/heads/${prefix}/${run}`;
}

function isStashOf(after: GitFolderState, branch: string): boolean {
  return after.stash?.startsWith(`WIP on ${branch}:`) === true || after.stash?.startsWith(`On ${branch}:`) === true;
}
