import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { splitSetup } from '../../core/command/keptSetup.ts';
import { captureSetup } from '../pool/captureSetup.ts';
import { copySetup, stateOf } from '../pool/copySetup.ts';
import { enforceLimits } from '../pool/enforceLimits.ts';
import { findSetup, freeSetups, setupFiles, setupFolder, setupPart, setupRecord } from '../pool/keptSetups.ts';
import type { KeepLimits } from '../pool/keptWorktrees.ts';
import { gitNames } from '../call/runGit.ts';
import { worktreeCall } from '../place/worktreeCall.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import { keepsWorktrees } from './howMade.ts';
import type { MakingSettings } from './howMade.ts';
import { runCommands } from './provisionWorktree.ts';
import type { RunCommand } from './provisionWorktree.ts';
import { setupKey } from './setupKey.ts';
import type { SetupKey } from './setupKey.ts';

export interface SetupPlace {
  readonly repository: string;
  /** The repository's shared git folder. */
  readonly common: string;
  readonly settings: MakingSettings;
  readonly run: RunCommand;
  /** Holds what is kept; absent: nothing is. */
  readonly pool?: string | undefined;
  /** States of the files that are put into every worktree. */
  readonly copies: unknown;
}

/** A worktree to be set up. */
export interface ToSetUp {
  readonly folder: string;
  readonly commit: string;
  /** Paths that were put there; relative, forward slashes. */
  readonly put: readonly string[];
  /** Whether nothing has run in it yet. */
  readonly isNew: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/** Sets worktrees up; see `createSetUp`. */
export interface SetUp {
  /** @throws WorkspaceError `setup-failed` with the end of the output of the command that fails */
  run(worktree: ToSetUp): Promise<void>;
  /** Lines for people about what was kept, and what was not and why. */
  notes(): readonly string[];
}

const dayMs = 24 * 60 * 60_000;

/**
 * Sets up the worktrees of one call. The first set-up commands of a plan, as far as they say what they depend on, run in one of
 * them; the others, and those of later calls, get copies of what they left. The copy that is kept is made before any agent was in
 * that worktree, and no session is given it.
 */
export function createSetUp(place: SetupPlace): SetUp {
  const { settings, run, pool } = place;
  const { kept, rest } = splitSetup(settings.setup);
  const limits = keepsWorktrees(settings) ? settings.keep : undefined;
  const keys = new Map<string, Promise<SetupKey>>();
  const making = new Map<string, Promise<boolean>>();
  const problems = new Set<string>();
  let [copied, made] = [0, 0];

  return { run: setUp, notes };

  async function setUp(worktree: ToSetUp): Promise<void> {
    const name = await nameOf(worktree);
    if (name === undefined) await runAll(worktree, kept?.commands ?? []);
    else await copyOrRun(worktree, name);
    await runAll(worktree, rest);
  }

  async function runAll({ folder, variables }: ToSetUp, setup: readonly string[]): Promise<boolean> {
    return runCommands({ ...settings, setup, variables }, 'setup', folder, run);
  }

  /** Name under which the set-up of a worktree is kept; undefined where it is not. */
  async function nameOf({ commit, folder, isNew }: ToSetUp): Promise<string | undefined> {
    if (kept === undefined || pool === undefined || limits === undefined || limits.setups === 0 || !isNew)
      return undefined;
    const known = keys.get(commit) ?? setupKey(place.repository, commit, folder, kept, settings, place.copies);
    keys.set(commit, known);
    const found = await known;
    if ('key' in found) return found.key;
    problems.add(found.problem);
    return undefined;
  }

  async function copyOrRun(worktree: ToSetUp, key: string): Promise<void> {
    if (kept === undefined || pool === undefined || limits === undefined) return;
    // One that was touched is made again, by one of those that find it so.
    for (let tries = 0; tries < 3; tries += 1) {
      const found = await findSetup(pool, key);
      if (found !== undefined && Date.now() - found.keptAt <= limits.days * dayMs) {
        const result = await copySetup(found, worktree.folder);
        if (result === 'copied') return void (copied += 1);
        if (result === 'unfit') break;
        problems.add('what was kept before had been changed, so it was thrown away and the commands ran again');
      }
      if (found !== undefined) await freeSetups(pool, [found], Date.now());
      const others = making.get(key);
      if (others === undefined) {
        const mine = runAndKeep(worktree, key, pool, limits);
        making.set(
          key,
          mine.catch(() => false),
        );
        await mine;
        return;
      }
      if (!(await others)) break;
    }
    await runAll(worktree, kept.commands);
  }

  /** @returns whether it is kept */
  async function runAndKeep(worktree: ToSetUp, key: string, into: string, within: KeepLimits): Promise<boolean> {
    if (kept === undefined) return false;
    const before = await gitFolderState(worktree.folder);
    const confined = await runAll(worktree, kept.commands);
    if (within.setups === undefined && !confined) {
      problems.add('no sandbox keeps agents away from what is kept; worktree.keep.setups: 4 keeps it all the same');
      return false;
    }
    if ((await gitFolderState(worktree.folder)) !== before) {
      problems.add('it changes the git folder as well, which is not copied');
      return false;
    }
    const part = setupPart(into, Date.now());
    try {
      const problem = await keep(worktree, key, part, into);
      if (problem !== undefined) problems.add(problem);
      else made += 1;
      if (problem === undefined) await enforceLimits(into, within, Date.now());
      return problem === undefined;
    } catch (error) {
      // It only saves time.
      problems.add(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      await rm(part, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** @returns why it is not kept */
  async function keep(worktree: ToSetUp, key: string, part: string, into: string): Promise<string | undefined> {
    if (kept === undefined) return undefined;
    const { folder, put } = worktree;
    const { changed, entries } = await leftIn(place.common, folder, put);
    if (changed !== undefined) return `it changes files that git follows, such as ${changed}`;
    const from = [folder, await realpath(folder)].filter((name, at, all) => all.indexOf(name) === at);
    await mkdir(part, { recursive: true });
    const captured = await captureSetup([folder, ...from], entries, new Set(put), setupFiles(part));
    if ('problem' in captured) return captured.problem;
    const state = await stateOf(setupFiles(part));
    const { commands } = kept;
    const record = { key, commands, entries, from, ...captured, state, keptAt: Date.now() };
    await writeFile(setupRecord(part), JSON.stringify(record), { flag: 'wx' });
    await rename(part, setupFolder(into, key)).catch(() => {
      // Another run was faster, with the same.
    });
    return undefined;
  }

  function notes(): readonly string[] {
    if (kept === undefined) return [];
    const what = kept.commands.join(', then ');
    return [
      ...(copied > 0 ? [`${copied} of them set up with copies of what "${what}" left before any agent ran`] : []),
      ...(made > 0 ? [`What "${what}" left is kept for later worktrees (worktree.keep)`] : []),
      ...[...problems].map((problem) => `What "${what}" leaves is not kept: ${problem}`),
    ];
  }
}

/** Files that commands have left in a worktree beside those of its commit. */
async function leftIn(
  common: string,
  folder: string,
  put: readonly string[],
): Promise<{ readonly changed: string | undefined; readonly entries: readonly string[] }> {
  const { config, env } = fillingSettings(await readFilling(common, folder));
  const own = await worktreeCall(common, folder);
  const call = { ...own, config, env: { ...env, ...own.env } };
  const [changed, others] = await Promise.all([
    gitNames(['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames'], call),
    gitNames(['ls-files', '--others', '--directory', '-z'], call),
  ]);
  const entries = others.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.replace(/\/$/, '')]));
  const [first = ''] = changed.split('\0');
  return { changed: first === '' ? undefined : first.slice(3), entries: await withoutPut(folder, entries, put) };
}

/** A folder in which something was put is there already in other worktrees, so what is in it counts one by one. */
async function withoutPut(
  folder: string,
  entries: readonly string[],
  put: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      if (put.includes(entry) || entry === '.git') return [];
      if (!put.some((file) => file.startsWith(`${entry}/`))) return [entry];
      const names = await readdir(path.join(folder, ...entry.split('/')));
      const inside = names.map((name) => `${entry}/${name}`);
      return withoutPut(folder, inside, put);
    }),
  );
  return found.flat();
}

/** Name for what set-up commands may have changed in the git folder of a worktree. */
async function gitFolderState(folder: string): Promise<string> {
  const git = path.join(folder, '.git');
  const read = (file: string) => readFile(path.join(git, file), 'utf8').catch(() => '');
  const names = (below: string) => readdir(path.join(git, below)).catch(() => []);
  const parts = [read('config'), read('HEAD'), read('info/exclude'), names('hooks'), names('modules'), names('.')];
  return createHash('sha256')
    .update(JSON.stringify(await Promise.all(parts)))
    .digest('hex');
}
