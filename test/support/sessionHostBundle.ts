import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { dispatch } from '../../src/cli/dispatch.ts';
import type { createWorkerClient } from '../../src/compose/workerClient.ts';
import { until } from './until.ts';

const root = path.join(import.meta.dirname, '..', '..');
const sources = path.join(root, 'src');
const cache = path.join(root, '.cache', 'tests');
const prefix = 'programs-';
/** A worker that runs sessions itself, and below which folder it is. */
const hostingWorker = path.join(import.meta.dirname, 'hostingWorker.ts');
const coordinator = path.join(import.meta.dirname, 'coordinator.ts');
const hosting = 'hosting';

/** After so many milliseconds nothing uses programs built from other sources any more. */
const outdated = 24 * 60 * 60_000;

/** Most milliseconds in which another process builds them, on a slow machine. */
const longestBuild = 60_000;

let programs: Promise<string> | undefined;

/**
 * Path of the session host, built as it is shipped: from its sources it takes longer to start than most sessions of a test
 * last. It is built once for each state of the sources, and all test files share it.
 */
export async function bundledSessionHost(): Promise<string> {
  return path.join(await bundledPrograms(), 'sessionHost.mjs');
}

/** Path of the worker, built with it. */
export async function bundledWorker(): Promise<string> {
  return path.join(await bundledPrograms(), 'worker.mjs');
}

/** Programs of which the worker runs sessions itself: for what is not about the processes of sessions. */
export async function hostingPrograms(): Promise<{ readonly worker: string; readonly sessionHost: string }> {
  const folder = path.join(await bundledPrograms(), hosting);
  return { worker: path.join(folder, 'worker.mjs'), sessionHost: path.join(folder, 'sessionHost.mjs') };
}

/** Path of the program in the terminal of a session, built with it. */
export async function bundledAttach(): Promise<string> {
  return path.join(await bundledPrograms(), 'attach.mjs');
}

/** Path of the command line, built with them. */
export async function bundledCli(): Promise<string> {
  return path.join(await bundledPrograms(), 'cli.mjs');
}

/** Path of the command line whose worker runs sessions itself: for what is about the process of a command and not about theirs. */
export async function hostingCli(): Promise<string> {
  return path.join(await bundledPrograms(), hosting, 'cli.mjs');
}

/** Path of the process that drives a run and dies on the way, built with them; see coordinator.ts. */
export async function bundledCoordinator(): Promise<string> {
  return path.join(await bundledPrograms(), hosting, 'coordinator.mjs');
}

/** The commands of that command line, to be called in this process, and how they reach a worker. */
export async function bundledCommands(): Promise<{
  readonly dispatch: typeof dispatch;
  readonly createWorkerClient: typeof createWorkerClient;
}> {
  const load = async (name: string): Promise<unknown> =>
    import(pathToFileURL(path.join(await bundledPrograms(), hosting, name)).href);
  const commands = (await load('commands.mjs')) as { readonly dispatch: typeof dispatch };
  return { ...commands, ...((await load('client.mjs')) as { readonly createWorkerClient: typeof createWorkerClient }) };
}

function bundledPrograms(): Promise<string> {
  programs ??= findOrBuild();
  return programs;
}

async function findOrBuild(): Promise<string> {
  const folder = path.join(cache, `${prefix}${stateOfSources()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  // Test processes begin together, and each would build the same. One that died while it built makes the others wait a minute.
  const isFirst = await mkdir(`${folder}.begun`).then(
    () => true,
    () => false,
  );
  if (!isFirst) await until(() => existsSync(folder), longestBuild).catch(() => undefined);
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  await mkdir(made, { recursive: true });
  const sessionHost = path.join(sources, 'compose', 'sessionHost.ts');
  await buildInto(made, {
    attach: path.join(sources, 'compose', 'attach.ts'),
    cli: path.join(sources, 'cli', 'main.ts'),
    sessionHost,
    worker: path.join(sources, 'compose', 'worker.ts'),
  });
  await buildInto(path.join(made, hosting), {
    cli: path.join(sources, 'cli', 'main.ts'),
    client: path.join(sources, 'compose', 'workerClient.ts'),
    commands: path.join(sources, 'cli', 'dispatch.ts'),
    coordinator,
    sessionHost,
    worker: hostingWorker,
  });
  // Another test file may have built the same meanwhile, and may be using it.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  await removeOutdated();
  return folder;
}

async function buildInto(outdir: string, entryPoints: Readonly<Record<string, string>>): Promise<void> {
  // Most test files find what another one has built.
  const { build } = await import('esbuild');
  await build({
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    external: ['esbuild'],
    platform: 'node',
    format: 'esm',
    minify: true,
    keepNames: true,
    logLevel: 'warning',
    // The same as the build does: some packages call `require`, which an ES module has to make first.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
}

/** Hash of the names, sizes and times of everything that programs are built from. */
function stateOfSources(): string {
  const hash = createHash('sha256');
  const files = [sources, import.meta.dirname].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  for (const file of [...files.sort(), path.join(root, 'package-lock.json')]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function removeOutdated(): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = path.join(cache, name);
    const found = name.startsWith(prefix) ? await stat(folder).catch(() => undefined) : undefined;
    if (found !== undefined && Date.now() - found.mtimeMs > outdated)
      await rm(folder, { recursive: true, force: true });
  }
}
