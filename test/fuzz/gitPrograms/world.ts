import { execFile } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { kinds } from './commands.ts';
import type { Step, Surroundings } from './commands.ts';

/** A command of a program: its kind, three numbers, and in which of the person's checkouts it is run. */
export interface Command {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly where: number;
}

/** Somebody at a keyboard: their checkouts, of which the first is always there, and what is around them. */
export interface Someone extends Surroundings {
  readonly checkouts: readonly string[];
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Settings, dates and editors that make the same command give the same commit twice. */
const fixed = {
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_EDITOR: 'true',
  GIT_SEQUENCE_EDITOR: 'true',
  GIT_TERMINAL_PROMPT: '0',
};

/** Just past, because housekeeping looks at the age of what is in a log. Epoch seconds. */
const start = Math.floor(Date.now() / 1000) - 100_000;

/** Runs git, whatever comes of it. */
export async function runGitIn(
  folder: string,
  args: readonly string[],
  {
    input = '',
    environment = {},
  }: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly exitCode: number; readonly out: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: folder, ...fixed, ...environment };
    const child = execFile('git', ['-C', folder, ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error, out) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/**
 * Runs a command at its moment.
 *
 * @param moment which command of the program it is: commits are dated by it
 * @returns the exit codes of its steps
 */
export async function act(
  someone: Someone,
  { kind, a, b, c, where }: Command,
  moment: number,
): Promise<readonly number[]> {
  const there = someone.checkouts.filter((folder) => existsSync(folder));
  const folder = there[where % there.length] ?? '';
  const date = `${start + moment * 10} +0000`;
  const environment = { ...someone.environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const codes: number[] = [];
  for (const step of kinds[kind]?.({ a, b, c, around: someone }) ?? [])
    codes.push(await take(folder, step, environment));
  return codes;
}

async function take(folder: string, step: Step, environment: Readonly<Record<string, string>>): Promise<number> {
  if ('git' in step) return (await runGitIn(folder, step.git, { input: step.input ?? '', environment })).exitCode;
  try {
    if ('hook' in step) {
      const common = await runGitIn(folder, ['rev-parse', '--path-format=absolute', '--git-common-dir'], {
        environment,
      });
      const hook = path.join(common.out.trim(), 'hooks', step.hook);
      mkdirSync(path.dirname(hook), { recursive: true });
      writeFileSync(hook, `#!/bin/sh\necho ${step.hook} >> "$(git rev-parse --git-common-dir)/hook-log"\n`, {
        mode: 0o755,
      });
      return 0;
    }
    const name =
      'write' in step ? step.write : 'append' in step ? step.append : 'remove' in step ? step.remove : step.link;
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    if ('append' in step) appendFileSync(target, step.text);
    else rmSync(target, { force: true });
    if ('write' in step) {
      writeFileSync(target, step.text);
      chmodSync(target, step.mode ?? 0o644);
    }
    if ('link' in step) symlinkSync(step.to, target);
    return 0;
  } catch {
    // A folder is in the way, say.
    return 1;
  }
}

/** Refs of runs, and objects, which are shown in another way: they are only looked at as far as something names them. */
const leftOut =
  /^(objects|refs|packed-refs|wavegate|index|sharedindex\..*|gc\.pid|logs\/refs\/wavegate|logs\/refs\/heads\/wavegate|worktrees\/[^/]+\/(index|refs|sharedindex\..*))(\/|$)/;

/**
 * All that a person has: refs, their logs, HEADs, settings, hooks, operations under way and stashes as git keeps them, and
 * each checkout's index and files, as text that is the same for the same state at another place.
 */
export async function everythingOf({ checkouts, home }: Someone): Promise<Readonly<Record<string, string>>> {
  const [top = ''] = checkouts;
  const common = path.join(top, '.git');
  const seen: Record<string, string> = {};
  const put = (name: string, text: string): void => void (seen[name] = text.replaceAll(home, '<home>'));
  const format = '--format=%(refname) %(objectname) %(symref)';
  const ours = /^\S*\s?refs\/(wavegate|heads\/wavegate)\//;
  const refs = (await runGitIn(top, ['for-each-ref', format])).out.split('\n');
  put('refs', refs.filter((line) => !ours.test(line)).join('\n'));
  for (const name of filesBelow(common)) {
    if (leftOut.test(name) || isOfSession(common, name)) continue;
    const text = read(path.join(common, name));
    put(
      `.git/${name}`,
      name === 'info/refs'
        ? text
            .split('\n')
            .filter((line) => !/\trefs\/(wavegate|heads\/wavegate)\//.test(line))
            .join('\n')
        : text,
    );
  }
  for (const checkout of checkouts.filter((folder) => existsSync(folder))) {
    const where = path.basename(checkout);
    put(`${where}: index`, (await runGitIn(checkout, ['ls-files', '--stage', '-v'])).out);
    put(
      `${where}: status`,
      (await runGitIn(checkout, ['--no-optional-locks', 'status', '--porcelain=v2', '--ignored'])).out,
    );
    for (const name of filesBelow(checkout))
      if (!name.startsWith('.git/')) put(`${where}/${name}`, read(path.join(checkout, name)));
  }
  return seen;
}

function isOfSession(common: string, name: string): boolean {
  const [, worktree] = /^worktrees\/([^/]+)\//.exec(name) ?? [];
  return worktree !== undefined && existsSync(path.join(common, 'worktrees', worktree, 'wavegate-provisioned'));
}

function filesBelow(folder: string, prefix = ''): readonly string[] {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(prefix, entry.name);
    if (/^(\.git\/)?objects$/.test(name)) return [];
    return entry.isDirectory() ? filesBelow(folder, name) : [name];
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '(nothing to read)';
  }
}
