import type { Plan } from '../../core/plan/schema/plan.ts';
import { readFileAt } from '../changes/changes.ts';
import { createCommit } from '../refs/commits.ts';
import { insertChangelogEntry } from './changelogEntry.ts';
import { GitError } from '../call/gitError.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';
import { withTemporaryIndex } from '../files/temporaryIndex.ts';
import { commitToBranch } from './waveCommit.ts';

interface FileCommit {
  readonly repository: string;
  /** Relative to the repository root, forward slashes. */
  readonly file: string;
  /** Commit the branch points at now. */
  readonly parent: string;
  readonly message: string;
  /** Short name. */
  readonly branch: string;
  /** As in a plan. Default: never. */
  readonly sign?: Plan['commit']['sign'];
}

export interface CommitMade {
  readonly commit: string;
  readonly tree: string;
}

/**
 * Commits a new revision of the plan to a branch, without a worktree. Asking again returns the commit made before.
 *
 * @throws GitError as commitToBranch does, and for a path git refuses
 */
export async function commitPlanRevision(request: FileCommit & { readonly source: string }): Promise<CommitMade> {
  return commitFile(request, request.source);
}

/**
 * Adds an entry to the changelog on a branch, without a worktree; the file is created if there is none. Asking again
 * returns the commit made before.
 *
 * @throws GitError as commitToBranch does, and when the changelog is not a text file
 */
export async function commitChangelogEntry(request: FileCommit & { readonly entry: string }): Promise<CommitMade> {
  const { repository, parent, file, entry } = request;
  const text = await readFileAt(repository, parent, file);
  const listed = await gitText(['ls-tree', '-z', '--full-tree', parent, '--', file], { folder: repository });
  if (text === undefined && listed !== '') {
    throw new GitError(
      'failed',
      `${file} is no text file at ${parent}. Name another file in ship.changelog of the plan.`,
    );
  }
  const changed = insertChangelogEntry(text ?? '', entry);
  if (changed !== text) return commitFile(request, changed);
  return { commit: parent, tree: await gitLine(['rev-parse', '--verify', `${parent}^{tree}`], { folder: repository }) };
}

/**
 * A commit with one file more, or with another text in it, that no ref leads to: for a trial of what a person may accept.
 *
 * @param file relative to the repository root, forward slashes
 * @throws GitError for a path git refuses
 */
export async function commitToNowhere(
  repository: string,
  { parent, file, text }: { readonly parent: string; readonly file: string; readonly text: string },
): Promise<string> {
  const tree = await treeWith(repository, parent, file, text);
  return createCommit(repository, { tree, parents: [parent], message: `Try ${file}` });
}

async function commitFile(request: FileCommit, text: string): Promise<CommitMade> {
  const { repository, file, parent, ...commit } = request;
  const tree = await treeWith(repository, parent, file, text);
  return { commit: await commitToBranch({ repository, tree, parent, ...commit }), tree };
}

async function treeWith(repository: string, parent: string, file: string, text: string): Promise<string> {
  return withTemporaryIndex(repository, async ({ common, env }) => {
    const call = { folder: common, env, config: ['core.bare=true'] };
    await runGit(['read-tree', parent], call);
    const id = await gitLine(['hash-object', '-w', '--stdin'], { ...call, input: text });
    const mode = /^100755 /.test(await gitText(['ls-files', '-s', '-z', '--', file], call)) ? '100755' : '100644';
    await runGit(['update-index', '--add', '--replace', '-z', '--index-info'], {
      ...call,
      input: `${mode} ${id}\t${file}\0`,
    });
    return gitLine(['write-tree'], call);
  });
}
