import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import * as esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '..', '..');

/** Modules that start programs in the editor's process, and which ones. None of them is git. */
const starters = [
  // The worker.
  'src/compose/workerClient.ts',
  // Asks macOS how much memory is free.
  'src/executors/local/freeMemory.ts',
  // A session host, where no worker was given; the editor gives one.
  'src/executors/local/startHost.ts',
  // Agents that are asked for their version, and the tables of processes.
  'src/processes/programs.ts',
  'src/processes/psTable.ts',
  'src/processes/windowsTable.ts',
];

/**
 * Everything that the process of the editor can load, at once or later, as the bundler finds it: types are not in it.
 *
 * @param plugins `[loadedLater]` leaves out what is only loaded later
 */
async function loadedBy(
  source: string,
  plugins: readonly esbuild.Plugin[] = [],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    bundle: true,
    external: ['vscode'],
    format: 'cjs',
    logLevel: 'silent',
    metafile: true,
    outdir: 'nowhere',
    platform: 'node',
    plugins: [...plugins],
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    write: false,
  });
  return Object.fromEntries(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [file, imports.map((each) => each.path)]),
  );
}

const loadedLater: esbuild.Plugin = {
  name: 'loaded-later',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind, path: specifier }) =>
      kind === 'dynamic-import' ? { path: specifier, external: true } : undefined,
    );
  },
};

function gitIn(loaded: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.keys(loaded).filter((file) => file === 'src/git/call/runGit.ts');
}

function startersIn(loaded: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(loaded)
    .filter(
      ([file, imports]) => file.startsWith('src/') && imports.some((each) => /^(node:)?child_process$/.test(each)),
    )
    .map(([file]) => file)
    .sort();
}

test("the editor's process contains nothing that could start git", async () => {
  const loaded = await loadedBy(`import './src/extension.ts';`);
  assert.ok('src/compose/editor.ts' in loaded, 'what is loaded later is looked at, too');
  assert.deepEqual(gitIn(loaded), []);
});

test("the editor's process starts programs in a few known places only", async () => {
  assert.deepEqual(startersIn(await loadedBy(`import './src/extension.ts';`)), starters);
});

test('an import that leads to git, or to a new way of starting programs, is found', async () => {
  const planted = await loadedBy(`
    import './src/extension.ts';
    export const late = () => import('./src/git/work/leftovers.ts');
    export { bubblewrapProblem } from './src/sandbox/bubblewrap.ts';`);
  assert.deepEqual(gitIn(planted), ['src/git/call/runGit.ts']);
  assert.deepEqual(
    startersIn(planted).filter((file) => !starters.includes(file)),
    ['src/git/call/gitProcess.ts', 'src/sandbox/bubblewrap.ts'],
  );
});

test('activation reads neither the schema of plans nor the engine, which take most of its time', async () => {
  const loaded = Object.keys(await loadedBy(`import './src/extension.ts';`, [loadedLater]));
  assert.ok(loaded.includes('src/editor/wavegate.ts'));
  const dear = /node_modules\/zod\/|^src\/(?:compose|engine|core\/planRules)\//;
  assert.deepEqual(
    loaded.filter((file) => dear.test(file)),
    [],
  );
});
