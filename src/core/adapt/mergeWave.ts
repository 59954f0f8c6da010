import type { Node } from 'yaml';
import type { Plan } from '../plan/schema/plan.ts';
import { parsePlan } from '../planRules/check/parsePlan.ts';
import { applyEdits, linesOfEntry, listAt, planText, withCommentsAbove } from '../planText/edit/editableText.ts';
import type { Edit, PlanText, Refused } from '../planText/edit/editableText.ts';
import { insertAfter, insertLines } from '../planText/edit/insert.ts';
import { keepsComments } from '../planText/edit/safeEdit.ts';
import { blockEntry, flow } from '../planText/edit/writeYaml.ts';
import type { YamlValue } from '../planText/edit/writeYaml.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import { cannotEdit, freeId, waveIds } from './strategy.ts';

type Edited = { readonly source: string; readonly summary: string } | Refused;

/**
 * Adds a wave without tasks that merges a branch.
 *
 * @param after index of the wave it follows; -1 for the first place
 */
export function addMergeWave(
  source: string,
  merge: NonNullable<Plan['waves'][number]['merge']>,
  after: number,
): Edited {
  return editPlan(source, (text) => {
    const waves = listAt(text, ['waves']);
    if (waves === undefined) return cannotEdit('The list of waves');
    const name = merge.branch.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'base';
    const id = freeId('merge', name, waveIds(text.plan));
    const wave = { id, title: `Merge ${merge.branch}`, merge };
    const edit = after === -1 ? insertFirst(text, waves, wave) : insertAfter(text, waves, after, wave);
    if (edit === undefined) return cannotEdit('The list of waves');
    const commit = merge.commit.slice(0, 10);
    return { edits: [edit], summary: `Merges ${merge.branch} at ${commit} into the run, as wave "${id}".` };
  });
}

/** Takes away a wave that merges a branch and does nothing else. */
export function dropMergeWave(source: string, wave: string): Edited {
  return editPlan(source, (text) => {
    const index = text.plan.waves.findIndex(({ id }) => id === wave);
    const found = text.plan.waves[index];
    if (found?.merge === undefined || found.tasks.length > 0) {
      return { refused: `Wave "${wave}" does not only merge a branch, so it stays. Choose another adaptation.` };
    }
    const waves = listAt(text, ['waves']);
    if (waves === undefined) return cannotEdit('The list of waves');
    const edit = cut(text, waves, index);
    if (edit === undefined) return cannotEdit(`Wave "${wave}"`);
    return {
      edits: [edit],
      summary: `Takes wave "${wave}" away: the run continues without what ${found.merge.branch} has gained.`,
    };
  });
}

function editPlan(
  source: string,
  plan: (text: PlanText) => { readonly edits: readonly Edit[]; readonly summary: string } | Refused,
): Edited {
  const parsed = parsePlan(source);
  if (parsed.plan === undefined) return { refused: 'The plan has errors that must be corrected first.' };
  const planned = plan(planText(source, parsed.plan));
  if ('refused' in planned) return planned;
  const edited = applyEdits(source, planned.edits);
  const error = parsePlan(edited).problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    return { refused: `The plan cannot be changed this way by itself: ${error.message} Edit it by hand.` };
  }
  if (!keepsComments(source, edited)) {
    return { refused: 'A comment in the plan would be lost. Edit the plan by hand.' };
  }
  return { source: edited, summary: planned.summary };
}

type Waves = NonNullable<ReturnType<typeof listAt>>;

/** In front of the first wave, with the comments that stand above that. */
function insertFirst(text: PlanText, waves: Waves, wave: YamlValue): Edit | undefined {
  if (waves.flow === true) {
    const { start } = spanOfNode(waves.items[0] as Node);
    return { start, end: start, text: `${flow(wave)}, ` };
  }
  const lines = linesOfEntry(text, waves, 0);
  if (lines === undefined) return undefined;
  const start = withCommentsAbove(text.source, lines.start, lines.column);
  return insertLines(text, start, blockEntry(wave, lines.column));
}

function cut(text: PlanText, waves: Waves, index: number): Edit | undefined {
  if (waves.items.length === 1) return undefined;
  if (waves.flow !== true) {
    const lines = linesOfEntry(text, waves, index);
    return lines === undefined ? undefined : { start: lines.start, end: lines.end, text: '' };
  }
  const { start, end } = spanOfNode(waves.items[index] as Node);
  const next = waves.items[index + 1];
  return next === undefined
    ? { start: spanOfNode(waves.items[index - 1] as Node).end, end, text: '' }
    : { start, end: spanOfNode(next as Node).start, text: '' };
}
