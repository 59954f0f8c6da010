import { mergedText } from './mergedText.ts';
import type { Plan, PlanTask } from './schema/plan.ts';
import { valueChanges } from './valueChanges.ts';

/**
 * How one plan differs from another, a line per change, for people who decide on it: waves and tasks that come, go, move
 * or change, then whatever else differs, with its value before and after. Empty when nothing differs.
 */
export function planChanges(from: Plan, to: Plan): readonly string[] {
  return [...waveChanges(from, to), ...taskChanges(from, to), ...otherChanges(from, to)];
}

function waveChanges(from: Plan, to: Plan): readonly string[] {
  const before = new Set(from.waves.map((wave) => wave.id));
  const after = new Set(to.waves.map((wave) => wave.id));
  return [
    ...to.waves.filter((wave) => !before.has(wave.id)).map((wave) => `+ wave ${wave.title}: ${workText(wave)}`),
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
    const what = [...moved, ...valueChanges('', old.task, task)].join('; ');
    return what === '' ? [] : [`~ task ${task.title}: ${what}`];
  });
  return [...added, ...removed, ...changed];
}

function otherChanges({ waves: before, ...from }: Plan, { waves: after, ...to }: Plan): readonly string[] {
  const known = new Map(before.map(({ tasks: _tasks, ...wave }) => [wave.id, wave]));
  const inWaves = after.flatMap(({ tasks: _tasks, ...wave }) => {
    const old = known.get(wave.id);
    return old === undefined ? [] : valueChanges(`wave ${wave.title}`, old, wave);
  });
  return [...inWaves, ...orderChange(before, after), ...valueChanges('', from, to)].map((change) => `~ ${change}`);
}

/** Waves that both plans have, in another order. */
function orderChange(before: Plan['waves'], after: Plan['waves']): readonly string[] {
  const common = (waves: Plan['waves'], others: Plan['waves']): string =>
    waves.flatMap(({ id }) => (others.some((other) => other.id === id) ? id : [])).join(', ');
  const now = common(after, before);
  return now === common(before, after) ? [] : [`waves: now in the order ${now}`];
}

function workText({ tasks, ...wave }: Plan['waves'][number]): string {
  const work = `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
  const merges = mergedText(wave, true);
  if (merges === undefined) return work;
  return tasks.length === 0 ? merges : `${merges}, ${work}`;
}
