import type { Plan } from '../plan/schema/plan.ts';
import { mergedText } from '../plan/mergedText.ts';
import { listAt } from '../planText/edit/editableText.ts';
import { cannotEdit } from './strategy.ts';
import { addWave, cutWave, editPlan } from './waveEdits.ts';
import type { Edited } from './waveEdits.ts';

type Wave = Plan['waves'][number];

/**
 * Adds a wave without tasks that merges a branch.
 *
 * @param after index of the wave it follows; -1 for the first place
 */
export function addMergeWave(source: string, merge: NonNullable<Wave['merge']>, after: number): Edited {
  const wave = { name: ['merge', namePart(merge.branch)] as const, title: `Merge ${merge.branch}`, merge };
  const commit = merge.commit.slice(0, 10);
  return addWave(source, wave, after, (id) => `Merges ${merge.branch} at ${commit} into the run, as wave "${id}".`);
}

/**
 * Adds a wave without tasks that takes back what another has committed.
 *
 * @param wave the one to take back
 * @param after index of the wave it follows; -1 for the first place
 */
export function addRevertWave(source: string, wave: Pick<Wave, 'id' | 'title'>, commit: string, after: number): Edited {
  const added = {
    name: ['revert', namePart(wave.id)] as const,
    title: `Revert: ${wave.title}`,
    reverts: { wave: wave.title, commit },
  };
  return addWave(
    source,
    added,
    after,
    (id) => `Takes back wave "${wave.id}", commit ${commit.slice(0, 10)}, as wave "${id}".`,
  );
}

/** Takes away a wave that merges a branch, or takes another wave back, and does nothing else. */
export function dropMergeWave(source: string, wave: string): Edited {
  return editPlan(source, (text) => {
    const index = text.plan.waves.findIndex(({ id }) => id === wave);
    const found = text.plan.waves[index];
    const merges = found === undefined ? undefined : mergedText(found);
    if (found === undefined || merges === undefined || found.tasks.length > 0) {
      return { refused: `Wave "${wave}" does not only merge a branch, so it stays. Choose another adaptation.` };
    }
    const waves = listAt(text, ['waves']);
    if (waves === undefined) return cannotEdit('The list of waves');
    const edit = cutWave(text, waves, index);
    if (edit === undefined) return cannotEdit(`Wave "${wave}"`);
    const continues =
      found.merge === undefined
        ? `what ${found.reverts?.wave ?? 'it'} has changed stays in the run`
        : `the run continues without what ${found.merge.branch} has gained`;
    return { edits: [edit], summary: `Takes wave "${wave}" away: ${continues}.` };
  });
}

function namePart(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'base';
}
