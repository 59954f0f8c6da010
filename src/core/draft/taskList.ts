import { code } from '../directive/contain.ts';

/** Item of a task list in Markdown with a name of its own, as in `- [ ] T012 [P] [US1] Create the model in src/a.ts`. */
export interface ListedTask {
  readonly id: string;
  /** The text behind the id and its markers, of one line. */
  readonly text: string;
  readonly done: boolean;
  /** Marked [P]: it may be done at the same time as its neighbours. */
  readonly parallel: boolean;
}

const item =
  /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+(?:\*\*|`)?([A-Z]{1,5}-?\d+(?:\.\d+)*)(?:\*\*|`)?[:.]?(?=\s|$)(.*)$/;

/**
 * Items of a task list, such as the `tasks.md` of spec-kit, however deep they are nested. Blocks of code are left out: lists
 * in them are examples. An id that is there twice counts once, and as open where one of the two is.
 */
export function listedTasks(text: string): readonly ListedTask[] {
  const found = new Map<string, ListedTask>();
  let fence: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    const [, tick, id, rest = ''] = (fence === undefined ? item.exec(line) : undefined) ?? [];
    if (id === undefined) continue;
    const markers = /^(?:\s*\[[^\]\s]{1,12}\](?!\())*/.exec(rest)?.[0] ?? '';
    const listed = {
      id,
      text: rest.slice(markers.length).trim(),
      done: tick !== ' ',
      parallel: markers.includes('[P]'),
    };
    const earlier = found.get(id);
    if (earlier === undefined || (earlier.done && !listed.done)) found.set(id, listed);
  }
  return [...found.values()];
}

/** Section of a planner's directive on how a task list is meant; undefined where a text is none. Markdown. */
export function taskListNotes(name: string, text: string): string | undefined {
  const tasks = listedTasks(text);
  if (tasks.length === 0) return undefined;
  const ids = (some: readonly ListedTask[]): string => some.map(({ id }) => code(id)).join(', ');
  const done = tasks.filter((each) => each.done);
  const open = tasks.filter((each) => !each.done);
  const parallel = open.filter((each) => each.parallel);
  return [
    `${code(name)} is a list of ${tasks.length} tasks.`,
    '',
    ...(done.length === 0 ? [] : [`- Ticked, so done already; plan nothing for them: ${ids(done)}.`]),
    `- Open: ${ids(open)}. Name the id of each in the title, objective or steps of the task that does it, or under \`scope.out\` or \`scope.deferred\`. This is checked by machine.`,
    '- One task of the plan may do several of them: those that change the same files belong together.',
    ...(parallel.length === 0
      ? []
      : [
          `- Marked [P], so independent of their neighbours: ${ids(parallel)}. They can go into tasks of one wave, if they own different files.`,
        ]),
  ].join('\n');
}

/** Obstacle to planning a task list, for people; undefined where something is left to do. */
export function nothingOpen(name: string, text: string): string | undefined {
  const tasks = listedTasks(text);
  if (tasks.length === 0 || tasks.some(({ done }) => !done)) return undefined;
  return `All ${tasks.length} tasks of ${name} are ticked, so there is nothing left to plan. Untick or add what is to be done, or give a goal: --goal "…".`;
}

/** Open items of a task list that a plan names nowhere: for its planner, one entry each. */
export function unplanned(name: string, text: string, plan: string): readonly string[] {
  const named = new Set(plan.match(/[A-Z]{1,5}-?\d+(?:\.\d+)*/g));
  return listedTasks(text)
    .filter(({ id, done }) => !done && !named.has(id))
    .map(
      ({ id, text: words }) =>
        `${id} of ${name} (${words.length > 100 ? `${words.slice(0, 99)}…` : words}) is in no task. Name ${id} in the task that does it, or under scope.out or scope.deferred.`,
    );
}
