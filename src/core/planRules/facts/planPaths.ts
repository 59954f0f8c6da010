import { own, recordOf } from '../../../util/records.ts';
import { splitCommand } from '../../command/splitCommand.ts';
import type { PlanParts } from '../../planText/document/parts.ts';
import type { WorkspaceFacts } from '../workspaceFacts.ts';

/** How to run a package manager for another folder: what follows its name. */
const elsewhere: Readonly<Record<string, (folder: string) => string>> = {
  npm: (folder) => `--prefix ${folder}`,
  pnpm: (folder) => `--dir ${folder}`,
  yarn: (folder) => `--cwd ${folder}`,
  bun: (folder) => `--cwd=${folder}`,
};

/** Options that say already for which package a command is. */
const says = /^(?:--prefix|--dir|-C|--cwd|-w|--workspaces?|-F|--filter|-r|--recursive)(?:=|$)/;

/**
 * A command as it has to be written to do at the root of the repository what it does in the plan's folder.
 *
 * @param folder the plan's folder with a slash at its end; empty at the root
 * @returns undefined when it makes sense at the root, or in neither, as far as is known
 */
export function commandFromRoot(
  line: string,
  folder: string,
  { present, scripts }: Pick<WorkspaceFacts, 'present' | 'scripts'>,
): string | undefined {
  if (folder === '') return undefined;
  const script = scriptOf(wordsOf(line));
  if (script !== undefined && scripts !== undefined) {
    const isThere = scripts.plan?.includes(script.name) === true && scripts.root?.includes(script.name) !== true;
    const option = own(
      elsewhere,
      script.program,
    )?.(/\s/.test(folder) ? JSON.stringify(folder.slice(0, -1)) : folder.slice(0, -1));
    if (isThere && option !== undefined) return line.replace(script.program, () => `${script.program} ${option}`);
  }
  if (present === undefined) return undefined;
  const moved = pathsIn(line).filter(({ plain }) => !present.includes(plain) && present.includes(folder + plain));
  const meant = moved.reduce((text, { word, plain }) => text.replace(word, () => folder + plain), line);
  return meant === line ? undefined : meant;
}

/** Paths a plan of any quality names that git may not follow: what is copied or linked, and files in commands. */
export function pathsToLookFor({ head, waves = [] }: PlanParts): readonly string[] {
  const { checkpoint, worktree } = recordOf(head);
  const { test, checks } = recordOf(checkpoint);
  const { copy, link, setup, teardown } = recordOf(worktree);
  const entries = [...list(copy), ...list(link)].flatMap((entry) =>
    typeof entry === 'string' ? [entry.replace(/^(?:\.\/)+|\/+$/g, '')] : [],
  );
  const commands = [
    test,
    ...Object.values(recordOf(checks)),
    ...list(setup).map((entry) => (typeof entry === 'string' ? entry : recordOf(entry)['run'])),
    ...list(teardown),
    ...waves.flatMap(({ tasks = [] }) => tasks.flatMap((task) => list(recordOf(task)['verify']))),
  ];
  const files = commands.flatMap((command) =>
    typeof command === 'string' ? pathsIn(command).map(({ plain }) => plain) : [],
  );
  return [...new Set([...entries, ...files])].filter((path) => path !== '' && !path.split('/').includes('..'));
}

function pathsIn(line: string): readonly { readonly word: string; readonly plain: string }[] {
  return wordsOf(line)
    .filter((word) => /^(?:\.\/)?[\w@.][\w@.+/-]*$/.test(word) && (word.includes('/') || /\.\w+$/.test(word)))
    .map((word) => ({ word, plain: word.replace(/^(?:\.\/)+/, '') }));
}

function scriptOf([program = '', ...words]: readonly string[]): { program: string; name: string } | undefined {
  if (own(elsewhere, program) === undefined || words.some((word) => says.test(word))) return undefined;
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const name = first === 'run' || first === 'run-script' ? second : first === 't' ? 'test' : first;
  return name === undefined ? undefined : { program, name };
}

function wordsOf(line: string): readonly string[] {
  const split = splitCommand(line);
  return 'problem' in split ? [] : [split.program, ...split.args];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
