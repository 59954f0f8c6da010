import type { Plan } from '../../core/plan/schema/plan.ts';
import { archiveIndex } from '../../core/report/archivePlaces.ts';
import { createCommit, isAncestor, resolveCommit } from '../refs/commits.ts';
import { GitError } from '../call/gitError.ts';
import { requireFree } from '../place/listedWorktrees.ts';
import { pushBranch } from '../remote/push.ts';
import { deleteRef, nowhere, setRef } from '../refs/refs.ts';
import { treeEntries } from '../parse/treeList.ts';
import { addressesOf } from '../remote/remoteAddresses.ts';
import { remoteBranch } from '../remote/remoteBranch.ts';
import { remoteEnvironment } from '../remote/remoteEnvironment.ts';
import { gitLine, gitText, runGit } from '../call/runGit.ts';
import { withTemporaryIndex } from '../files/temporaryIndex.ts';
import { commitToBranch } from './waveCommit.ts';
import type { CommitMade } from './fileCommit.ts';

/** Files to commit, as they are on disk. */
export interface ArchiveFiles {
  readonly repository: string;
  /** Folder they are in. Absolute. */
  readonly from: string;
  /** Relative to `from`, forward slashes. */
  readonly files: readonly string[];
  /** Folder they get in the tree, forward slashes; what was there before is replaced. */
  readonly folder: string;
  readonly message: string;
  /** As in a plan. Default: never. */
  readonly sign?: Plan['commit']['sign'];
}

/**
 * Commits files to a folder on a branch that somebody works on, without a worktree.
 *
 * @param parent commit that the branch points at now
 * @returns the commit; the parent, where it has exactly these files already
 * @throws GitError as commitToBranch does
 */
export async function commitArchiveFolder(
  request: ArchiveFiles & { readonly branch: string; readonly parent: string },
): Promise<CommitMade> {
  const { repository, parent, branch, message, sign } = request;
  const tree = await treeWith(request, [parent]);
  if (tree === (await treeOf(repository, parent))) return { commit: parent, tree };
  const asked = { repository, tree, parent, message, branch, ...(sign === undefined ? {} : { sign }) };
  return { commit: await commitToBranch(asked), tree };
}

/** Number of times that the branch may move meanwhile: another run that archives to it. */
const tries = 8;

/**
 * Commits files to a folder on a branch that holds nothing but such folders, and makes it where there is none. Runs that do so
 * at once, here or at the remote, each keep what the others have added.
 *
 * @param remote where the branch may be, and may have more
 * @returns the commit, which the branch points at
 * @throws GitError when the branch holds something else, or is checked out
 */
export async function commitArchiveBranch(
  request: ArchiveFiles & { readonly branch: string; readonly remote?: string; readonly signal?: AbortSignal },
): Promise<string> {
  const { repository, branch, message } = request;
  const ref = `refs/heads/${branch}`;
  await requireFree(repository, branch);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const own = await resolveCommit(repository, ref);
    const theirs = await fetched(request);
    const parents = [...new Set([theirs, own].flatMap((commit) => (commit === undefined ? [] : [commit])))];
    for (const commit of parents) await requireArchive(repository, branch, commit);
    const tips = await withoutAncestors(repository, parents);
    const tree = await treeWith(request, parents);
    const [tip] = tips;
    const isThere = tip !== undefined && tips.length === 1 && tree === (await treeOf(repository, tip));
    const commit = isThere ? tip : await createCommit(repository, { tree, parents: tips, message });
    if (commit === own || (await setRef(repository, ref, commit, own ?? nowhere))) return commit;
  }
  throw new GitError('failed', `Branch ${branch} moved ${tries} times while the record was added to it. Try again.`);
}

/**
 * Pushes the branch of archives. What another run has pushed meanwhile is taken in and pushed with it.
 *
 * @param addresses where pushing was approved to lead
 * @returns the commit that was pushed
 * @throws GitError when the remote does not take it; the branch is whole here then
 */
export async function pushArchiveBranch(
  request: Parameters<typeof commitArchiveBranch>[0] & {
    readonly remote: string;
    readonly addresses?: readonly string[];
    readonly heard?: (chunk: Uint8Array) => void;
  },
): Promise<string> {
  const { repository, branch, remote, addresses, signal, heard } = request;
  for (let attempt = 0; ; attempt += 1) {
    const commit = await commitArchiveBranch(request);
    try {
      // There is no code on it that a hook of the repository could have a say about.
      await pushBranch({
        ...{ repository, remote, branch, commit, hooks: false },
        ...(addresses === undefined ? {} : { addresses }),
        ...(signal === undefined ? {} : { signal }),
        ...(heard === undefined ? {} : { heard }),
      });
      return commit;
    } catch (error) {
      const now = await fetched(request).catch(() => undefined);
      const moved = now !== undefined && !(await isAncestor(repository, now, commit));
      if (!moved || attempt + 1 >= tries) throw error;
    }
  }
}

