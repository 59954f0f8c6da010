import { appendPair, appendToList } from '../planText/edit/insert.ts';
import { mapAt } from '../planText/edit/editableText.ts';
import type { YamlValue } from '../planText/edit/writeYaml.ts';
import type { Path } from '../planText/locate.ts';
import type { FixContext, Fixer, PlanFix } from './planFix.ts';
import { taskOf } from './planFix.ts';

/** Placeholder values for missing keys, to be filled in by the person. */
const sketches: Readonly<Record<string, YamlValue>> = {
  title: 'What it is called',
  objective: 'What is true when this task is done.',
  owns: ['src/**'],
  steps: ['First step', 'Second step', 'Third step'],
  verify: ['npm test'],
};

/** Adds what a task cannot do without. The message of a missing key names it first. */
export const addObjective: Fixer = (context) => addToTask(context, 'objective');
export const addVerify: Fixer = (context) => addToTask(context, 'verify');
export const addSteps: Fixer = (context) => (context.path.at(-1) === 'id' ? addToTask(context, 'steps') : []);

/** The deadline of a gate whose approvers may be away: a working day. */
export const addDeadline: Fixer = (context) => add(context, context.path.slice(0, 2), 'deadline', 480);

/** An agent to do the work. */
export const addAgent: Fixer = (context) =>
  add(context, [], 'agents', { mine: { driver: 'command', argv: ['my-agent', '{directive}'] } });

/** Adds a key that the schema asks for. */
export const addMissing: Fixer = (context) => {
  const key = context.suggestion ?? '';
  const sketch = sketches[key];
  const holder = typeof context.path.at(-1) === 'string' ? context.path.slice(0, -1) : context.path;
  return sketch === undefined ? [] : add(context, holder, key, sketch);
};

/** Adds a file that a task deletes to the files it owns. */
export const ownDeletion: Fixer = ({ text, path, written }) => {
  const task = taskOf(path);
  const map = task === undefined ? undefined : mapAt(text, task);
  const glob = written.replace(/^["']|["']$/g, '');
  const edit = map === undefined ? undefined : appendToList(text, map, 'owns', glob);
  return edit === undefined ? [] : [{ title: `Add ${glob} to "owns"`, edits: [edit], preferred: true }];
};

function addToTask(context: FixContext, key: string): readonly PlanFix[] {
  const task = taskOf(context.path);
  return task === undefined ? [] : add(context, task, key, sketches[key] ?? '');
}

function add({ text }: FixContext, path: Path, key: string, value: YamlValue): readonly PlanFix[] {
  const map = mapAt(text, path);
  const edit = map === undefined || map.has(key) ? undefined : appendPair(text, map, key, value);
  return edit === undefined ? [] : [{ title: `Add "${key}"`, edits: [edit], preferred: true }];
}
