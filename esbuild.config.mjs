import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { dist, distStamp, isUpToDate, removeStamp, writeStamp } from './scripts/buildStamp.ts';
import { bundledYaml } from './scripts/bundledYaml.ts';

/**
 * Builds dist/: `node esbuild.config.mjs [--watch]`. Each entry below is one file in dist/, and all of them must exist.
 * What the extension loads with `import()` becomes a file of its own beside it, so that activation reads only the entry.
 * A file that is there as it is built stays as it is: whoever runs dist/ does not notice a second build. Where nothing has changed
 * since the last one, nothing is built.
 */
const requiredEntries = {
  extension: { extension: 'src/extension.ts', languageServer: 'src/compose/languageServer.ts' },
  modules: {
    attach: 'src/compose/attach.ts',
    cli: 'src/cli/main.ts',
    sessionHost: 'src/compose/sessionHost.ts',
    worker: 'src/compose/worker.ts',
  },
  webviews: { board: 'webview-ui/src/board/main.ts', diagram: 'webview-ui/src/diagram/main.ts' },
};

const root = import.meta.dirname;
const { values: flags } = parseArgs({ options: { watch: { type: 'boolean', default: false } } });

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  alias: bundledYaml,
  bundle: true,
  charset: 'utf8',
  keepNames: true,
  logLevel: 'info',
  minify: !flags.watch,
  outdir: dist,
  sourcemap: 'linked',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
};

/** Node's CommonJS has no import.meta, which the sources use to find the files beside them. */
const importMetaInCommonJs = {
  'import.meta.dirname': '__dirname',
  'import.meta.filename': '__filename',
};

/** Some npm packages are CommonJS and call `require`, which an ES module has to make first. */
const requireInModules = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The name in dist/ of what an `import()` asks for: its file name, or the name of its package. */
const partName = (specifier) =>
  specifier.startsWith('.') ? path.basename(specifier, path.extname(specifier)) : specifier.split('/')[0];

/**
 * Leaves every `import()` out of the bundle it stands in and collects it in `parts` (name → file or package to build).
 * CommonJS bundles cannot be split by esbuild itself; two parts that share a module each hold a copy of it.
 *
 * @param {Map<string, string>} parts
 * @returns {esbuild.Plugin}
 */
const lazyParts = (parts) => ({
  name: 'lazy-parts',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ kind, path: specifier, pluginData, resolveDir, importer }) => {
      const ours = importer !== '' && !importer.includes('node_modules');
      if (kind !== 'dynamic-import' || !ours || pluginData === 'resolving' || builtinModules.includes(specifier))
        return;
      if (specifier.startsWith('node:')) return;
      const found = await build.resolve(specifier, { kind, resolveDir, importer, pluginData: 'resolving' });
      if (found.errors.length > 0) return found;
      const name = partName(specifier);
      const known = parts.get(name);
      if (known !== undefined && known !== found.path) {
        return {
          errors: [{ text: `Two lazily loaded files would both become dist/${name}.cjs: rename one of them.` }],
        };
      }
      parts.set(name, found.path);
      return { path: `./${name}.cjs`, external: true };
    });
  },
});

/**
 * Options of the extension's CommonJS files: VS Code loads them with `require`, and lends them `vscode`. Keeping the name of
 * each function for stack traces takes a call for each, a fifth of the time that activation takes.
 */
const commonJs = (entryPoints, parts) => ({
  ...common,
  keepNames: entryPoints !== requiredEntries.extension,
  entryPoints,
  define: importMetaInCommonJs,
  external: ['vscode'],
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  plugins: [lazyParts(parts)],
  supported: { 'dynamic-import': false },
  target: 'node22',
});

/**
 * Contents of dist/ by path, in the order they were built.
 *
 * @type {Map<string, Uint8Array>}
 */
const contents = new Map();

/** Files that it was built of. Packages are told apart by their lock file too: one that is added may be found instead of another. */
const inputs = new Set(
  ['esbuild.config.mjs', 'scripts/bundledYaml.ts', 'scripts/buildStamp.ts', 'package.json', 'package-lock.json'].map(
    (file) => path.join(root, file),
  ),
);

