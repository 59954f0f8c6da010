import type { FileChange } from '../../core/model/repository.ts';

/** One entry of `git diff-tree --raw`: what a path was and what it is. Modes are octal as git prints them. */
export interface TreeChange {
  readonly path: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldId: string;
  readonly newId: string;
}

/** Mode of a path that does not exist on one side. */
export const absent = '000000';
/** Mode of a symbolic link. */
const link = '120000';
/** Mode of a gitlink: a repository inside the repository. */
export const gitlink = '160000';

/**
 * Reads `git diff-tree -r -z --raw --no-renames`, with or without `--numstat`; the numbers are skipped.
 *
 * @param output as printed, NUL-terminated
 */
export function parseTreeChanges(output: string): readonly TreeChange[] {
  return readDiff(output).changes;
}

/**
 * Reads `git diff-tree -r -z --raw --numstat --no-renames`. Binary files count no lines.
 *
 * @param output as printed, NUL-terminated
 * @param withObjects whether to tell the objects of each change
 */
export function parseFileChanges(output: string, withObjects = false): readonly FileChange[] {
  const { changes, lines } = readDiff(output);
  return changes.map(({ path, oldMode, newMode, oldId, newId }) => ({
    path,
    kind: oldMode === absent ? 'added' : newMode === absent ? 'deleted' : 'modified',
    additions: lines.get(path)?.added ?? 0,
    deletions: lines.get(path)?.deleted ?? 0,
    ...formOf(oldMode, newMode, lines.get(path)?.binary === true),
    ...(withObjects && { objects: `${oldMode} ${oldId} ${newMode} ${newId}` }),
  }));
}

/** Form of a change that a line diff does not show. */
function formOf(oldMode: string, newMode: string, binary: boolean): Pick<FileChange, 'form'> {
  const modes = [oldMode, newMode];
  if (modes.includes(gitlink)) return { form: 'submodule' };
  if (modes.includes(link)) return { form: 'link' };
  if (binary) return { form: 'binary' };
  const changed = oldMode !== newMode && !modes.includes(absent);
  return changed ? { form: 'permissions' } : {};
}

interface Diff {
  readonly changes: readonly TreeChange[];
  readonly lines: ReadonlyMap<string, { readonly added: number; readonly deleted: number; readonly binary: boolean }>;
}

function readDiff(output: string): Diff {
  const changes: TreeChange[] = [];
  const lines = new Map<string, { added: number; deleted: number; binary: boolean }>();
  const tokens = output.split('\0');
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const raw = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(token);
    if (raw !== null) {
      const [, oldMode = '', newMode = '', oldId = '', newId = ''] = raw;
      changes.push({ path: tokens[++at] ?? '', oldMode, newMode, oldId, newId });
      continue;
    }
    const numbers = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(token);
    if (numbers !== null) {
      const [, added = '', deleted = '', path = ''] = numbers;
      lines.set(path, { added: Number(added) || 0, deleted: Number(deleted) || 0, binary: added === '-' });
    }
  }
  return { changes, lines };
}
