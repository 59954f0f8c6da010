import type { InvalidKeys } from '../rule.ts';
import type { CheckedPlan } from './checkParts.ts';

/** Keys of the plan and of any task whose values differ between two versions of a plan. */
export interface Changes {
  readonly plan: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

/**
 * Differences between two versions of a plan; undefined when more than the values of some keys of plan and tasks differs. Parts whose
 * text did not change are the same objects, so only the few others are compared.
 */
export function changesBetween(before: CheckedPlan, after: CheckedPlan): Changes | undefined {
  if (before.waves.length !== after.waves.length || !sameKeys(before.head.unsure, after.head.unsure)) return undefined;
  const tasks = new Set<string>();
  for (const [index, wave] of before.waves.entries()) {
    const now = after.waves[index];
    if (wave === now) continue;
    if (now === undefined || wave.tasks.length !== now.tasks.length) return undefined;
    if (wave.head !== now.head && differences(wave.head.value, now.head.value).length > 0) return undefined;
    for (const [position, task] of wave.tasks.entries()) {
      const other = now.tasks[position];
      if (task === other) continue;
      if (other === undefined || task.value.id !== other.value.id || !sameKeys(task.unsure, other.unsure)) {
        return undefined;
      }
      for (const key of differences(task.value, other.value)) tasks.add(key);
    }
  }
  const [plan, now] = [before.head.value, after.head.value];
  return { plan: new Set(plan === now ? [] : differences(plan, now)), tasks };
}

function differences<Part extends object>(before: Part, after: Part): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)] as (string & keyof Part)[]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function sameKeys(a: InvalidKeys, b: InvalidKeys): boolean {
  return a === b || (a.size === b.size && [...a].every((key) => b.has(key)));
}
