import { countPassing } from '../../util/binarySearch.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { planOutline } from '../planText/document/outline.ts';
import type { PlanDocument } from '../planText/document/planDocument.ts';

/** A wave or task of the diagram, and where the text of the plan has it. */
export interface DrawnPart {
  readonly kind: 'wave' | 'task';
  /** As the Mermaid source calls it. */
  readonly node: string;
  readonly id: string;
  readonly title: string;
  /** First and last line, counting from 0. */
  readonly line: number;
  readonly lastLine: number;
}

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

/** Waves and tasks of the diagram with their lines, each wave before its tasks. */
export function diagramParts(document: PlanDocument, plan: Plan): readonly DrawnPart[] {
  const tasks = new Map(placedTasks(plan).map(({ task }, index) => [task.id, `t${index}`]));
  const waves = new Map(plan.waves.map(({ id }, index) => [id, `w${index}`]));
  const lineAt = lineCounter(document.source);
  return planOutline(document)
    .filter(({ kind }) => kind === 'wave')
    .flatMap((wave) => [wave, ...wave.children])
    .flatMap(({ kind, id, title, span }): readonly DrawnPart[] => {
      const node = (kind === 'wave' ? waves : tasks).get(id);
      if (node === undefined || (kind !== 'wave' && kind !== 'task')) return [];
      return [
        { kind, node, id, title, line: lineAt(span.start), lastLine: lineAt(Math.max(span.start, span.end - 1)) },
      ];
    });
}

function lineCounter(source: string): (offset: number) => number {
  const ends = Array.from(source.matchAll(/\n/g), ({ index }) => index);
  return (offset) => countPassing(ends, (end) => end < offset);
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
