import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { recordOf } from '../util/records.ts';
import { splitCommand } from '../core/command/splitCommand.ts';
import { commandsOfRunner } from './earlyStop.ts';
import { unreachedInSession } from './output/nox.ts';
import { unreachedStart } from './output/programScript.ts';
import { unreachedTask } from './output/rake.ts';
import { scriptLines } from './output/scripts.ts';
import { unreachedCommand } from './output/shellScript.ts';

/** Longer files are no scripts that somebody runs as a check. */
const longest = 64 * 1024;
const fewest = 2;

/**
 * Sentences about scripts of the repository that stop at the first red command, so that what comes after it never ran: shell
 * scripts, those of package.json that are not echoed, of Composer, tox, rake and nox, and programs that start others.
 *
 * @param root folder the check ran in
 * @param command as the plan has it
 * @param text what it printed
 * @param red runners whose failures were read
 */
export async function scriptStops(
  root: string,
  command: string,
  text: string,
  red: readonly string[],
): Promise<readonly string[]> {
  if (red.length === 0) return [];
  const runs = red.map(commandsOfRunner);
  const echoed = scriptLines(text);
  const silent = echoed.length === 0 ? await packageScript(root, command) : undefined;
  const called = [command, ...echoed, ...(silent === undefined ? [] : [silent])];
  const found = [
    ...(silent === undefined ? [] : [unreachedIn('its script', silent, { runs, text })]),
    ...(await Promise.all(called.map((line) => shellStops(root, line, { runs, text })))).flat(),
    ...(await composerStops(root, text)),
    ...(await toxStops(root, text, runs)),
    ...(await rakeStops(root, command, text)),
    ...(await noxStops(root, text)),
    ...(await Promise.all(called.map((line) => programStops(root, line, { runs, text })))).flat(),
  ];
  return [...new Set(found.flatMap((sentence) => sentence ?? []))].slice(0, fewest);
}

/** Which commands are red, and what was printed. */
interface Seen {
  readonly runs: readonly RegExp[];
  readonly text: string;
}

function unreachedIn(name: string, script: string, { runs, text }: Seen, exits = false): string | undefined {
  const next = unreachedCommand(script, runs, text, exits);
  if (next === undefined) return undefined;
  return `"${next.slice(0, 80)}" comes after what may be red in ${name}, which stops there, so it may never have run. Make each a check of its own.`;
}

/** Words of a command that are shell scripts of the repository, and a script given with -c. */
async function shellStops(root: string, line: string, seen: Seen): Promise<readonly (string | undefined)[]> {
  const split = splitCommand(line);
  if ('problem' in split) return [];
  const words = [split.program, ...split.args];
  const shell = words.findIndex((word) => /(?:^|\/)(?:ba|z|da|k)?sh$/.test(word));
  const options = shell < 0 ? [] : words.slice(shell + 1).filter((word) => /^-\w+$/.test(word));
  const exits = options.some((option) => option.includes('e'));
  const given = shell < 0 ? -1 : words.findIndex((word, index) => index > shell && /^-\w*c$/.test(word));
  const inline = given < 0 ? undefined : words[given + 1];
  const files = await Promise.all(
    words.slice(0, 12).map(async (word) => {
      const script = await scriptAt(root, word);
      return script === undefined ? undefined : unreachedIn(word, script, seen, exits);
    }),
  );
  return [...(inline === undefined ? [] : [unreachedIn('the script', inline, seen, exits)]), ...files];
}

/** Text of a shell script in the repository; undefined for anything else. */
async function scriptAt(root: string, word: string): Promise<string | undefined> {
  if (word.startsWith('-') || !/[./]/.test(word)) return undefined;
  const text = await textAt(root, word);
  if (text === undefined) return undefined;
  return /\.(?:ba|z)?sh$/.test(word) || /^#!.*\b(?:ba|z|da|k)?sh\b/.test(text) ? text : undefined;
}

/** Script of package.json that a call runs without saying so, as `npm test --silent` and `node --run test` do. */
async function packageScript(root: string, command: string): Promise<string | undefined> {
  const called =
    /^(?:npm|pnpm|yarn|bun)(?: (?:-\S+|--silent))* (?:run(?:-script)? )?(?:-\S+ )*([\w:.-]+)/.exec(command) ??
    /^node --run[ =]([\w:.-]+)/.exec(command);
  const name = called?.[1] === 't' ? 'test' : called?.[1];
  if (name === undefined) return undefined;
  const script = recordOf(recordOf(await jsonAt(root, 'package.json'))['scripts'])[name];
  return typeof script === 'string' ? script : undefined;
}

/** Composer runs the scripts of a list until one is red, and names that one. */
async function composerStops(root: string, text: string): Promise<readonly string[]> {
  const failed = [
    ...text.matchAll(/^Script (.+) handling the (\S+) event returned with error code \d+$/gm),
    ...text.matchAll(/^Script (@\S+) was called via (\S+)$/gm),
  ];
  if (failed.length === 0) return [];
  const scripts = recordOf(recordOf(await jsonAt(root, 'composer.json'))['scripts']);
  return failed.flatMap(([, script = '', event = '']) => {
    const listed = scripts[event];
    const at = Array.isArray(listed) ? listed.indexOf(script) : -1;
    const next: unknown = Array.isArray(listed) ? listed[at + 1] : undefined;
    if (at < 0 || typeof next !== 'string') return [];
    return [`Composer stops at the first red script, so "${next}" never ran. Make each a check of its own.`];
  });
}

