import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');
const sources = path.join(root, 'src');
/** The command line in front of a person whose answers are known beforehand. */
const asked = path.join(root, 'test', 'integration', 'cli', 'asked.ts');
const cache = path.join(root, '.cache', 'tests');
const prefix = 'programs-';

/** After so many milliseconds nothing uses programs built from other sources any more. */
const outdated = 24 * 60 * 60_000;

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

/** Path of the command line, built with them. */
export async function bundledCli(): Promise<string> {
  return path.join(await bundledPrograms(), 'cli.mjs');
}

/** Path of the command line in front of a person whose answers are known beforehand, built with them. */
export async function bundledQuestions(): Promise<string> {
  return path.join(await bundledPrograms(), 'asked.mjs');
}

function bundledPrograms(): Promise<string> {
  programs ??= findOrBuild();
  return programs;
}

async function findOrBuild(): Promise<string> {
  const folder = path.join(cache, `${prefix}${stateOfSources()}`);
  if ((await stat(folder).catch(() => undefined)) !== undefined) return folder;
  const made = `${folder}.${process.pid}`;
  await mkdir(made, { recursive: true });
  await build({
    entryPoints: {
      asked,
      cli: path.join(sources, 'cli', 'main.ts'),
      sessionHost: path.join(sources, 'compose', 'sessionHost.ts'),
      worker: path.join(sources, 'compose', 'worker.ts'),
    },
    outdir: made,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    keepNames: true,
    logLevel: 'warning',
    // The same as the build does: some packages call `require`, which an ES module has to make first.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  // Another test file may have built the same meanwhile, and may be using it.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  await removeOutdated();
  return folder;
}

/** Hash of the names, sizes and times of everything that programs are built from. */
function stateOfSources(): string {
  const hash = createHash('sha256');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).map((file) => path.join(sources, file));
  for (const file of [...files.sort(), asked, path.join(root, 'package-lock.json')]) {
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
