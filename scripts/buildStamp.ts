import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** Folder of what is built, and where the last build of it is noted. */
export const dist = path.join(root, 'dist');
export const distStamp = path.join(root, '.cache', 'build.json');

/** Files of a build. Absolute paths. */
export interface Built {
  /** All that it was made of: sources, packages, and its own program. */
  readonly inputs: readonly string[];
  /** Everything it made, which is all there is in its folder. */
  readonly outputs: readonly string[];
}

/** Files of a build, each with its size and the time it was changed, as they were after it. */
interface Stamp {
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Whether another build would make what is in the folder already: nothing has been changed, added to the folder, or lost. */
export async function isUpToDate(stampFile: string, folder: string): Promise<boolean> {
  const stamp = await readStamp(stampFile);
  if (stamp === undefined) return false;
  const there = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = there.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  if (files.length !== Object.keys(stamp.outputs).length) return false;
  const all = Object.entries({ ...stamp.inputs, ...stamp.outputs });
  const same = await Promise.all(all.map(async ([file, mark]) => (await markOf(file)) === mark));
  return same.every(Boolean);
}

/**
 * Notes what was built, once it is. Nothing is noted where a source has been changed meanwhile, which the build may have missed.
 *
 * @param begun when it began, in milliseconds since 1970
 */
export async function writeStamp(stampFile: string, { inputs, outputs }: Built, begun: number): Promise<void> {
  const marks = async (files: readonly string[]): Promise<Record<string, string>> =>
    Object.fromEntries(await Promise.all(files.map(async (file) => [file, await markOf(file)] as const)));
  const times = await Promise.all(inputs.map((file) => stat(file).catch(() => undefined)));
  if (times.some((found) => found !== undefined && found.mtimeMs >= begun)) return;
  const stamp: Stamp = { inputs: await marks(inputs), outputs: await marks(outputs) };
  await mkdir(path.dirname(stampFile), { recursive: true });
  await writeFile(stampFile, JSON.stringify(stamp));
}

/** Forgets what was built: from here on until it is noted again, nothing is up to date. */
export async function removeStamp(stampFile: string): Promise<void> {
  await rm(stampFile, { force: true });
}

/** A stamp that is damaged counts as none. */
async function readStamp(file: string): Promise<Stamp | undefined> {
  try {
    const { inputs, outputs } = JSON.parse(await readFile(file, 'utf8')) as Partial<Stamp>;
    return inputs === undefined || outputs === undefined ? undefined : { inputs, outputs };
  } catch {
    return undefined;
  }
}

/** Empty where no such file is: some of what a bundler reads is its own. */
async function markOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}
