import { memoize } from '../../../util/memoize.ts';

/** A wave as it is written: everything but its tasks, and these. */
interface Wave {
  readonly head: unknown;
  readonly tasks?: readonly unknown[];
}

/**
 * Adds the names that a small plan leaves out because its titles already say them: an id from the title of its wave or
 * task, the title of an only wave from the plan's, the objective of an only task from its title. What is written is
 * never replaced, and a title that gives no id (no letter or digit in it) leaves the id missing. Ids come from titles,
 * never from positions, so that a wave inserted before others renames none of them.
 *
 * @param head everything of the plan but its waves
 * @returns the waves; one that leaves nothing out is the same object
 */
export function withNames(head: unknown, waves: readonly Wave[]): readonly Wave[] {
  const [only, ...others] = waves;
  if (only === undefined || others.length > 0) return waves.map(named);
  const titled = withKey(only.head, 'title', keyOf(head, 'title'));
  const wave = named(titled === only.head ? only : { ...only, head: titled });
  const [task, ...more] = wave.tasks ?? [];
  if (task === undefined || more.length > 0) return [wave];
  const complete = withKey(task, 'objective', keyOf(task, 'title'));
  return [complete === task ? wave : { ...wave, tasks: [complete] }];
}

const withId = memoize((value: unknown): unknown => {
  const title = keyOf(value, 'title');
  return typeof title === 'string' ? withKey(value, 'id', idFrom(title)) : value;
});

const named = memoize((wave: Wave): Wave => {
  const head = withId(wave.head);
  const tasks = wave.tasks?.map(withId);
  const isSame = head === wave.head && (tasks ?? []).every((task, index) => task === wave.tasks?.[index]);
  if (isSame) return wave;
  return { head, ...(tasks === undefined ? {} : { tasks }) };
});

/** Id that a title gives: its words in lower case, joined by hyphens, at most 40 characters; undefined when it has none. */
export function idFrom(title: string): string | undefined {
  const words = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const id = words.replace(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  const short = id.slice(0, 40).replace(/-$/, '');
  return short === '' ? undefined : short;
}

function keyOf(value: unknown, key: string): unknown {
  return isMapping(value) ? value[key] : undefined;
}

function withKey(value: unknown, key: string, implied: unknown): unknown {
  if (implied === undefined || !isMapping(value) || Object.hasOwn(value, key)) return value;
  return { ...value, [key]: implied };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