/** Builds into `contents`. @param {esbuild.BuildOptions} options */
async function build(options) {
  const { outputFiles = [], metafile } = await esbuild.build({ ...options, write: false, metafile: true });
  for (const file of Object.keys(metafile.inputs)) inputs.add(path.join(root, file));
  for (const file of outputFiles) contents.set(file.path, file.contents);
}

/** Builds the extension's entry, then what it loads lazily, then what that loads lazily, until nothing new is named. */
async function extensionBuilds() {
  const parts = new Map();
  const builds = [];
  const built = new Set();
  let entries = requiredEntries.extension;
  while (Object.keys(entries).length > 0) {
    Object.keys(entries).forEach((name) => built.add(name));
    const options = commonJs(entries, parts);
    builds.push(options);
    await build(options);
    entries = Object.fromEntries([...parts].filter(([name]) => !built.has(name)));
  }
  return builds;
}

const modules = {
  ...common,
  entryPoints: requiredEntries.modules,
  banner: { js: requireInModules },
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  // What a program loads with `import()` stays out of its own file: twenty session hosts at once each pay for theirs.
  splitting: true,
  target: 'node20',
};

const webviews = {
  ...common,
  entryPoints: requiredEntries.webviews,
  assetNames: '[name]',
  format: 'iife',
  loader: { '.ttf': 'file' },
  outdir: path.join(dist, 'webview'),
  platform: 'browser',
  target: 'chrome130',
};

/** Adds the icon font and its style sheet for the webviews, as the package ships them. */
async function addCodicons() {
  const source = path.join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  for (const file of ['codicon.css', 'codicon.ttf']) {
    contents.set(path.join(webviews.outdir, file), await readFile(path.join(source, file)));
    inputs.add(path.join(source, file));
  }
}

/** Makes dist/ hold what was built and nothing else. */
async function writeContents() {
  const there = await readdir(dist, { recursive: true, withFileTypes: true }).catch(() => []);
  const old = there.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  await Promise.all(old.filter((file) => !contents.has(file)).map((file) => rm(file)));
  await Promise.all(
    [...contents].map(async ([file, wanted]) => {
      const found = await readFile(file).catch(() => undefined);
      if (found !== undefined && found.equals(wanted)) return;
      await mkdir(path.dirname(file), { recursive: true });
      const isProgram = Buffer.from(wanted.subarray(0, 2)).toString() === '#!';
      await writeFile(file, wanted, { mode: isProgram ? 0o755 : 0o644 });
    }),
  );
}

/** Throws, naming them all, when entries are missing from the disk. */
async function checkEntries() {
  const files = Object.values(requiredEntries).flatMap((entries) => Object.values(entries));
  const found = await Promise.all(files.map((file) => stat(path.join(root, file)).catch(() => undefined)));
  const missing = files.filter((_, at) => found[at] === undefined);
  if (missing.length > 0) throw new Error(`Nothing was built, as these entries are missing: ${missing.join(', ')}.`);
}

const begun = Date.now();
await checkEntries();
if (!flags.watch && (await isUpToDate(distStamp, dist))) {
  console.log('dist/ holds what a build would make: nothing has changed since the last one.');
  process.exit();
}
try {
  await removeStamp(distStamp);
  const extension = await extensionBuilds();
  await Promise.all([build(modules), build(webviews), addCodicons()]);
  await writeContents();
  if (!flags.watch) await writeStamp(distStamp, { inputs: [...inputs], outputs: [...contents.keys()] }, begun);
  if (flags.watch) {
    const contexts = await Promise.all([...extension, modules, webviews].map((options) => esbuild.context(options)));
    await Promise.all(contexts.map((context) => context.watch()));
  }
} catch (error) {
  // esbuild has already shown each of its errors with the line it is about.
  if (!(error instanceof Error && 'errors' in error)) throw error;
  process.exitCode = 1;
}
