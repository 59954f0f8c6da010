import { memoize } from '../../../util/memoize.ts';
import type { PlanDocument, WavePieces } from './planDocument.ts';
import { withNames } from './impliedNames.ts';

/** Parts of a document, divided like the plan: plain values, not yet validated. */
export interface PlanParts {
  /** Everything but the list of waves; all of it when there is no such list. */
  readonly head: unknown;
  /** Absent when the document has no list of waves, or an empty one. */
  readonly waves?: readonly WaveParts[];
}

export interface WaveParts {
  /** Everything but the list of tasks; all of it when there is no such list. */
  readonly head: unknown;
  /** Absent when the wave has no list of tasks, or an empty one. */
  readonly tasks?: readonly unknown[];
}

/** The parts of a document. What did not change is the same object as before: the values of tasks, and waves as a whole. */
export function partsOf({ root, waves }: PlanDocument): PlanParts {
  if (waves.length === 0) {
    const { head, list } = apart(root.read.value, 'waves');
    return list === undefined ? { head } : { head, waves: withNames(head, list.map(waveParts)) };
  }
  return {
    head: root.read.value,
    waves: withNames(
      root.read.value,
      waves.map(({ pieces }) => partsOfWave(pieces)),
    ),
  };
}

const partsOfWave = memoize(({ head, tasks }: WavePieces): WaveParts =>
  tasks.length === 0
    ? waveParts(head.read.value)
    : { head: head.read.value, tasks: tasks.map(({ read }) => read.value) },
);

function waveParts(wave: unknown): WaveParts {
  const { head, list } = apart(wave, 'tasks');
  return list === undefined ? { head } : { head, tasks: list };
}

function apart(value: unknown, key: string): { readonly head: unknown; readonly list?: readonly unknown[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { head: value };
  const { [key]: list, ...rest } = value as Readonly<Record<string, unknown>>;
  return Array.isArray(list) && list.length > 0 ? { head: rest, list } : { head: value };
}
