import { canonicalJson } from '../canonicalJson.ts';
import type { Finding } from '../model/finding.ts';
import type { Plan, PlanTask } from '../plan/schema/plan.ts';

/** Part of a plan that a draft is about: everything else stays as it is. */
export type DraftPart =
  | { readonly kind: 'split'; readonly task: string }
  | { readonly kind: 'wave' }
  | { readonly kind: 'findings'; readonly findings: readonly string[] };

/** Why a part cannot be drafted, for people; undefined when it can. @param done ids of committed waves */
export function partObstacle(
  part: DraftPart,
  plan: Plan | undefined,
  known: readonly Pick<Finding, 'id'>[],
  done: readonly string[],
): string | undefined {
  if (plan === undefined || plan.waves.length === 0) {
    return part.kind === 'findings'
      ? unknownFindings(part.findings, known)
      : 'The plan has no waves yet: draft the whole plan first.';
  }
  switch (part.kind) {
    case 'wave':
      return undefined;
    case 'findings':
      return unknownFindings(part.findings, known);
    case 'split': {
      const wave = plan.waves.find(({ tasks }) => tasks.some(({ id }) => id === part.task));
      if (wave === undefined) {
        const ids = plan.waves.flatMap(({ tasks }) => tasks.map(({ id }) => id));
        return `The plan has no task "${part.task}". Its tasks: ${ids.slice(0, 20).join(', ')}.`;
      }
      return done.includes(wave.id)
        ? `Task "${part.task}" is committed already, so it cannot be split. Add a wave instead: --wave.`
        : undefined;
    }
  }
}

function unknownFindings(wanted: readonly string[], known: readonly Pick<Finding, 'id'>[]): string | undefined {
  const ids = known.map(({ id }) => id);
  const unknown = wanted.filter((id) => !ids.includes(id));
  if (wanted.length === 0) return 'Name the findings that tasks are wanted for.';
  if (unknown.length === 0) return undefined;
  const which =
    ids.length === 0
      ? 'There are none: neither the plan nor its last run has any.'
      : `There are: ${ids.slice(0, 20).join(', ')}.`;
  return `No finding is called ${unknown.join(', ')}. ${which}`;
}

/** Request to a planner, before the person's own words. */
export function partGoal(part: DraftPart, plan: Plan | undefined): string {
  const rest = 'Keep every other wave and task exactly as it is, comments included.';
  switch (part.kind) {
    case 'split': {
      const title = plan?.waves.flatMap(({ tasks }) => tasks).find(({ id }) => id === part.task)?.title ?? part.task;
      return `Split task "${part.task}" (${title}) into two or more tasks that together do all that it does. A task that named it in dependsOn names those it needs. ${rest}`;
    }
    case 'wave':
      return `Add one wave to the plan. ${rest}`;
    case 'findings':
      return `Add tasks that remedy these findings: ${part.findings.join(', ')}. Each names what it remedies in \`findings\`. ${rest}`;
  }
}

/** Changes of a draft beside the part that it is about, and what of that part is missing, one sentence each. */
export function outsidePart(before: Plan, draft: Plan, part: DraftPart): readonly string[] {
  const split = part.kind === 'split' ? part.task : undefined;
  const now = new Map(draft.waves.flatMap(({ id, tasks }) => tasks.map((task) => [task.id, { task, wave: id }])));
  const kept = before.waves.flatMap(({ id: wave, tasks }) =>
    tasks
      .filter(({ id }) => id !== split)
      .flatMap((task): string[] => {
        const there = now.get(task.id);
        if (there === undefined) return [`Task "${task.id}" is gone. Keep it as it is.`];
        if (there.wave !== wave) return [`Task "${task.id}" has moved to wave "${there.wave}". Leave it in "${wave}".`];
        return isSame(task, there.task, split) ? [] : [`Task "${task.id}" is changed. Keep it as it is.`];
      }),
  );
  const order = before.waves.map(({ id }) => id).filter((id) => draft.waves.some((wave) => wave.id === id));
  const nowOrder = draft.waves.map(({ id }) => id).filter((id) => order.includes(id));
  const added = draft.waves.filter(({ id }) => before.waves.every((wave) => wave.id !== id));
  const known = new Set(before.waves.flatMap(({ tasks }) => tasks.map(({ id }) => id)));
  const fresh = [...now.values()].filter(({ task }) => !known.has(task.id) || task.id === split);
  const lacking = lacksOf(part, before, { added: added.length, fresh: fresh.map(({ task }) => task) });
  return [
    ...kept,
    ...(order.join() === nowOrder.join() ? [] : ['The waves have another order. Keep theirs.']),
    ...lacking,
  ];
}

/** Whoever needed a split task needs its parts. */
function isSame(one: PlanTask, other: PlanTask, split: string | undefined): boolean {
  const loose = split !== undefined && one.dependsOn.includes(split);
  const text = (task: PlanTask): string => canonicalJson(loose ? { ...task, dependsOn: [] } : task);
  return text(one) === text(other);
}

function lacksOf(
  part: DraftPart,
  before: Plan,
  { added, fresh }: { readonly added: number; readonly fresh: readonly PlanTask[] },
): readonly string[] {
  switch (part.kind) {
    case 'wave':
      return added === 1 ? [] : [`The draft adds ${added === 0 ? 'no wave' : `${added} waves`}: one is wanted.`];
    case 'findings': {
      const named = new Set(fresh.flatMap(({ findings }) => findings));
      return part.findings.filter((id) => !named.has(id)).map((id) => `No new task names finding "${id}".`);
    }
    case 'split': {
      const owns = before.waves.flatMap(({ tasks }) => tasks).find(({ id }) => id === part.task)?.owns ?? [];
      const owned = new Set(fresh.flatMap((task) => task.owns));
      const lost = owns.filter((glob) => !owned.has(glob) && fresh.length > 0 && !/[*?[{]/.test(glob));
      return [
        ...(fresh.length >= 2 ? [] : [`Task "${part.task}" is not split: two or more tasks are wanted in its place.`]),
        ...lost.map((file) => `Nobody owns ${file} any more, which task "${part.task}" owns.`),
      ];
    }
  }
}
