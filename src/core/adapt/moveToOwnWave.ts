import type { Node } from 'yaml';
import { spanOfNode } from '../planText/readYaml.ts';
import { insertLines } from '../planText/edit/insert.ts';
import { linesOfEntry, listAt, withCommentsAbove } from '../planText/edit/editableText.ts';
import type { Edit, PlanText } from '../planText/edit/editableText.ts';
import { cannotEdit, freeId, waveIds } from './strategy.ts';
import type { TaskEdits } from './strategy.ts';
import { flow, scalar } from '../planText/edit/writeYaml.ts';

/** reorder: the task waits until its siblings are merged and green, in a wave of its own right after them. */
export const moveToOwnWave: TaskEdits = ({ text, placed }) => {
  const { wave, task, waveIndex, taskIndex } = placed;
  if (wave.tasks.length === 1) {
    return {
      refused: `"${task.id}" is the only task of wave "${wave.id}", so moving it would change no order. Choose fix or redispatch.`,
    };
  }
  const waves = listAt(text, ['waves']);
  const tasks = listAt(text, ['waves', waveIndex, 'tasks']);
  if (waves === undefined || tasks === undefined) return cannotEdit(`Wave "${wave.id}"`);
  const id = freeId(wave.id, 'later', waveIds(text.plan));
  const head = { id, title: `${task.title}, after ${wave.title}` };
  const summary = `Moves task "${task.id}" to wave "${id}" of its own, after "${wave.id}".`;

  if (tasks.flow === true) {
    const item = tasks.items[taskIndex] as Node;
    const { start, end } = spanOfNode(item);
    const cut = cutFromFlow(tasks.items as Node[], taskIndex);
    const body = `[${text.source.slice(start, end)}]`;
    const put = putWave(text, waves, waveIndex, `{${flow(head).slice(1, -1)}, tasks: ${body}}`, (indent) => [
      ...headLines(indent, head),
      `${indent}  tasks: ${body}`,
    ]);
    return put === undefined ? cannotEdit(`Wave "${wave.id}"`) : { edits: [cut, put], summary };
  }

  const lines = linesOfEntry(text, tasks, taskIndex);
  if (lines === undefined || waves.flow === true) return cannotEdit(`Task "${task.id}"`);
  const start = withCommentsAbove(text.source, lines.start, lines.column);
  const moved = text.source.slice(start, lines.end).replace(/\r?\n$/, '');
  const put = putWave(text, waves, waveIndex, '', (indent) => [...headLines(indent, head), `${indent}  tasks:`, moved]);
  if (put === undefined) return cannotEdit(`Wave "${wave.id}"`);
  // The last task of the last wave is moved to where it ends already.
  return { edits: [{ start, end: lines.end, text: '' }, put], summary };
};

function headLines(indent: string, { id, title }: { readonly id: string; readonly title: string }): readonly string[] {
  return [`${indent}- id: ${scalar(id)}`, `${indent}  title: ${scalar(title)}`];
}

function putWave(
  text: PlanText,
  waves: NonNullable<ReturnType<typeof listAt>>,
  index: number,
  inFlow: string,
  inBlock: (indent: string) => readonly string[],
): Edit | undefined {
  if (waves.flow === true) {
    const { end } = spanOfNode(waves.items[index] as Node);
    return { start: end, end, text: `, ${inFlow}` };
  }
  const lines = linesOfEntry(text, waves, index);
  return lines === undefined ? undefined : insertLines(text, lines.end, inBlock(' '.repeat(lines.column)));
}

function cutFromFlow(items: readonly Node[], index: number): Edit {
  const { start, end } = spanOfNode(items[index] as Node);
  const next = items[index + 1];
  return next === undefined
    ? { start: spanOfNode(items[index - 1] as Node).end, end, text: '' }
    : { start, end: spanOfNode(next).start, text: '' };
}
