import { appendToList } from '../planText/edit/insert.ts';
import { moveToOwnWave } from '../adapt/moveToOwnWave.ts';
import { mapAt } from '../planText/edit/editableText.ts';
import { splitTask } from '../adapt/splitTask.ts';
import { splitWaveAt } from '../adapt/splitWave.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { PlacedTask } from '../plan/lookup.ts';
import type { Path } from '../planText/locate.ts';
import { taskOf } from './planFix.ts';
import type { FixContext, Fixer, PlanFix } from './planFix.ts';

/** Lets the task wait until the others of its wave are merged. */
export const moveLater: Fixer = (context) => {
  const placed = placedAt(context);
  if (context.plan === undefined || placed === undefined) return [];
  const moved = moveToOwnWave({ text: context.plan, placed });
  return 'refused' in moved ? [] : [{ title: `Move "${placed.task.id}" to a later wave`, edits: moved.edits }];
};

/** Two tasks in place of one that is too large, each with half of its files. */
export const splitByFiles: Fixer = (context) => {
  const placed = placedAt(context);
  if (context.plan === undefined || placed === undefined) return [];
  const split = splitTask({ text: context.plan, placed, request: { files: context.files } });
  return 'refused' in split ? [] : [{ title: `Split "${placed.task.id}" by its files`, edits: split.edits }];
};

/** Two waves in place of one that starts too many sessions at once. */
export const splitWave: Fixer = ({ plan, path: [, wave] }) => {
  const found = typeof wave === 'number' ? plan?.plan.waves[wave] : undefined;
  if (plan === undefined || found === undefined) return [];
  const edit = splitWaveAt(plan, wave as number, Math.ceil(found.tasks.length / 2));
  return edit === undefined ? [] : [{ title: `Split wave "${found.id}" in two`, edits: [edit] }];
};

/** Says that a task builds on the one that comes before it. */
export const dependOnEarlier: Fixer = (context) => {
  const { text, path, plan, suggestion } = context;
  const task = taskOf(path) ?? firstTaskOf(path);
  const map = mapAt(text, task);
  const earlier = suggestion ?? lastTaskBefore(plan, task);
  const edit = map === undefined || earlier === undefined ? undefined : appendToList(text, map, 'dependsOn', earlier);
  return edit === undefined ? [] : [{ title: `Let it depend on "${earlier}"`, edits: [edit] } satisfies PlanFix];
};

function firstTaskOf([waves = 'waves', wave = 0]: Path): Path {
  return [waves, wave, 'tasks', 0];
}

function lastTaskBefore(plan: FixContext['plan'], [, wave]: Path): string | undefined {
  return plan?.plan.waves[Number(wave) - 1]?.tasks.at(-1)?.id;
}

function placedAt({ plan, path }: FixContext): PlacedTask | undefined {
  const [, wave, , task] = taskOf(path) ?? [];
  if (plan === undefined || wave === undefined) return undefined;
  return placedTasks(plan.plan).find(({ waveIndex, taskIndex }) => waveIndex === wave && taskIndex === task);
}
