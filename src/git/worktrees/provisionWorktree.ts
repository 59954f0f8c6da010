import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, realpath, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pathMatcher } from '../../core/glob/globs.ts';
import { setupCommand } from '../../core/command/keptSetup.ts';
import type { SetupEntry } from '../../core/command/keptSetup.ts';
import { splitCommand } from '../../core/command/splitCommand.ts';
import type { Plan } from '../../core/plan/schema/plan.ts';
import { WorkspaceError } from '../../ports/workspaces.ts';
import { gitNames } from '../call/runGit.ts';
import { waysBack } from '../place/waysBack.ts';

/** Surroundings of a set-up or teardown command. */
export interface CommandSurroundings {
  /** Minutes after which it is ended; 15 unless the plan says otherwise. */
  readonly minutes?: number | undefined;
  /** Names of variables of the person that it sees besides the usual ones. */
  readonly env?: readonly string[];
  /** Variables of the session. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in a folder and waits for its end.
 *
 * @returns its exit code (null if it was ended by a signal or a time limit), what it printed, and whether a sandbox confined it
 */
export type RunCommand = (
  argv: readonly [string, ...string[]],
  folder: string,
  surroundings: CommandSurroundings,
) => Promise<{ readonly exitCode: number | null; readonly output: string; readonly confined?: boolean }>;

/** Folders in which the commands of a plan run, and those they may not write or see. Absolute native paths. */
export interface CommandPlace {
  /** The person's checkout. */
  readonly repository: string;
  /** Holds the worktrees of all sessions. */
  readonly worktreeRoot: string;
  /** Holds the records of all runs. */
  readonly stateRoot: string;
  /** Sandbox settings of the plan. */
  readonly sandbox: Pick<Plan['worktree'], 'sandbox' | 'writable'>;
}

/** Gives what runs commands in the worktrees of a place. */
export type CommandsOf = (place: CommandPlace) => RunCommand;

/** Files of the person's checkout that git does not track and the plan wants in every worktree. */
export async function filesToCopy(repository: string, globs: readonly string[]): Promise<readonly string[]> {
  if (globs.length === 0) return [];
  // Without wildcards git can look at these paths alone, instead of listing all of node_modules.
  const plain = globs.every((glob) => !/[*?[\]{}!\\]/.test(glob));
  const listed = await gitNames(['ls-files', '--others', '-z', ...(plain ? ['--', ...globs] : [])], {
    folder: repository,
  });
  const matches = pathMatcher(globs);
  return listed.split('\0').filter((file) => file !== '' && (plain || matches(file)));
}

/**
 * Puts copies and links into a worktree as the plan asks. Links out of the repository are not copied: what is behind
 * them is not part of it.
 *
 * @param repository top folder of the person's checkout
 * @returns paths put there, relative to the worktree, forward slashes
 * @throws WorkspaceError `setup-failed` when a folder to link does not exist or its place is taken
 */
export async function provisionWorktree(
  repository: string,
  worktree: string,
  copies: readonly string[],
  links: Plan['worktree']['link'],
): Promise<readonly string[]> {
  const put: string[] = [];
  for (const file of copies) {
    const target = path.join(worktree, ...file.split('/'));
    if (await copyInto(repository, path.join(repository, ...file.split('/')), target)) put.push(file);
  }
  for (const link of links) {
    const name = link.replace(/^(\.\/)+|\/+$/g, '');
    await refuseWaysBack(repository, link, name);
    await linkFolder(path.join(repository, ...name.split('/')), path.join(worktree, ...name.split('/')), link);
    put.push(name);
  }
  return put;
}

/**
 * Runs the plan's setup or teardown commands one after the other in a worktree.
 *
 * @param settings the commands, by the plan's key that lists them, and what they run with
 * @returns whether a sandbox confined all of them
 * @throws WorkspaceError `setup-failed` with the end of the output of the first one that fails
 */
export async function runCommands(
  settings: CommandSurroundings & {
    readonly setup?: readonly SetupEntry[];
    readonly teardown?: readonly string[];
  },
  which: 'setup' | 'teardown',
  worktree: string,
  run: RunCommand,
): Promise<boolean> {
  const key = `worktree.${which}`;
  let allConfined = true;
  for (const entry of settings[which] ?? []) {
    const command = setupCommand(entry);
    const split = splitCommand(command);
    if ('problem' in split) {
      throw new WorkspaceError(
        'setup-failed',
        `${key} of the plan has a command that cannot be read: ${command}. ${split.problem}`,
      );
    }
    const { exitCode, output, confined = false } = await run([split.program, ...split.args], worktree, settings);
    allConfined &&= confined;
    if (exitCode === 0) continue;
    const how =
      exitCode === null
        ? 'was ended, by its system or because it took longer than worktree.minutes allows,'
        : `ended with exit code ${exitCode}`;
    throw new WorkspaceError(
      'setup-failed',
      `"${command}" (${key} of the plan) ${how} in ${worktree}. Try it there by hand, or correct the plan. It sees the usual variables alone: name others that it needs in worktree.env. It printed:\n${output.slice(-2_000)}`,
    );
  }
  return allConfined;
}

async function copyInto(repository: string, source: string, target: string): Promise<boolean> {
  const found = await lstat(source).catch(() => undefined);
  if (found === undefined || !(found.isFile() || found.isSymbolicLink())) return false;
  await mkdir(path.dirname(target), { recursive: true });
  if (found.isFile()) {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    return true;
  }
  const leadsTo = await realpath(source).catch(() => undefined);
  const inside = leadsTo?.startsWith((await realpath(repository)) + path.sep) ?? false;
  if (inside && (await lstat(target).catch(() => undefined)) === undefined)
    await symlink(await readlink(source), target);
  return inside;
}

/** The same as the plan's rule says, for folders that were filled since. */
async function refuseWaysBack(repository: string, link: string, name: string): Promise<void> {
  const leads = (await waysBack(repository, [name]))[name] ?? [];
  if (leads.length === 0) return;
  throw new WorkspaceError(
    'setup-failed',
    `worktree.link of the plan names ${link}, which leads back into your checkout (${leads.join(', ')}), so tests in a worktree would run the code there. Take it out of the plan, and install in each worktree (worktree.setup).`,
  );
}

async function linkFolder(source: string, target: string, link: string): Promise<void> {
  if (!(await stat(source).catch(() => undefined))?.isDirectory()) {
    throw new WorkspaceError(
      'setup-failed',
      `worktree.link of the plan names the folder ${link}, which is not there: ${source}. Create it (install the dependencies), or take it out of the plan.`,
    );
  }
  if ((await readlink(target).catch(() => undefined)) !== undefined) return;
  if ((await lstat(target).catch(() => undefined)) !== undefined) {
    throw new WorkspaceError(
      'setup-failed',
      `worktree.link of the plan names ${link}, but the repository has files there, so it cannot be a link. Take it out of the plan.`,
    );
  }
  await mkdir(path.dirname(target), { recursive: true });
  await symlink(source, target, process.platform === 'win32' ? 'junction' : 'dir');
}
