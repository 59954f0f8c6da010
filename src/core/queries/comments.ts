import { matchesAny } from '../glob/globs.ts';
import type { FileComment } from '../model/gate.ts';
import { resolvedMerge, sessionId } from '../model/names.ts';
import { planWave } from './runQueries.ts';
import type { RunState, WaveState } from '../model/state.ts';

/** The task of a wave that a file belongs to; undefined when it belongs to none of this wave. */
export function authorOf(state: RunState, wave: WaveState, file: string): string | undefined {
  const tasks = planWave(state, wave.id)?.tasks ?? [];
  return tasks.find(({ owns, deletes }) => matchesAny(owns, file) || matchesAny(deletes, file))?.id;
}

/** Tasks whose work a person commented on when the wave was rejected at its spot-check. */
export function tasksOfComments(state: RunState, wave: WaveState): readonly string[] {
  const { failure } = wave;
  if (failure?.kind !== 'spot-check') return [];
  return [...new Set((failure.comments ?? []).flatMap(({ file }) => authorOf(state, wave, file) ?? []))];
}

/** The comments of a wave's last attempt that are about one task's work. */
export function commentsFor(state: RunState, wave: WaveState, task: string): readonly FileComment[] {
  return (wave.comments ?? []).filter(({ file }) => authorOf(state, wave, file) === task);
}

/**
 * The commit whose lines those comments count: the merged work they were made on, or, where that had deleted the file,
 * what it was before. Undefined when it is not known.
 */
export function commentedCommit(state: RunState, wave: WaveState, file: string): string | undefined {
  const scope = { kind: 'wave', wave: wave.id, attempt: wave.attempt - 1 } as const;
  const merged = [resolvedMerge, 'merge']
    .map((subject) => state.sessions[sessionId(scope, subject)]?.result)
    .find((result) => result?.commit !== undefined);
  const isDeleted = merged?.changes?.some(({ path, kind }) => path === file && kind === 'deleted') === true;
  return isDeleted ? state.head : merged?.commit;
}
