import { parseGlob } from '../glob/globSyntax.ts';
import { fixedFolder } from '../glob/globFolders.ts';
import type { Plan } from '../plan/schema/plan.ts';

/** The worktree settings of a plan, and the folders that its tasks need there. */
export type WorktreeSettings = Plan['worktree'] & {
  /** Without slashes at the ends. */
  readonly needed?: readonly string[];
  /** Agents work on hosts of a team, which make their worktrees themselves. */
  readonly onHosts?: true;
};

/**
 * How worktrees of a plan are made ready. In a sparse checkout all of them hold what any task owns, deletes or reads: checks
 * see the work of all tasks, and a later wave the work of an earlier one.
 */
export function worktreeSettings({ worktree, waves, audit, executor }: Plan): WorktreeSettings {
  const globs = waves.flatMap(({ tasks }) =>
    tasks.flatMap(({ owns, deletes, reads }) => [...owns, ...deletes, ...reads]),
  );
  const looked = audit.lenses.flatMap(({ paths }) => paths);
  const needed = new Set([...globs, ...looked].flatMap(foldersOf));
  return { ...worktree, needed: [...needed].sort(), ...(executor === 'team' && { onHosts: true }) };
}

/** The folders a glob is fixed to; none where it may match anywhere. What names a file is fixed to the folder it lies in. */
function foldersOf(glob: string): readonly string[] {
  const folders = parseGlob(glob).map((pattern) => {
    const folder = fixedFolder(pattern).slice(0, -1);
    const isFile = folder.split('/').length === pattern.length;
    return isFile ? folder.slice(0, Math.max(0, folder.lastIndexOf('/'))) : folder;
  });
  return folders.filter((folder) => folder !== '');
}
