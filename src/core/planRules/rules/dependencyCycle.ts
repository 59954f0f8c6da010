import type { PlacedTask } from '../../plan/lookup.ts';
import { inPlan, keyOf } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Tasks that wait for each other can be put in no order at all, so moving them between waves does not help. */
export const dependencyCycle: PlanRule = {
  reads: ['dependsOn'],
  readsOfPlan: [],
  check({ tasks }) {
    const byId = new Map(tasks.map((placed): [string, PlacedTask] => [placed.task.id, placed]));
    return cycles(byId).map((cycle): Remark => {
      const first = cycle[0] as PlacedTask;
      const names = [...cycle, first].map(({ task }) => `"${task.id}"`).join(' → ');
      return {
        code: 'dependency-cycle',
        at: placeOf(first),
        message: `These tasks wait for each other: ${names}. Remove one of the dependencies.`,
        related: cycle
          .slice(1)
          .map((placed) => ({ message: `"${placed.task.id}" is part of the cycle`, at: placeOf(placed) })),
      };
    });
  },
};

function placeOf({ waveIndex, taskIndex }: PlacedTask): RemarkPlace {
  return keyOf(inPlan('waves', waveIndex, 'tasks', taskIndex, 'dependsOn'));
}

/** One cycle per knot, by a depth-first walk that keeps its own stack: plans can be deeper than the call stack. */
function cycles(byId: ReadonlyMap<string, PlacedTask>): PlacedTask[][] {
  const found: PlacedTask[][] = [];
  const finished = new Set<string>();
  for (const start of byId.values()) {
    if (finished.has(start.task.id)) continue;
    const way: { readonly placed: PlacedTask; next: number }[] = [{ placed: start, next: 0 }];
    const onWay = new Map([[start.task.id, 0]]);
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const { task } = here.placed;
      const id = task.dependsOn[here.next++];
      if (id === undefined) {
        way.pop();
        onWay.delete(task.id);
        finished.add(task.id);
        continue;
      }
      const needed = byId.get(id);
      // A task that names itself is reported by dependency-order, in simpler words.
      if (needed === undefined || needed === here.placed || finished.has(id)) continue;
      const position = onWay.get(id);
      if (position === undefined) {
        onWay.set(id, way.length);
        way.push({ placed: needed, next: 0 });
      } else found.push(way.slice(position).map(({ placed }) => placed));
    }
  }
  return found;
}
