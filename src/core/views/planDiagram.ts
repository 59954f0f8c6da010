import { placedTasks } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';

/**
 * A plan as mermaid text: a column per wave, a box per task, an arrow per dependency. Nodes are numbered, because ids of
 * a plan may be words of mermaid's own.
 */
export function planDiagram(plan: Plan): string {
  const tasks = placedTasks(plan);
  const nodes = new Map(tasks.map(({ task }, index) => [task.id, `t${index}`]));
  const waves = plan.waves.flatMap((wave, index) => [
    `  subgraph w${index}[${label(`${index + 1} · ${wave.title}`)}]`,
    ...wave.tasks.map((task) => `    ${nodes.get(task.id) ?? ''}[${label(task.title)}]`),
    '  end',
  ]);
  const inOrder = plan.waves.slice(1).map((_, index) => `  w${index} ~~~ w${index + 1}`);
  const arrows = tasks.flatMap(({ task }) =>
    task.dependsOn.flatMap((id) => (nodes.has(id) ? [`  ${nodes.get(id)} --> ${nodes.get(task.id)}`] : [])),
  );
  return `${['flowchart LR', ...waves, ...inOrder, ...arrows].join('\n')}\n`;
}

/**
 * Everything that mermaid could read as more than text is written as a character entity, its own way; so is what would
 * make the label a list in Markdown.
 */
function label(text: string): string {
  const entity = (character: string): string => `#${character.codePointAt(0)};`;
  const safe = text
    .replace(/[^\p{L}\p{N} .,:;!?()/_+=·–-]/gu, entity)
    .replace(/^([0-9]*)([.+-])/, (_, digits: string, mark: string) => digits + entity(mark));
  return `"${safe}"`;
}
