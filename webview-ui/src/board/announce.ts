import type { BoardSnapshot, BoardTask } from '../../../src/core/model/boardModel.ts';
import { isYours } from '../../../src/core/views/decisionsToMake.ts';
import { listed } from '../../../src/core/words/labels.ts';

/**
 * Announcement of a change for a person who does not see the board: new gates, tasks that ended, and a new headline.
 * Empty when nothing of the kind has happened, and after the first snapshot, which is read like any page.
 */
export function announcement(before: BoardSnapshot | undefined, after: BoardSnapshot): string {
  if (before === undefined || before.run !== after.run) return '';
  const known = new Set(before.gates.filter((gate) => gate.status === 'pending').map((gate) => gate.id));
  const gates = after.gates.filter((gate) => isYours(gate) && !known.has(gate.id));
  const ended = newlyEnded(before, after);
  const parts = [
    ...(ended.length > 0
      ? [
          listed(
            ended.map((task) => `${task.title}: ${task.status}`),
            3,
          ),
        ]
      : []),
    ...gates.map((gate) => `Waiting for you: ${gate.title}`),
  ];
  if (parts.length === 0 && before.headline !== after.headline) parts.push(after.headline);
  return parts.join('. ');
}

function newlyEnded(before: BoardSnapshot, after: BoardSnapshot): readonly BoardTask[] {
  const running = new Set(
    before.waves.flatMap((wave) => wave.tasks.filter((task) => task.progress === 'current').map((task) => task.id)),
  );
  return after.waves.flatMap((wave) => wave.tasks.filter((task) => task.outcome !== undefined && running.has(task.id)));
}
