import { partsOf } from '../core/planText/document/parts.ts';
import type { PlanDocument } from '../core/planText/document/planDocument.ts';
import type { Path } from '../core/planText/locate.ts';
import { recordOf } from '../util/records.ts';

const taskKeys = ['owns', 'deletes', 'reads'];

/** A glob of a plan, with its path. */
export interface PlacedGlob {
  readonly glob: string;
  readonly path: Path;
}

/** The glob that is at a path, or undefined when something else is there. */
export function globsAt(document: PlanDocument, path: Path): string | undefined {
  if (!isGlobList(path.slice(0, -1)) || typeof path.at(-1) !== 'number') return undefined;
  const key = path.join('\0');
  return globsOf(document).find((placed) => placed.path.join('\0') === key)?.glob;
}

/** Whether the entries of the list at a path are globs. */
export function isGlobList(path: Path): boolean {
  const [first, , third] = path;
  if (first === 'waves') return third === 'tasks' && path.length === 5 && taskKeys.includes(String(path[4]));
  return path.join() === 'protected' || path.join() === 'worktree,copy' || /^audit,lenses,\d+,paths$/.test(path.join());
}

/** All globs of a plan of any quality. */
export function globsOf(document: PlanDocument): readonly PlacedGlob[] {
  if (document.unreadable) return [];
  const { head, waves = [] } = partsOf(document);
  const { protected: guarded, worktree, audit } = recordOf(head);
  const lenses = list(recordOf(audit)['lenses']);
  return [
    ...entries(guarded, ['protected']),
    ...entries(recordOf(worktree)['copy'], ['worktree', 'copy']),
    ...lenses.flatMap((lens, index) => entries(recordOf(lens)['paths'], ['audit', 'lenses', index, 'paths'])),
    ...waves.flatMap(({ tasks = [] }, wave) =>
      tasks.flatMap((task, index) =>
        taskKeys.flatMap((key) => entries(recordOf(task)[key], ['waves', wave, 'tasks', index, key])),
      ),
    ),
  ];
}

function entries(value: unknown, path: Path): readonly PlacedGlob[] {
  return list(value).flatMap((glob, index) => (typeof glob === 'string' ? [{ glob, path: [...path, index] }] : []));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
