import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { installScripts, lockFiles } from '../../core/command/keptSetup.ts';
import type { KeptSetup } from '../../core/command/keptSetup.ts';
import { splitCommand } from '../../core/command/splitCommand.ts';
import { pathMatcher } from '../../core/glob/globs.ts';
import type { MakingSettings } from './howMade.ts';
import { gitNames } from '../call/runGit.ts';
import { treeEntries } from '../parse/treeList.ts';

/** Name for all that decides what set-up commands leave, or a sentence for people about what it cannot include. */
export type SetupKey = { readonly key: string } | { readonly problem: string };

/** Variables by which package managers and compilers are told what to do, whoever the plan's commands are. */
const telling = /^(npm_config_|pip_|uv_|poetry_|bundle_|goflags$|gotoolchain$|rustup_toolchain$|pyenv_version$)/i;

/**
 * Names what set-up commands go by: themselves, the programs, the inputs in a commit, and what else is put into a worktree.
 *
 * @param filled worktree in which there is nothing but the commit and what is put into every one
 * @param put states of the files that are put there
 */
export async function setupKey(
  repository: string,
  commit: string,
  filled: string,
  kept: KeptSetup,
  settings: Pick<MakingSettings, 'env' | 'link' | 'sparse' | 'lfs'>,
  put: unknown,
): Promise<SetupKey> {
  const isInput = pathMatcher(kept.inputs);
  const listed = treeEntries(await gitNames(['ls-tree', '-r', '-z', commit], { folder: repository }));
  const inputs = listed
    .filter(({ path: file }) => isInput(file))
    .map(({ about, path: file }) => [about, file] as const);
  if (inputs.length === 0) return { problem: 'no file of the repository is among its inputs' };
  if (kept.usual) {
    const isLock = pathMatcher(lockFiles);
    const files = inputs.map(([, file]) => file);
    if (!files.some(isLock)) return { problem: 'there is no lock file that an install goes by' };
    const scripts = scriptsIn(filled, files);
    if (scripts !== undefined) return { problem: scripts };
  }
  const named = (settings.env ?? []).map((name) => [name, process.env[name]]);
  const told = Object.entries(process.env).filter(([name]) => telling.test(name));
  const { link, sparse, lfs } = settings;
  const programs = programsOf(kept.commands);
  const parts = [1, process.platform, process.arch, kept, inputs, programs, named, told.sort(), link, sparse, lfs, put];
  return { key: createHash('sha256').update(JSON.stringify(parts)).digest('hex') };
}

/** Scripts of packages of the repository do more than install. */
function scriptsIn(folder: string, files: readonly string[]): string | undefined {
  for (const file of files.filter((each) => path.posix.basename(each) === 'package.json')) {
    let text: string;
    try {
      text = readFileSync(path.join(folder, ...file.split('/')), 'utf8');
    } catch {
      // A sparse checkout leaves it out.
      continue;
    }
    const scripts = installScripts(text);
    if (scripts.length > 0)
      return `${file} has scripts that an install runs (${scripts.join(', ')}), and nothing says what they read; if you know, name it: {run: …, inputs: […]}`;
  }
  return undefined;
}

/** Programs with the state of their files: another version may leave something else. */
function programsOf(commands: readonly string[]): readonly unknown[] {
  const names = commands.flatMap((line) => {
    const split = splitCommand(line);
    return 'problem' in split ? [] : [split.program];
  });
  return [...new Set([...names, 'node', 'python3', 'ruby', 'php'])].map((name) => [name, stateOfProgram(name)]);
}

function stateOfProgram(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const ending of process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']) {
      const file = path.join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        const { size, mtimeMs } = statSync(file);
        return `${file} ${size} ${mtimeMs}`;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}
