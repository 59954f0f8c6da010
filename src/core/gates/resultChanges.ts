import type { FileChange } from '../model/repository.ts';
import type { RunState } from '../model/state.ts';
import { changeSigns, generatedReason } from './changeSigns.ts';

/**
 * All that a run has changed since the commit it began from, one entry for each file, riskiest first.
 */
export function resultChanges(state: RunState): readonly FileChange[] {
  const all = new Map<string, FileChange>();
  for (const { id } of state.plan.plan.waves) {
    const wave = state.waves[id];
    if (wave?.commit === undefined) continue;
    for (const change of wave.merge?.changes ?? []) {
      const joined = join(all.get(change.path), change);
      if (joined === undefined) all.delete(change.path);
      else all.set(change.path, joined);
    }
  }
  return riskiestFirst([...all.values()]);
}

/** Deletions, files whose place says that they decide much, then the larger ones; generated files last. */
export function riskiestFirst(changes: readonly FileChange[]): readonly FileChange[] {
  const ranked = changes.map((change) => ({ change, weight: weightOf(change) }));
  ranked.sort((one, other) => other.weight - one.weight || (one.change.path < other.change.path ? -1 : 1));
  return ranked.map(({ change }) => change);
}

/** A later change of a file on top of an earlier one; undefined where both together change nothing. */
function join(before: FileChange | undefined, after: FileChange): FileChange | undefined {
  if (before === undefined) return after;
  const added = before.kind === 'added';
  if (added && after.kind === 'deleted') return undefined;
  const kind = added ? 'added' : before.kind === 'deleted' && after.kind === 'added' ? 'modified' : after.kind;
  const form = after.form ?? before.form;
  return {
    ...after,
    kind,
    ...(form !== undefined && { form }),
    // A mark that one wave brought is still one of this run when a later wave finds it there.
    ...(after.generated === 'before' && before.generated === 'newly' && { generated: 'newly' }),
    additions: before.additions + after.additions,
    deletions: before.deletions + after.deletions,
  };
}

function weightOf(change: FileChange): number {
  const { kind, additions, deletions } = change;
  const found = changeSigns(change);
  const size = Math.min((additions + deletions) / 80, 2);
  const generated = found.some(({ reason }) => reason === generatedReason) ? 5 : 0;
  return size + (kind === 'deleted' ? 3 : 0) + found.reduce((sum, { weight }) => sum + weight, 0) - generated;
}
