import { assertWhole } from '../refs/commits.ts';
import { parseSessionBranch } from '../refs/marks.ts';
import { setRefs } from '../refs/refs.ts';
import { gitText, runGit } from '../call/runGit.ts';
import { unpackRun } from './runWork.ts';
import type { RunRefs } from './runWork.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { asWorkspace } from '../place/workspaceFailure.ts';

/** Work of one session, to carry to the repository of its run. */
export interface PackedSession {
  readonly refs: RunRefs;
  /** Whether the file was written; it is not where the session made no commit. */
  readonly packed: boolean;
}

/**
 * Writes the commits of a session to a bundle: its branch, and all that is kept of it.
 *
 * @param branch short name of the session's branch
 * @param base commit it began from, which the other repository has
 * @param file where the bundle goes; absolute
 * @throws WorkspaceError
 */
export async function packSession(
  repository: string,
  branch: string,
  base: string,
  file: string,
): Promise<PackedSession> {
  return asWorkspace(async () => {
    const refs = await refsOf(repository, branch);
    const input = [...Object.keys(refs), `^${base}`, ''].join('\n');
    const call = { folder: repository, input };
    const lacking = await runGit(['rev-list', '--max-count=1', '--stdin'], call);
    if (lacking.stdout.length === 0) return { refs, packed: false };
    await runGit(['bundle', 'create', '--quiet', file, '--stdin'], call);
    return { refs, packed: true };
  });
}

/**
 * Takes the work of a session that ran on another machine: its commits, whole, and its refs. No other ref can be among them.
 *
 * @param file bundle of its commits; absolute. Absent where it made none
 * @throws WorkspaceError when a ref is not the session's, or a commit is not whole
 */
export async function takeSession(
  repository: string,
  branch: string,
  refs: RunRefs,
  file: string | undefined,
): Promise<void> {
  return asWorkspace(async () => {
    const foreign = Object.keys(refs).find((ref) => !isOf(ref, branch));
    if (foreign !== undefined) throw new WorkspaceError('git', `${foreign} is no ref of a session on ${branch}.`);
    const wrong = Object.values(refs).find((id) => !/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(id));
    if (wrong !== undefined) throw new WorkspaceError('git', `${JSON.stringify(wrong)} is no commit.`);
    if (file !== undefined) await unpackRun(repository, file);
    await assertWhole(repository, [...new Set(Object.values(refs))], ['--branches', '--tags']);
    await setRefs(repository, new Map(Object.entries(refs)));
  });
}

/**
 * Moves what an earlier start of a session has left in this repository out of the way of the next one; nothing is lost.
 *
 * @param name of the start, for the refs that keep it
 */
export async function moveAside(repository: string, branch: string, name: string): Promise<void> {
  return asWorkspace(async () => {
    const { run, path } = parseSessionBranch(branch);
    const refs = await refsOf(repository, branch);
    const entries = Object.entries(refs);
    if (entries.length === 0) return;
    const kept = entries.map(([ref, id], at) => [`refs/wavegate/${run}/lost/${path}/${name}/${at}`, id, ref] as const);
    await setRefs(repository, new Map(kept.map(([ref, id]) => [ref, id])));
    await runGit(['update-ref', '--no-deref', '--stdin', '-z'], {
      folder: repository,
      input: kept.map(([, id, ref]) => `delete ${ref}\0${id}\0`).join(''),
    });
  });
}

async function refsOf(repository: string, branch: string): Promise<RunRefs> {
  const { run } = parseSessionBranch(branch);
  const text = await gitText(
    ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/', `refs/wavegate/${run}/`],
    {
      folder: repository,
    },
  );
  const all = text.split('\n').flatMap((line) => {
    const [ref = '', commit = ''] = line.split(' ');
    return isOf(ref, branch) ? [[ref, commit] as const] : [];
  });
  return Object.fromEntries(all);
}

/** Whether a ref is the branch of a session, or keeps something of it: `refs/wavegate/<run>/<kind>/<path>[/…]`. */
function isOf(ref: string, branch: string): boolean {
  if (ref === `refs/heads/${branch}`) return true;
  const { run, path } = parseSessionBranch(branch);
  const [top, ours, first, kind, ...rest] = ref.split('/');
  if (top !== 'refs' || ours !== 'wavegate' || first !== run || kind === undefined || kind === 'lost') return false;
  if (ref.includes('..') || /[\0-\x20\x7f~^:?*[\\]/.test(ref)) return false;
  const named = rest.join('/');
  return named === path || named.startsWith(`${path}/`) || named.startsWith(`${path}.by-commit/`);
}
