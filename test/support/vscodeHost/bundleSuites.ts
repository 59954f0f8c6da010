import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles every `*.suite.ts` of a folder into one CommonJS module whose `run()` runs their tests in the extension host.
 * Gives the path of the module; throws when the folder holds no suite.
 */
export async function bundleSuites(folder: string, outfile: string): Promise<string> {
  const suites = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.suite.ts')).sort();
  if (suites.length === 0) throw new Error(`No *.suite.ts in ${folder}.`);
  const runner = path.join(import.meta.dirname, 'inHost.ts');
  const lines = suites.map((suite) => `import ${JSON.stringify(`./${suite.replaceAll(path.sep, '/')}`)};`);
  await build({
    bundle: true,
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    external: ['vscode'],
    format: 'cjs',
    logLevel: 'error',
    outfile,
    platform: 'node',
    sourcemap: 'inline',
    stdin: {
      contents: [...lines, `export { runTests as run } from ${JSON.stringify(runner)};`].join('\n'),
      resolveDir: folder,
    },
    target: 'node22',
  });
  return outfile;
}
