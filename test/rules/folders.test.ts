import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeScratchProject } from '../support/scratchProject.ts';
import type { ScratchProject } from '../support/scratchProject.ts';
import { folderCycles, importsBelow } from './folderCycles.ts';
import { subRooms } from './roomMap.ts';

const root = path.join(import.meta.dirname, '..', '..');
let scratch: ScratchProject;

before(async () => {
  scratch = await makeScratchProject();
});
after(() => scratch.remove());

test('no two folders of src/ need each other, at any level', () => {
  assert.deepEqual(folderCycles(importsBelow(root, 'src')), []);
});

test('two folders that need each other are reported, even where their files do not and through a type', async () => {
  await scratch.plant(
    'src/a/one/first.ts',
    `import type { Second } from '../two/second.ts';\nexport type First = Second;\n`,
  );
  await scratch.plant('src/a/two/second.ts', 'export type Second = 1;\n');
  await scratch.plant(
    'src/a/two/deep/third.ts',
    `import { fourth } from '../../one/fourth.ts';\nexport const third = fourth;\n`,
  );
  await scratch.plant('src/a/one/fourth.ts', 'export const fourth = 1;\n');
  assert.deepEqual(folderCycles(importsBelow(scratch.root, 'src')), ['src/a: one, two']);
});

test('a folder that needs the files beside it, which need the folder, is reported', () => {
  const imports = [
    ['src/b/main.ts', 'src/b/inner/part.ts'],
    ['src/b/inner/part.ts', 'src/b/shared.ts'],
  ] as const;
  assert.deepEqual(folderCycles(imports), ['src/b: ., inner']);
  assert.deepEqual(folderCycles(imports.slice(0, 1)), []);
});

test('every sub-room of the map exists, and every folder of a divided room is one', () => {
  for (const [parent, rows] of Object.entries(subRooms)) {
    const folders = readdirSync(path.join(root, 'src', parent), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    assert.deepEqual(Object.keys(rows).sort(), folders.map(({ name }) => name).sort(), parent);
  }
});

test('test/unit has the folders of src/, and beside them only what tests read', () => {
  const unit = path.join(root, 'test', 'unit');
  const files = readdirSync(unit, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const folders = new Set(files.map(({ parentPath }) => path.relative(unit, parentPath)));
  const lost = [...folders]
    .map((folder) => folder.replace(/[\\/](?:golden|fixtures)(?:[\\/].*)?$/, ''))
    .filter((folder) => !existsSync(path.join(root, 'src', folder)) && !existsSync(path.join(root, folder)));
  assert.deepEqual(lost, []);
});

test('a test that is called like a module is in the folder of that module', () => {
  assert.deepEqual(misplacedTests(filesBelow('src'), filesBelow(path.join('test', 'unit'))), []);
});

test('a test beside the folder of its module is reported', () => {
  const modules = ['cli/follow/drive.ts', 'cli/help.ts', 'cli/sets/help.ts'];
  assert.deepEqual(misplacedTests(modules, ['cli/drive.test.ts', 'cli/help.test.ts', 'cli/whole.test.ts']), [
    'cli/drive.test.ts: cli/follow',
  ]);
});

/** Files of a folder of the project, relative to it, with slashes. */
function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries.map((entry) => entry.split(path.sep).join('/'));
}

/** Tests with the folder they belong to: that of the one module of their name below their own. */
function misplacedTests(modules: readonly string[], tests: readonly string[]): readonly string[] {
  return tests.flatMap((file) => {
    const name = /([^/]+)\.test\.ts$/.exec(file)?.[1];
    const folder = path.posix.dirname(file);
    const named = modules.filter((each) => each.startsWith(`${folder}/`) && path.posix.basename(each) === `${name}.ts`);
    const [only, ...others] = named.map((each) => path.posix.dirname(each));
    const isThere = named.some((each) => path.posix.dirname(each) === folder);
    return only === undefined || others.length > 0 || isThere ? [] : [`${file}: ${only}`];
  });
}
