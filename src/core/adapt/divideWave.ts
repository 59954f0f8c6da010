import type { Node } from 'yaml';
import { linesOfEntry, listAt, withCommentsAbove } from '../planText/edit/editableText.ts';
import type { Edit } from '../planText/edit/editableText.ts';
import { insertLines } from '../planText/edit/insert.ts';
import { scalar } from '../planText/edit/writeYaml.ts';
import { spanOfNode } from '../planText/readYaml.ts';
import { cannotEdit, freeId, waveIds } from './strategy.ts';
import type { PlanEdits } from './strategy.ts';

/**
 * divide: the tasks that are red together go to a wave of their own right behind the others, whose work is committed
 * without them.
 */
export const divideTasks: PlanEdits = ({ request, text, failedIndex }) => {
  const wave = text.plan.waves[failedIndex];
  const back = request.back ?? [];
  const indexes = (wave?.tasks ?? []).flatMap(({ id }, index) => (back.includes(id) ? [index] : []));
  if (wave === undefined || indexes.length === 0)
    return { refused: 'It is not known yet which tasks are red together. Divide the wave first.' };
  if (indexes.length === wave.tasks.length)
    return { refused: 'No task would be left in the wave. Pick another way to adapt the plan.' };
  const waves = listAt(text, ['waves']);
  const tasks = listAt(text, ['waves', failedIndex, 'tasks']);
  if (waves === undefined || tasks === undefined) return cannotEdit(`Wave "${wave.id}"`);
  const id = freeId(wave.id, 'back', waveIds(text.plan));
  const title = `${wave.title}: what was red together`;
  const summary = `Commits wave "${wave.id}" without ${back.map((task) => `"${task}"`).join(', ')}, and sends ${back.length === 1 ? 'it' : 'them'} back in wave "${id}" behind it.`;
  const waveLines = linesOfEntry(text, waves, failedIndex);
  if (waves.flow === true || waveLines === undefined) return cannotEdit(`Wave "${wave.id}"`);
  const cuts: Edit[] = [];
  const moved: string[] = [];
  for (const index of indexes) {
    if (tasks.flow === true) {
      const { start, end } = spanOfNode(tasks.items[index] as Node);
      moved.push(text.source.slice(start, end));
      continue;
    }
    const lines = linesOfEntry(text, tasks, index);
    if (lines === undefined) return cannotEdit(`Task "${wave.tasks[index]?.id}"`);
    const start = withCommentsAbove(text.source, lines.start, lines.column);
    moved.push(text.source.slice(start, lines.end).replace(/\r?\n$/, ''));
    cuts.push({ start, end: lines.end, text: '' });
  }
  const indent = ' '.repeat(waveLines.column);
  const head = [`${indent}- id: ${scalar(id)}`, `${indent}  title: ${scalar(title)}`];
  if (tasks.flow === true) {
    const kept = tasks.items.flatMap((item, index) => {
      const { start, end } = spanOfNode(item as Node);
      return indexes.includes(index) ? [] : [text.source.slice(start, end)];
    });
    const { start, end } = spanOfNode(tasks);
    const put = insertLines(text, waveLines.end, [...head, `${indent}  tasks: [${moved.join(', ')}]`]);
    return { edits: [{ start, end, text: `[${kept.join(', ')}]` }, put], summary };
  }
  const put = insertLines(text, waveLines.end, [...head, `${indent}  tasks:`, ...moved]);
  return { edits: [...cuts, put], summary };
};
