import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { npmCommand, runProgram } from '../processes.ts';
import { cacheFolder } from './cacheFolder.ts';

/** The npm package that carries a complete VS Code server build (workbench, extension host, terminals, webviews). */
const serverPackage = 'code-server';
const serverVersion = '4.139.1';

const unfinishedPrefix = '.installing-';

/** Says one line of progress to the person who waits. */
export type Progress = (line: string) => void;

/**
 * Gives the path of the VS Code server's program (`server-main.js`), installing it first where it is not there yet.
 * A half-made install is never used: it is made in a folder of its own and takes its name when complete, so two
 * starters at the same time each get a whole one. Throws with npm's own words when npm cannot install it.
 */
export async function installServer(progress: Progress): Promise<string> {
  const cache = cacheFolder();
  const installed = path.join(cache, `${serverPackage}-${serverVersion}`);
  if (!(await exists(programIn(installed)))) {
    await removeAbandoned(cache);
    progress(`Installing VS Code (${serverPackage} ${serverVersion}) into ${installed}; this happens once`);
    await installInto(cache, installed, progress);
  }
  return programIn(installed);
}

function packageIn(folder: string): string {
  return path.join(folder, 'node_modules', serverPackage);
}

function programIn(folder: string): string {
  return path.join(packageIn(folder), 'lib', 'vscode', 'out', 'server-main.js');
}

async function installInto(cache: string, installed: string, progress: Progress): Promise<void> {
  const unfinished = path.join(cache, `${unfinishedPrefix}${randomUUID()}`);
  const server = path.join(packageIn(unfinished), 'lib', 'vscode');
  await mkdir(unfinished, { recursive: true });
  try {
    // A package.json of its own keeps npm from looking for a project in the folders above.
    await writeFile(path.join(unfinished, 'package.json'), '{"private": true}\n');
    progress('  1 of 3  the server');
    await npm(unfinished, ['install', `${serverPackage}@${serverVersion}`]);
    progress('  2 of 3  its libraries');
    await npm(server, ['install', '--omit=dev']);
    progress('  3 of 3  the libraries of its built-in extensions');
    await npm(path.join(server, 'extensions'), ['install', '--omit=dev']);
    await takeName(unfinished, installed);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes installs that were cut off: nobody works on one for an hour. */
async function removeAbandoned(cache: string): Promise<void> {
  const names = (await readdir(cache).catch(() => [])).filter((name) => name.startsWith(unfinishedPrefix));
  for (const folder of names.map((name) => path.join(cache, name))) {
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

/** Renames a finished install; when another starter was faster, theirs stays and ours is dropped by the caller. */
async function takeName(unfinished: string, installed: string): Promise<void> {
  try {
    await rename(unfinished, installed);
  } catch (error) {
    if (!(await exists(programIn(installed)))) throw error;
  }
}

/**
 * The packages ship what is needed ready-built. Their install scripts would compile more, which needs a compiler and
 * system libraries, and is missed only by log files and features not used here.
 */
async function npm(folder: string, argv: readonly string[]): Promise<void> {
  const { command, leading } = npmCommand();
  const all = [...leading, ...argv, '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  const { exitCode, output } = await runProgram(command, all, { cwd: folder });
  if (exitCode === 0) return;
  throw new Error(`npm could not install VS Code's server (exit code ${exitCode} in ${folder}):\n${output.trim()}`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
