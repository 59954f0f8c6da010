import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

const sources = path.join(import.meta.dirname, '..', '..', 'src', 'compose');
let bundle: Promise<string> | undefined;

/**
 * The session host built as it is shipped, made once per process: from its sources it takes longer to start than
 * most sessions of a test last. Removed when the process ends; hosts have loaded it by then.
 */
export function bundledSessionHost(): Promise<string> {
  bundle ??= makeBundle();
  return bundle;
}

/** The worker, built with it. */
export async function bundledWorker(): Promise<string> {
  return path.join(path.dirname(await bundledSessionHost()), 'worker.mjs');
}

async function makeBundle(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-host-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    entryPoints: ['sessionHost.ts', 'worker.ts'].map((name) => path.join(sources, name)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    minify: true,
    logLevel: 'warning',
    // The same as the build does: some packages call `require`, which an ES module has to make first.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return path.join(folder, 'sessionHost.mjs');
}
