import type { Plan, PlanTask } from '../plan/schema.ts';
import { count } from './boardWords.ts';

/**
 * How one plan differs from another, a line per change, for people who decide on it: waves and tasks that come, go, move
 * or change, then whatever else differs by the name of its key. Empty when nothing differs.
 */
export function planChanges(from: Plan, to: Plan): readonly string[] {
  return [...waveChanges(from, to), ...taskChanges(from, to), ...otherChanges(from, to)];
}

function waveChanges(from: Plan, to: Plan): readonly string[] {
  const before = new Set(from.waves.map((wave) => wave.id));
  const after = new Set(to.waves.map((wave) => wave.id));
  return [
    ...to.waves
      .filter((wave) => !before.has(wave.id))
      .map((wave) => `+ wave ${wave.title}: ${count(wave.tasks.length, 'task')}`),
    ...from.waves.filter((wave) => !after.has(wave.id)).map((wave) => `− wave ${wave.title}`),
  ];
}

interface Placed {
  readonly wave: string;
  readonly task: PlanTask;
}

function placedTasks(plan: Plan): ReadonlyMap<string, Placed> {
  return new Map(plan.waves.flatMap((wave) => wave.tasks.map((task) => [task.id, { wave: wave.title, task }])));
}

function taskChanges(from: Plan, to: Plan): readonly string[] {
  const before = placedTasks(from);
  const after = placedTasks(to);
  const added = [...after]
    .filter(([id]) => !before.has(id))
    .map(([, { task, wave }]) => `+ task ${task.title}, in ${wave}`);
  const removed = [...before].filter(([id]) => !after.has(id)).map(([, { task }]) => `− task ${task.title}`);
  const changed = [...after].flatMap(([id, { task, wave }]) => {
    const old = before.get(id);
    if (old === undefined) return [];
    const moved = old.wave === wave ? [] : [`moved from ${old.wave} to ${wave}`];
    const keys = changedKeys(old.task, task);
    const edited = keys.length === 0 ? [] : [`changed ${keys.join(', ')}`];
    const what = [...moved, ...edited].join('; ');
    return what === '' ? [] : [`~ task ${task.title}: ${what}`];
  });
  return [...added, ...removed, ...changed];
}

function otherChanges(from: Plan, to: Plan): readonly string[] {
  return changedKeys(from, to)
    .filter((key) => key !== 'waves')
    .map((key) => `~ ${key}`);
}

/** Both sides come out of the same schema, which fixes the order of keys, so equal values have equal text. */
function changedKeys<T extends object>(from: T, to: T): readonly string[] {
  const keys = new Set([...Object.keys(from), ...Object.keys(to)]) as Set<keyof T & string>;
  return [...keys].filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]));
}
