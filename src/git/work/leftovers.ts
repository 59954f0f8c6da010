import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readRefs } from '../refs/commits.ts';
import { listWorktrees } from '../place/listedWorktrees.ts';

/** A worktree of a run. */
export interface LeftoverWorktree {
  /** Absolute, native. */
  readonly folder: string;
  /** Short name; absent when it is on none, as for checks. */
  readonly branch?: string;
  readonly head?: string;
  /** The folder is not there any more, though git still knows it. */
  readonly gone: boolean;
}

/** Leftovers of one run in a repository. */
export interface Leftovers {
  readonly run: string;
  readonly worktrees: readonly LeftoverWorktree[];
  /** Branches of its sessions, short names, with their commits. */
  readonly sessionBranches: Readonly<Record<string, string>>;
  /** The branch of the run itself, if it is there. */
  readonly runBranch?: { readonly name: string; readonly commit: string };
  /** Full names of what is kept of it, with their commits. */
  readonly kept: Readonly<Record<string, string>>;
}

/** The shape of ids that Wavegate makes: a branch of another shape may be anybody's. */
const madeId = /^\d{8}-\d{4}-[0-9a-f]{4}$/;

/**
 * Everything that runs have left in a repository, by run, oldest first.
 *
 * @param folder any folder of the repository
 * @param worktreeRoot parent of all its worktrees, where one on no branch is known by its place
 */
export async function findLeftovers(folder: string, worktreeRoot: string): Promise<readonly Leftovers[]> {
  const found = new Map<string, { -readonly [Key in keyof Leftovers]: Leftovers[Key] }>();
  const of = (run: string) => {
    const known = found.get(run) ?? { run, worktrees: [], sessionBranches: {}, kept: {} };
    found.set(run, known);
    return known;
  };
  const refs = Object.entries(await readRefs(folder, ['refs/heads/', 'refs/wavegate/']));
  for (const [ref, commit] of refs) {
    const kept = /^refs\/wavegate\/([^/]+)\//.exec(ref)?.[1];
    if (kept !== undefined) of(kept).kept = { ...of(kept).kept, [ref]: commit };
    const branch = ref.replace(/^refs\/heads\//, '');
    const run = /^[^/]+\/([^/]+)\.sessions\//.exec(branch)?.[1];
    if (run !== undefined) of(run).sessionBranches = { ...of(run).sessionBranches, [branch]: commit };
  }
  for (const [ref, commit] of refs) {
    const [, name = '', run = ''] = /^refs\/heads\/([^/]+\/([^/]+))$/.exec(ref) ?? [];
    if (madeId.test(run) || found.has(run)) of(run).runBranch = { name, commit };
  }
  for (const { path: place, branch, head } of (await listWorktrees(folder)).slice(1)) {
    const run = /^[^/]+\/([^/]+)\.sessions\//.exec(branch ?? '')?.[1] ?? runAt(path.resolve(place), worktreeRoot);
    // One that a person made to look at a branch of ours is theirs: ours lie in a folder named by the run.
    if (run === undefined || !path.resolve(place).split(path.sep).includes(run)) continue;
    const gone = (await stat(place).catch(() => undefined)) === undefined;
    const worktree = { folder: path.resolve(place), ...(branch && { branch }), ...(head && { head }), gone };
    of(run).worktrees = [...of(run).worktrees, worktree];
  }
  return [...found.values()].sort((a, b) => (a.run < b.run ? -1 : 1));
}

/** The run whose worktrees a folder is among. */
function runAt(folder: string, worktreeRoot: string): string | undefined {
  const relative = path.relative(worktreeRoot, folder);
  const [run] = relative.split(path.sep);
  return relative === '' || run === '..' || path.isAbsolute(relative) ? undefined : run;
}