/** Tox stops at the first red command of an environment, unless it is told to go on. */
async function toxStops(root: string, text: string, runs: readonly RegExp[]): Promise<readonly string[]> {
  if (!/^[\w.{},-]+: (?:exit [1-9]\d* \(|commands\[\d+\]> )/m.test(text)) return [];
  const settings = (await textAt(root, 'tox.ini')) ?? '';
  if (/^\s*ignore_errors\s*=\s*true/im.test(settings)) return [];
  const lists = [...settings.matchAll(/^commands\s*=[^\n]*((?:\n[ \t]+\S[^\n]*)*)/gm)].map(([list]) =>
    list.replace(/^commands\s*=\s*/, '').replace(/\\\n/g, ' '),
  );
  const next = lists.flatMap((list) => unreachedCommand(list, runs, text, true) ?? [])[0];
  return next === undefined
    ? []
    : [`Tox stops at the first red command, so "${next}" may never have run. Set ignore_errors = true in tox.ini.`];
}

/** Rake stops at the first red task, and a task at the first red command. */
async function rakeStops(root: string, command: string, text: string): Promise<readonly string[]> {
  if (!/^rake aborted!$/m.test(text)) return [];
  const files = [
    'Rakefile',
    'rakefile',
    'Rakefile.rb',
    ...(await filesIn(root, 'rakelib')),
    ...(await filesIn(root, 'lib/tasks')),
  ];
  const texts = await Promise.all(files.map(async (file) => (await textAt(root, file)) ?? ''));
  const next = unreachedTask(command, text, texts.join('\n'));
  return next === undefined
    ? []
    : [`Rake stops at the first red task, so "${next.slice(0, 80)}" never ran. Make each a check of its own.`];
}

/** A session of nox stops at its first red command. */
async function noxStops(root: string, text: string): Promise<readonly string[]> {
  if (!/^nox > Session \S+ failed\.$/m.test(text)) return [];
  const next = unreachedInSession(text, (await textAt(root, 'noxfile.py')) ?? '');
  return next === undefined
    ? []
    : [
        `A session of nox stops at the first red command, so "${next.slice(0, 80)}" never ran. Make each a session of its own.`,
      ];
}

const interpreter = /^(?:.*\/)?(?:python[\d.]*|node|ruby|perl|tsx|ts-node|bun|zx)$/;

/** The program of the repository that a command runs, if it starts others and stops at the first red one. */
async function programStops(root: string, line: string, { runs, text }: Seen): Promise<readonly string[]> {
  const split = splitCommand(line);
  if ('problem' in split) return [];
  const words = [split.program, ...split.args];
  const runner = words.findIndex((word) => interpreter.test(word));
  const isGo = words[0] === 'go' && words[1] === 'run';
  const options = words.slice(runner + 1);
  if (options.some((word) => /^(?:-m|--test|-e|-c)$/.test(word))) return [];
  const file = isGo
    ? words.slice(2).find((word) => !word.startsWith('-'))
    : options.find((word) => !word.startsWith('-') && word !== 'run');
  if (file === undefined || (runner < 0 && !isGo && !/^\.{0,2}\/|\//.test(file))) return [];
  const place = file.replace(/^\.\//, '').replace(/\/$/, '');
  const files =
    isGo && !file.endsWith('.go')
      ? (await filesIn(root, place)).filter((name) => /(?<!_test)\.go$/.test(name))
      : [place];
  const found = await Promise.all(
    files.slice(0, 20).map(async (each) => {
      const source = await textAt(root, each);
      return source === undefined ? undefined : unreachedStart(each, source, runs, text);
    }),
  );
  return found.flatMap((next) =>
    next === undefined
      ? []
      : [
          `"${next.slice(0, 80)}" comes after what may be red in ${place || file}, which stops there, so it may never have run. Make each a check of its own.`,
        ],
  );
}

/** Files right in a folder of the repository, relative to its root. */
async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  const full = path.resolve(root, folder);
  if (full !== path.resolve(root) && !full.startsWith(`${path.resolve(root)}${path.sep}`)) return [];
  const names = await readdir(full).catch(() => []);
  return names.map((name) => (folder === '' || folder === '.' ? name : `${folder}/${name}`));
}

async function jsonAt(root: string, file: string): Promise<unknown> {
  try {
    return JSON.parse((await textAt(root, file)) ?? '');
  } catch {
    return undefined;
  }
}

async function textAt(root: string, file: string): Promise<string | undefined> {
  const full = path.resolve(root, file);
  if (!full.startsWith(`${path.resolve(root)}${path.sep}`)) return undefined;
  const text = await readFile(full, 'utf8').catch(() => undefined);
  return text === undefined || text.length > longest ? undefined : text;
}
