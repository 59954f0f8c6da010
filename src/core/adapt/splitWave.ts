import { isSeq } from 'yaml';
import type { Node } from 'yaml';
import { columnOf, dashOf, lineStart, listAt, mapAt, withCommentsAbove } from '../planText/edit/editableText.ts';
import type { Edit, PlanText } from '../planText/edit/editableText.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import { freeId, waveIds } from './strategy.ts';
import { scalar } from '../planText/edit/writeYaml.ts';

/**
 * Ends a wave before one of its tasks and starts another with it: a few lines put between the two, nothing else moves.
 *
 * @param task index of the first task of the new wave; not 0
 * @returns undefined when the wave is written in flow style, or says something after its tasks
 */
export function splitWaveAt(text: PlanText, wave: number, task: number): Edit | undefined {
  const { source, plan, eol } = text;
  const waves = listAt(text, ['waves']);
  const tasks = listAt(text, ['waves', wave, 'tasks']);
  const map = mapAt(text, ['waves', wave]);
  const old = plan.waves[wave];
  if (waves === undefined || tasks === undefined || map === undefined || old === undefined || task === 0)
    return undefined;
  const [waveDash, taskDash] = [dashOf(waves, wave), dashOf(tasks, task)];
  const last = map.items.at(-1)?.value;
  if (waveDash === undefined || taskDash === undefined || !isSeq(last) || last !== tasks) return undefined;
  const indent = ' '.repeat(columnOf(source, waveDash));
  const keys = ' '.repeat(columnOf(source, spanOfNode(map.items[0]?.key as Node).start));
  const after = keys.slice(indent.length + 1);
  const at = withCommentsAbove(source, lineStart(source, taskDash), columnOf(source, taskDash));
  const lines = [
    `${indent}-${after}id: ${scalar(freeId(old.id, '2', waveIds(plan)))}`,
    `${keys}title: ${scalar(`${old.title}, second part`)}`,
    `${keys}tasks:`,
  ];
  return { start: at, end: at, text: lines.join(eol) + eol };
}
