import { Document, isAlias, isMap, parseDocument, visit } from 'yaml';
import { mergesMore } from '../plan/mergedText.ts';
import type { Plan, PlanTask } from '../plan/schema/plan.ts';

/** Keys that are about one change: what it is for, what was found, what was decided on it. */
const ofOneChange = [
  'title',
  'goal',
  'spec',
  'definitionOfDone',
  'scope',
  'findings',
  'audit',
  'readiness',
  'risks',
  'waves',
  'repository',
];

/** Text in place of what belonged to the run. */
export const toReplace = 'REPLACE';

/**
 * A new plan from that of a run: who works, what is checked, who decides, and the form of its waves stay, with the comments
 * above them; everything about the one change it was for is left to be written.
 *
 * @param source text of the plan that the run ended with
 */
export function planFromRun(source: string, plan: Plan, title: string): string {
  const waves = plan.waves.filter((wave) => !mergesMore(wave) || wave.tasks.length > 0);
  const ids = new Map(waves.flatMap(({ tasks }) => tasks).map(({ id }, index) => [id, `task-${index + 1}`]));
  return withWaves(source, title, {
    definitionOfDone:
      plan.definitionOfDone.length === 0
        ? undefined
        : [{ statement: `${toReplace}: what is true when the change is done`, verify: firstCommand(plan) }],
    waves: waves.map(({ labels, tasks }, index) => ({
      id: `wave-${index + 1}`,
      title: `${toReplace}: what this wave achieves (${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'})`,
      labels,
      tasks: tasks.map((task) => taskForm(task, ids)),
    })),
  });
}

/**
 * A plan that takes waves of a run back, each in a wave of its own, in the order given.
 *
 * @param source text of the plan that the run ended with
 */
export function revertPlan(
  source: string,
  title: string,
  waves: readonly { readonly id: string; readonly title: string; readonly commit: string }[],
): string {
  return withWaves(source, title, {
    waves: waves.map(({ id, title: wave, commit }) => ({
      id: `revert-${id}`.slice(0, 64),
      title: `Revert: ${wave}`,
      reverts: { wave, commit },
    })),
  });
}

type Value = string | readonly Value[] | { readonly [key: string]: Value | undefined } | undefined;

function withWaves(source: string, title: string, values: Readonly<Record<string, Value>>): string {
  const document = editable(source);
  const before = isMap(document.contents) ? document.contents.commentBefore : undefined;
  for (const key of ofOneChange) document.delete(key);
  for (const [key, value] of Object.entries({ title, ...values })) {
    const node = document.createNode(value === undefined ? undefined : withoutGaps(value));
    if (value !== undefined) document.set(key, node);
  }
  if (isMap(document.contents)) {
    // The title comes after the version, as people write it.
    const { items } = document.contents;
    const at = items.findIndex(({ key }) => String(key) === 'title');
    const [entry] = items.splice(at, 1);
    if (entry !== undefined) items.splice(1, 0, entry);
    if (before !== null && before !== undefined) document.contents.commentBefore = before;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The document, or a plain one where a name is defined in one place and used in another: either may go. */
function editable(source: string): Document {
  const document = parseDocument(source);
  let named = false;
  visit(document, (_key, node) => {
    if (isAlias(node)) named = true;
  });
  return named ? new Document(document.toJS()) : document;
}

function withoutGaps(value: Value): unknown {
  if (Array.isArray(value)) return value.map((each: Value) => withoutGaps(each));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, withoutGaps(each)]])),
  );
}

/** Agent, proof and dependencies of a task: the form of a task without its subject. */
function taskForm(task: PlanTask, ids: ReadonlyMap<string, string>): Value {
  const rests = task.dependsOn.flatMap((id) => ids.get(id) ?? []);
  return {
    id: ids.get(task.id),
    title: `${toReplace}: the task`,
    team: task.team,
    agent: task.agent,
    recipe: task.recipe === 'implement' ? undefined : task.recipe,
    // Empty is an error until the files are named, so that nothing is launched by accident.
    owns: [],
    dependsOn: rests.length === 0 ? undefined : rests,
    objective: `${toReplace}: what is true when it is done`,
    steps: [`${toReplace}: first step`],
    verify: task.verify.length === 0 ? undefined : proofForm(task),
    risk: task.risk === 'medium' ? undefined : task.risk,
  };
}

/** Commands that prove a task. One that names a file of the task was about that change alone. */
function proofForm({ verify, owns }: PlanTask): readonly string[] {
  const isOwn = (command: string): boolean => owns.some((glob) => command.includes(glob));
  return [...new Set(verify.map((command) => (isOwn(command) ? `${toReplace}: a command that proves it` : command)))];
}

function firstCommand({ checkpoint }: Plan): string {
  return checkpoint.test === undefined ? `${toReplace}: what to look at` : `$ ${checkpoint.test}`;
}
