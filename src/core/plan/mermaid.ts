import { placedTasks } from './lookup.ts';
import type { Plan } from './schema.ts';

/** How far a task is, for colouring; the words of a run's tasks, reduced to what a picture can tell apart. */
export const taskStates = ['planned', 'running', 'done', 'failed'] as const;
export type TaskState = (typeof taskStates)[number];

/** Fill, stroke and text of each state; dark enough text on light fills reads in light and dark themes alike. */
const colours: Readonly<Record<TaskState, string>> = {
  planned: 'fill:#eceff4,stroke:#7b8794,color:#1f2933',
  running: 'fill:#d6e9ff,stroke:#1d6fd1,color:#0b2a4a',
  done: 'fill:#d9f2e1,stroke:#23814a,color:#0c3319',
  failed: 'fill:#fde0dd,stroke:#c22f24,color:#4a0f0a',
};

/**
 * The plan as a mermaid flowchart: a box per wave with its tasks, and an arrow for each dependency. Waves whose tasks
 * name none are joined by a thick arrow, because the next wave waits for the whole one before.
 *
 * @param states by task id; tasks that are not in it are drawn as planned
 */
export function planDiagram(plan: Plan, states: ReadonlyMap<string, TaskState> = new Map()): string {
  // Ids of the plan may be words of mermaid ("end"), so nodes are numbered.
  const nodes = new Map(placedTasks(plan).map(({ task }, index) => [task.id, `t${index}`]));
  const lines = ['flowchart LR'];
  plan.waves.forEach((wave, index) => {
    lines.push(`  subgraph w${index}["${label(wave.title)}"]`, '    direction TB');
    for (const task of wave.tasks) {
      const state = states.get(task.id) ?? 'planned';
      lines.push(`    ${nodes.get(task.id)}["${label(task.title)}<br/><small>${label(task.id)}</small>"]:::${state}`);
    }
    lines.push('  end');
  });
  plan.waves.forEach((wave, index) => {
    if (index > 0 && wave.tasks.every(({ dependsOn }) => dependsOn.length === 0))
      lines.push(`  w${index - 1} ==> w${index}`);
  });
  for (const { task } of placedTasks(plan)) {
    for (const id of task.dependsOn) {
      const needed = nodes.get(id);
      if (needed !== undefined) lines.push(`  ${needed} --> ${nodes.get(task.id)}`);
    }
  }
  lines.push(...taskStates.map((state) => `  classDef ${state} ${colours[state]}`));
  return `${lines.join('\n')}\n`;
}

/** Text for inside a quoted label. Everything that mermaid or HTML could act on becomes an entity of mermaid's (`#35;`). */
function label(text: string): string {
  return text
    .replace(/[\s\p{C}\u2028\u2029]+/gu, ' ')
    .trim()
    .replace(/[^\p{L}\p{N} .,:/()_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
