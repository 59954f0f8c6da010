import type { RunState } from '../model/state.ts';
import { taskChecklist } from '../queries/checklist.ts';
import type { ChecklistItem } from '../queries/checklist.ts';

/** `[x] Work handed in`. */
export function checklistLine({ text, done }: ChecklistItem): string {
  return `[${done ? 'x' : ' '}] ${text}`;
}

/** Checklists of all tasks of a plan as Markdown, each below the title of its task. */
export function checklistsMarkdown(state: RunState): readonly string[] {
  return state.plan.plan.waves.flatMap((wave) =>
    wave.tasks.flatMap((task) => [
      `- **${task.title}**`,
      ...taskChecklist(state, wave.id, task.id).map((each) => `  - ${checklistLine(each)}`),
    ]),
  );
}