/** The commit that the branch has at the remote, brought here; undefined where it is not there, or the remote is silent. */
async function fetched({
  repository,
  branch,
  remote,
  signal,
}: {
  readonly repository: string;
  readonly branch: string;
  readonly remote?: string;
  readonly signal?: AbortSignal;
}): Promise<string | undefined> {
  if (remote === undefined) return undefined;
  const env = await remoteEnvironment(repository);
  const call = { folder: repository, env, timeout: 120_000, ...(signal === undefined ? {} : { signal }) };
  const addresses = await addressesOf(repository, remote);
  const commit = await remoteBranch({ repository, remote, branch }, addresses, { ...call, signal }).catch(
    () => undefined,
  );
  if (commit === undefined || (await resolveCommit(repository, commit)) !== undefined) return commit;
  const kept = `refs/wavegate/archives/${commit}`;
  try {
    await runGit(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote, `${commit}:${kept}`], call);
    return commit;
  } catch {
    return undefined;
  } finally {
    await deleteRef(repository, kept);
  }
}

/** Tree of some commits together, the first one first, with the files in their folder. */
async function treeWith(
  { repository, from, files, folder }: ArchiveFiles,
  commits: readonly string[],
): Promise<string> {
  return withTemporaryIndex(repository, async ({ common, env }) => {
    const call = { folder: common, env, config: ['core.bare=true'] };
    const [first, ...more] = commits;
    if (first !== undefined) await runGit(['read-tree', first], call);
    for (const commit of more) {
      const taken = new Set((await topFolders(call, first ?? commit)).map(({ name }) => name));
      for (const { id, name } of await topFolders(call, commit)) {
        if (!taken.has(name)) await runGit(['read-tree', `--prefix=${name}/`, id], call);
      }
    }
    const before = (await gitText(['ls-files', '-z', '--', `${folder}/`], call))
      .split('\0')
      .filter((name) => name !== '');
    const paths = files.map((file) => `${from}/${file}`);
    if (paths.some((file) => /[\n\r"]/.test(file)))
      throw new GitError('failed', `The folder ${from} has a name that git cannot read.`);
    const ids = (
      await gitText(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
        ...call,
        input: paths.map((file) => `${file}\n`).join(''),
      })
    )
      .trim()
      .split('\n');
    const gone = before.map((file) => `0 ${'0'.repeat(ids[0]?.length ?? 40)}\t${file}\0`);
    const added = files.map((file, index) => `100644 ${ids[index] ?? ''}\t${folder}/${file}\0`);
    await runGit(['update-index', '--add', '-z', '--index-info'], { ...call, input: [...gone, ...added].join('') });
    return gitLine(['write-tree'], call);
  });
}

async function topFolders(
  call: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
  commit: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const listed = await gitText(['ls-tree', '-z', '-d', '--full-tree', commit], call);
  return treeEntries(listed).map(({ about, path: name }) => ({ id: about.split(' ')[2] ?? '', name }));
}

/** A branch that holds anything but folders of records is somebody's work, and none to archive to. */
async function requireArchive(repository: string, branch: string, commit: string): Promise<void> {
  const listed = await gitText(['ls-tree', '-z', '--full-tree', commit], { folder: repository });
  const entries = listed.split('\0').filter((line) => line !== '');
  const indexes = entries.map((line) => `${commit}:${line.slice(line.indexOf('\t') + 1)}/${archiveIndex}\n`);
  const input = indexes.join('');
  const found = await gitText(['cat-file', '--batch-check=%(objecttype)'], { folder: repository, input });
  const kinds = found.split('\n').slice(0, entries.length);
  if (entries.length > 0 && kinds.every((kind) => kind === 'blob')) return;
  throw new GitError(
    'failed',
    `Branch ${branch} is there already and holds something else than records of runs: its last commit is ${commit.slice(0, 10)}. Name another branch in archive.to of the plan.`,
  );
}

/** Those of some commits that are in none of the others. */
async function withoutAncestors(repository: string, commits: readonly string[]): Promise<readonly string[]> {
  const tips: string[] = [];
  for (const commit of commits) {
    const others = commits.filter((other) => other !== commit);
    const inOthers = await Promise.all(others.map((other) => isAncestor(repository, commit, other)));
    if (!inOthers.includes(true)) tips.push(commit);
  }
  return tips;
}

function treeOf(repository: string, commit: string): Promise<string> {
  return gitLine(['rev-parse', '--verify', `${commit}^{tree}`], { folder: repository });
}
