import { own } from '../../util/records.ts';
import { resolvedMerge, sessionId } from '../model/names.ts';
import type { RunState } from '../model/state.ts';
import { markName, markOf } from './fileMarks.ts';
import type { FileChange } from '../model/repository.ts';
import type { Gate } from '../model/gate.ts';

/**
 * Files that a person marked OK at this kind of gate in an earlier attempt of the wave, and whose change is still the same,
 * object by object: they need not be looked at again. The last word on a file counts.
 *
 * @returns names of marks, each with `ok`, to begin the answers of a draft with
 */
export function keptVerdicts(state: RunState, gate: Gate): Readonly<Record<string, string>> {
  const { wave = '', attempt = 1 } = gate;
  const now = state.waves[wave]?.merge?.changes ?? [];
  const earlier = Object.values(state.gates).filter(
    (other) => other.kind === gate.kind && other.wave === wave && (other.attempt ?? 1) < attempt && other.decision,
  );
  if (earlier.length === 0) return {};
  const kept = now.flatMap(({ path, objects }) => {
    const last = earlier.findLast(({ decision }) => own(decision?.answers, markName(path)) !== undefined);
    if (markOf(last?.decision?.answers, path) !== 'ok' || objects === undefined) return [];
    const then = changesOf(state, wave, last?.attempt ?? 1).find((change) => change.path === path);
    return then?.objects === objects ? [[markName(path), 'ok'] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** Changes of a wave as one of its attempts merged them; none where it did not come so far. */
export function changesOf(state: RunState, wave: string, attempt: number): readonly FileChange[] {
  const results = [resolvedMerge, 'merge'].map(
    (subject) => state.sessions[sessionId({ kind: 'wave', wave, attempt }, subject)]?.result,
  );
  return results.find((result) => result?.commit !== undefined)?.changes ?? [];
}
