import { runGit } from '../call/runGit.ts';
import type { WatchedFile, WatchedFiles } from './watchedFiles.ts';

/** Files of the git folder that contain settings. */
export const settingsFiles: readonly string[] = ['config', 'config.worktree'];

/**
 * Settings of the repository that are others than before: comments and the order of sections do not matter, nor does what
 * lies below `branch.`, which only says where a branch is pulled from and which editors rewrite freely.
 *
 * @param common the git folder, where git is run
 * @returns `file key`, such as `config core.hookspath`; the file alone where its content is not known
 */
export async function differingSettings(
  common: string,
  before: WatchedFiles,
  after: WatchedFiles,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of settingsFiles) {
    const [from, to] = [before[file], after[file]];
    if (from?.hash === to?.hash) continue;
    const [earlier, later] = [await readSettings(common, from), await readSettings(common, to)];
    if (earlier === undefined || later === undefined) found.push(file);
    else {
      const keys = new Set([...earlier.keys(), ...later.keys()]);
      found.push(...[...keys].filter((key) => earlier.get(key) !== later.get(key)).map((key) => `${file} ${key}`));
    }
  }
  return found;
}

/** Values by key, in order; undefined for what git cannot read or was too large to keep. */
async function readSettings(
  common: string,
  file: WatchedFile | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  const settings = new Map<string, string>();
  if (file === undefined) return settings;
  if (file.content === undefined) return undefined;
  const { exitCode, stdout } = await runGit(['config', '--file', '-', '--no-includes', '--list', '-z'], {
    folder: common,
    input: Buffer.from(file.content, 'base64').toString('utf8'),
    accept: [0, 1, 128],
  });
  if (exitCode !== 0) return undefined;
  for (const entry of stdout.toString('utf8').split('\0')) {
    const [key = ''] = entry.split('\n', 1);
    if (key === '' || key.startsWith('branch.')) continue;
    const value = entry.slice(key.length);
    settings.set(key, (settings.get(key) ?? '') + value);
  }
  return settings;
}
