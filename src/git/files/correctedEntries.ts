import { chmod, lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { filesAsFilled } from './asFilled.ts';
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
  const [same, programs] = await Promise.all([
    filesAsFilled({ repository, folder: worktree, commit, paths: kept.map((change) => change.path), filling }),
    newPrograms(worktree, changes),
  ]);
  return [
    ...kept.flatMap(({ path: file, oldId, newMode }) => (same.has(file) ? [`${newMode} ${oldId}\t${file}\0`] : [])),
    ...programs.map(({ path: file, newId }) => `${executable} ${newId}\t${file}\0`),
  ];
}

const isFile = (mode: string): boolean => mode.startsWith('100') || mode === '120000';
const sameKind = (one: string, other: string): boolean => one.slice(0, 3) === other.slice(0, 3);

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
