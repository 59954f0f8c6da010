import type { BaseMove } from '../../core/model/repository.ts';
import { resolveCommit } from '../refs/commits.ts';
import { predictConflicts } from './predictConflicts.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';

/** Base that a run began from. */
export interface RunBase {
  readonly commit: string;
  /** Short name. */
  readonly branch: string;
}

/** Files of a move that are kept: it is for people, and a list of everything is of no help. */
const mostFiles = 300;

/**
 * Looks how far the branch a run began from, and the upstream of that branch as it was last fetched, have gone on without
 * the run, and whether merging would conflict. Reads only what is here.
 *
 * @param head what the run has committed so far
 * @param stays files that a merge would leave as the run has them
 */
export async function baseMoves(
  repository: string,
  base: RunBase,
  head: string,
  stays: readonly string[] = [],
): Promise<readonly BaseMove[]> {
  const local = `refs/heads/${base.branch}`;
  const [here, upstream = ''] = await branchAt(repository, local);
  const moves: BaseMove[] = [];
  // The run has begun from the one, and is at the other: neither has anything that the run has not.
  const seen = new Set([base.commit, head]);
  for (const ref of [local, upstream]) {
    if (ref === '') continue;
    const commit = ref === local ? here : await resolveCommit(repository, ref);
    if (commit === undefined || seen.has(commit)) continue;
    seen.add(commit);
    const move = await moveOf(repository, base, { ref, commit }, head, stays);
    if (move !== undefined) moves.push(move);
  }
  return moves;
}

/** Commit of a branch and the name of its upstream, empty where it has none; nothing where the branch is not there. */
async function branchAt(repository: string, ref: string): Promise<readonly string[]> {
  const format = '--format=%(refname)%00%(objectname)%00%(upstream)';
  const listed = await gitText(['for-each-ref', format, ref], { folder: repository });
  // Branches below a folder of this name are listed, too.
  const parts = listed.split('\n').map((line) => line.split('\0'));
  return parts.find(([name]) => name === ref)?.slice(1) ?? [];
}

async function moveOf(
  repository: string,
  base: RunBase,
  { ref, commit }: { readonly ref: string; readonly commit: string },
  head: string,
  stays: readonly string[],
): Promise<BaseMove | undefined> {
  const call = { folder: repository };
  const commits = Number(await gitLine(['rev-list', '--count', `${head}..${commit}`], call));
  if (commits === 0) return undefined;
  const kept = await runGit(['merge-base', '--is-ancestor', base.commit, commit], { ...call, accept: [0, 1] });
  const parts = [{ subject: 'the run', commit: head }];
  const conflicts = await predictConflicts({ repository, onto: commit, parts, stays });
  // Histories without a common commit have no changes in common either; the names of all files would tell nothing.
  const { exitCode, stdout } = await runGit(['merge-base', head, commit], { ...call, accept: [0, 1] });
  const common = stdout.toString('utf8').trim();
  const listed =
    exitCode === 0 ? await gitText(['diff', '--name-only', '-z', common, commit], call).catch(() => '') : '';
  const changed = listed.split('\0').filter((file) => file !== '');
  return {
    name: ref.replace(/^refs\/(heads|remotes)\//, ''),
    commit,
    commits,
    changed: changed.slice(0, mostFiles),
    conflicts: conflicts.flatMap(({ files }) => files),
    ...(kept.exitCode === 1 && { rewritten: true as const }),
  };
}
