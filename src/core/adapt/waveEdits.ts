import type { Node } from 'yaml';
import { parsePlan } from '../planRules/check/parsePlan.ts';
import { applyEdits, linesOfEntry, listAt, planText, withCommentsAbove } from '../planText/edit/editableText.ts';
import type { Edit, PlanText, Refused } from '../planText/edit/editableText.ts';
import { insertAfter, insertLines } from '../planText/edit/insert.ts';
import { keepsComments } from '../planText/edit/safeEdit.ts';
import { blockEntry, flow } from '../planText/edit/writeYaml.ts';
import type { YamlValue } from '../planText/edit/writeYaml.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import { cannotEdit, freeId, waveIds } from './strategy.ts';

/** Changed text of a plan, and what was changed, in a sentence. */
export type Edited = { readonly source: string; readonly summary: string } | Refused;

/** Edits the text of a plan; what would have errors, or has lost a comment, is refused instead. */
export function editPlan(
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

/**
 * Adds a wave to the list of waves.
 *
 * @param after index of the wave it follows; -1 for the first place
 */
export function addWave(
  source: string,
  { name, ...wave }: { readonly name: readonly [string, string]; readonly [key: string]: YamlValue },
  after: number,
  summary: (id: string) => string,
): Edited {
  return editPlan(source, (text) => {
    const waves = listAt(text, ['waves']);
    if (waves === undefined) return cannotEdit('The list of waves');
    const id = freeId(name[0], name[1], waveIds(text.plan));
    const added = { id, ...wave };
    const edit = after === -1 ? insertFirst(text, waves, added) : insertAfter(text, waves, after, added);
    return edit === undefined ? cannotEdit('The list of waves') : { edits: [edit], summary: summary(id) };
  });
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

/** Takes a wave out of the list; undefined where that cannot be. */
export function cutWave(text: PlanText, waves: Waves, index: number): Edit | undefined {
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
