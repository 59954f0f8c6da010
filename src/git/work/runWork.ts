import { WorkspaceError } from '../../ports/workspaces.ts';
import { GitError } from '../call/gitError.ts';
import { setRefs } from '../refs/refs.ts';
import { gitText, runGit } from '../call/runGit.ts';
import { asWorkspace } from '../place/workspaceFailure.ts';

/** Commit by full name of each ref of a run: its branch, those of its sessions, and all that is kept. */
export type RunRefs = Readonly<Record<string, string>>;

/** Commits of a run, to carry to another machine. */
export interface PackedRun {
  readonly refs: RunRefs;
  /** Whether the file was written; it is not where everything is there already. */
  readonly packed: boolean;
}

/**
 * Writes the commits of a run that others lack to a bundle. What the repository's remotes have is left out: others fetch it
 * from there.
 *
 * @param have refs that were packed before
 * @param file where the bundle goes; absolute
 * @throws WorkspaceError
 */
export async function packRun(repository: string, run: string, have: RunRefs, file: string): Promise<PackedRun> {
  return asWorkspace(async () => {
    const refs = await refsOf(repository, run);
    const changed = Object.keys(refs).filter((ref) => refs[ref] !== have[ref]);
    if (changed.length === 0) return { refs, packed: false };
    const known = await existing(repository, [...new Set(Object.values(have))]);
    const input = [...changed, ...known.map((commit) => `^${commit}`), ''].join('\n');
    const options = ['--stdin', '--not', '--remotes'];
    const lacking = await runGit(['rev-list', '--max-count=1', ...options], { folder: repository, input });
    if (lacking.stdout.length === 0) return { refs, packed: false };
    await runGit(['bundle', 'create', '--quiet', file, ...options], { folder: repository, input });
    return { refs, packed: true };
  });
}

/**
 * Takes the commits of a bundle into a repository; no ref moves. Commits it builds on are fetched where they are missing.
 *
 * @throws WorkspaceError `missing-objects` when they cannot be
 */
export async function unpackRun(repository: string, file: string): Promise<void> {
  return asWorkspace(async () => {
    const unbundle = async (): Promise<void> =>
      void (await runGit(['bundle', 'unbundle', file], { folder: repository }));
    try {
      await unbundle();
    } catch (error) {
      if (!(error instanceof GitError) || !/prerequisite/i.test(error.message + error.stderr)) throw error;
      await gitText(['fetch', '--all', '--quiet', '--no-write-fetch-head'], { folder: repository }).catch(() => '');
      await unbundle().catch((cause: unknown) => {
        throw new WorkspaceError(
          'missing-objects',
          `${repository} lacks commits that the run began from, and its remotes do not have them or do not answer. ` +
            'Push the base of the run to the remote, or fetch it here, then try again.',
          { cause },
        );
      });
    }
  });
}

/** Points the refs of a run where another machine had them; others of the run stay. @throws WorkspaceError */
export async function setRunRefs(repository: string, run: string, refs: RunRefs): Promise<void> {
  return asWorkspace(async () => {
    const now = await refsOf(repository, run);
    const foreign = Object.keys(refs).find((ref) => !isOfRun(ref, run));
    if (foreign !== undefined) throw new WorkspaceError('git', `${foreign} is no ref of run ${run}.`);
    await setRefs(repository, new Map(Object.entries(refs).filter(([ref, commit]) => now[ref] !== commit)));
  });
}

async function refsOf(repository: string, run: string): Promise<RunRefs> {
  const text = await gitText(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/', 'refs/wavegate/'], {
    folder: repository,
  });
  const all = text.split('\n').flatMap((line) => {
    const [ref = '', commit = ''] = line.split(' ');
    return isOfRun(ref, run) ? [[ref, commit] as const] : [];
  });
  return Object.fromEntries(all);
}

function isOfRun(ref: string, run: string): boolean {
  const [top, kind, first, second = ''] = ref.split('/');
  if (top !== 'refs' || ref.includes('..') || /[\0-\x20\x7f~^:?*[\\]/.test(ref)) return false;
  if (kind === 'wavegate') return first === run && second !== '';
  return kind === 'heads' && (second === run ? ref.split('/').length === 4 : second === `${run}.sessions`);
}

/** Those of some commits that are in the repository. */
async function existing(repository: string, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return [];
  const input = commits.map((commit) => `${commit}\n`).join('');
  const text = await gitText(['cat-file', '--batch-check=%(objectname)'], { folder: repository, input });
  return text.split('\n').filter((line) => /^[0-9a-f]+$/.test(line));
}
