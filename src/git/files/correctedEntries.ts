import { chmod, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filesAsFilled } from './asFilled.ts';
import { entriesOfFile } from './indexEntries.ts';
import { administrativeFolder, commonFolder } from '../place/repositoryFolders.ts';
import { agentFolder } from '../refs/marks.ts';
import type { TreeChange } from '../parse/changes.ts';
import type { Filling } from './worktreeSettings.ts';

export interface CorrectionRequest {
  readonly repository: string;
  readonly worktree: string;
  /** Commit the changes are relative to. */
  readonly commit: string;
  /** As `git add` found them. */
  readonly changes: readonly TreeChange[];
  readonly filling: Filling;
}

/** An index holds lengths of less than four gigabytes. */
const mostBytes = 0x7fff_ffff;
const plain = '100644';
const executable = '100755';

/**
 * Entries of an index that are to be other than `git add` made them: files nobody changed keep the content they have at
 * the commit, and new programs are executable also where git does not look (`core.fileMode`).
 *
 * @returns lines for `git update-index -z --index-info`
 */
export async function correctedEntries(request: CorrectionRequest): Promise<readonly string[]> {
  const { repository, worktree, commit, changes, filling } = request;
  const kept = changes.filter(
    ({ oldMode, newMode }) => isFile(oldMode) && isFile(newMode) && sameKind(oldMode, newMode),
  );
  const doubtful = await withoutOtherSizes(repository, worktree, kept);
  const [same, programs] = await Promise.all([
    filesAsFilled({ repository, folder: worktree, commit, paths: doubtful.map((change) => change.path), filling }),
    newPrograms(worktree, changes),
  ]);
  return [
    ...kept.flatMap(({ path: file, oldId, newMode }) => (same.has(file) ? [`${newMode} ${oldId}\t${file}\0`] : [])),
    ...programs.map(({ path: file, newId }) => `${executable} ${newId}\t${file}\0`),
  ];
}

const isFile = (mode: string): boolean => mode.startsWith('100') || mode === '120000';
const sameKind = (one: string, other: string): boolean => one.slice(0, 3) === other.slice(0, 3);

/**
 * Leaves out changes of files that are not as long as git wrote them, which are certainly not what it wrote. The index that the repository
 * keeps for the worktree tells; where it is damaged, or does not tell of a file, the file is compared.
 */
async function withoutOtherSizes(
  repository: string,
  worktree: string,
  changes: readonly TreeChange[],
): Promise<readonly TreeChange[]> {
  if (changes.length === 0) return changes;
  const own = await administrativeFolder(await commonFolder(repository), worktree);
  const entries = await entriesOfFile(own && path.join(own, 'index'));
  if (entries === undefined) return changes;
  const written = new Map(entries.map(({ file, id, size }) => [`${id} ${file}`, size]));
  const isOther = async ({ path: file, oldId, oldMode, newMode }: TreeChange): Promise<boolean> => {
    // Git notes none of a file that it has to compare.
    const size = written.get(`${oldId} ${file}`) ?? 0;
    if (size === 0 || !oldMode.startsWith('100') || !newMode.startsWith('100')) return false;
    const found = await lstat(path.join(worktree, ...file.split('/'))).catch(() => undefined);
    return found?.isFile() === true && found.size <= mostBytes && found.size !== size;
  };
  const others = await Promise.all(changes.map(isOther));
  return changes.filter((_change, index) => others[index] !== true);
}

/** New files that are executable on disk and not in the index, on disks that know the difference. */
async function newPrograms(worktree: string, changes: readonly TreeChange[]): Promise<readonly TreeChange[]> {
  const added = changes.filter(({ oldMode, newMode }) => newMode === plain && !oldMode.startsWith('100'));
  const programs: TreeChange[] = [];
  for (const change of added) {
    const found = await lstat(path.join(worktree, ...change.path.split('/'))).catch(() => undefined);
    if (found?.isFile() === true && (found.mode & 0o100) !== 0) programs.push(change);
  }
  return programs.length > 0 && (await keepsModes(worktree)) ? programs : [];
}

/** Whether the disk keeps who may execute a file: some call every file executable, others none. */
async function keepsModes(worktree: string): Promise<boolean> {
  const folder = path.join(worktree, agentFolder);
  const probe = path.join(folder, `mode-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '', { mode: 0o600 });
    const before = (await lstat(probe)).mode;
    await chmod(probe, 0o700);
    return (before & 0o100) === 0 && ((await lstat(probe)).mode & 0o100) !== 0;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true });
  }
}
