import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, after, test } from 'node:test';
import { runProgram } from '../../scripts/processes.ts';
import { makeScratchProject } from '../support/scratchProject.ts';
import type { ScratchProject } from '../support/scratchProject.ts';
import { fileIn, rooms, ruleNames, subRooms } from './roomMap.ts';

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const checker = path.join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
let scratch: ScratchProject;
let reported: ReadonlyMap<string, ReadonlySet<string>>;

before(async () => {
  scratch = await makeScratchProject();
  for (const room of Object.keys(rooms)) await plantViolationsOf(room);
  for (const [parent, rows] of Object.entries(subRooms)) {
    for (const room of Object.keys(rows)) await plantViolationInside(parent, room, rows);
  }
  await plantGeneralViolations();
  reported = await check();
});
after(() => scratch.remove());

for (const [room, { imports, node }] of Object.entries(rooms)) {
  test(`${room} is stopped from importing a room that is not on its list`, () => {
    assert.ok(files(`${room}-imports-only-its-rooms`).has(fileIn(room, 'planted')), `${imports.join(', ')} allowed`);
  });
  test(`${room} is stopped from using a package that is not on its list, even for a type`, () => {
    assert.ok(files(`${room}-uses-only-its-packages`).has(fileIn(room, 'planted')));
  });
  if (!node) {
    test(`${room} is stopped from using a module of Node`, () => {
      assert.ok(files(`${room}-uses-no-node-module`).has(fileIn(room, 'planted')));
    });
  }
}

for (const [parent, rows] of Object.entries(subRooms)) {
  for (const [room, imports] of Object.entries(rows)) {
    test(`${parent}/${room} is stopped from importing a part of ${parent} that is not on its list`, () => {
      const found = files(`${parent}/${room}-imports-only-its-rooms`);
      assert.ok(found.has(`src/${parent}/${room}/plantedInside.ts`), `${imports.join(', ')} allowed`);
    });
  }
}

test('two files that import only types of each other are a cycle', () => {
  assert.ok(files('no-cycle').has('src/core/cycleOne.ts'));
});

test('a file of src/ that belongs to no room is reported', () => {
  assert.ok(files('no-file-outside-a-room').size > 0);
});

test('an import that leads nowhere is reported', () => {
  assert.deepEqual([...files('no-unresolved-import')], ['src/core/lost.ts']);
});

test('a file that no program reaches is reported, and one that a program reaches is not', () => {
  assert.ok(files('no-dead-file').has('src/core/lost.ts'));
  assert.ok(!files('no-dead-file').has('src/engine/used.ts'));
  assert.ok(!files('no-dead-file').has('src/cli/main.ts'));
});

test('every rule has been seen to report something', () => {
  assert.deepEqual(
    ruleNames.filter((name) => files(name).size === 0),
    [],
  );
});

test('what the map allows is not reported', () => {
  const allowed = [...reported].flatMap(([, found]) => [...found]).filter((file) => file.includes('allowed'));
  assert.deepEqual(allowed, []);
});

function files(rule: string): ReadonlySet<string> {
  return reported.get(rule) ?? new Set();
}

async function plantViolationsOf(room: string): Promise<void> {
  const row = rooms[room];
  assert.ok(row !== undefined);
  const stranger = Object.keys(rooms).find((other) => ![room, 'util', ...row.imports].includes(other));
  assert.ok(stranger !== undefined, `${room} may import every room, which makes it no room.`);
  await scratch.plant(fileIn(room, 'target'), 'export const target = 1;\n');
  await scratch.plant(
    fileIn(room, 'planted'),
    [
      `import type { Arbitrary } from 'fast-check';`,
      `import { existsSync } from 'node:fs';`,
      `import { target } from '${importOf(fileIn(room, 'planted'), fileIn(stranger, 'target'))}';`,
      `export const planted: Arbitrary<unknown> | unknown = [existsSync, target];`,
    ].join('\n'),
  );
}

async function plantViolationInside(
  parent: string,
  room: string,
  rows: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const stranger = Object.keys(rows).find((other) => other !== room && rows[room]?.includes(other) !== true);
  assert.ok(stranger !== undefined, `${parent}/${room} may import all of ${parent}, which makes it no room.`);
  await scratch.plant(`src/${parent}/${room}/targetInside.ts`, 'export const target = 1;\n');
  await scratch.plant(
    `src/${parent}/${room}/plantedInside.ts`,
    `import type { target } from '../${stranger}/targetInside.ts';\nexport type Planted = typeof target;\n`,
  );
}

async function plantGeneralViolations(): Promise<void> {
  await scratch.plant('src/core/cycleOne.ts', `import type { Two } from './cycleTwo.ts';\nexport type One = Two;\n`);
  await scratch.plant('src/core/cycleTwo.ts', `import type { One } from './cycleOne.ts';\nexport type Two = One[];\n`);
  await scratch.plant('src/core/lost.ts', `import { gone } from './gone.ts';\nexport const lost = gone;\n`);
  await scratch.plant('src/core/allowed.ts', `import { parse } from 'yaml';\nexport const allowed = parse;\n`);
  await scratch.plant('src/attic/attic.ts', 'export const attic = 1;\n');
  await scratch.plant(
    'src/engine/used.ts',
    `import { allowed } from '../core/allowed.ts';\nexport const used = allowed;\n`,
  );
  await scratch.plant(
    'src/cli/main.ts',
    `import { used } from '../engine/used.ts';\nimport { attic } from '../attic/attic.ts';\nconsole.log(used, attic);\n`,
  );
}

function importOf(from: string, to: string): string {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Runs the checker on the scratch project; gives, for each rule, the files it reported. */
async function check(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const file = path.join(scratch.root, 'report.json');
  const argv = [checker, 'src', 'webview-ui', '--output-type', 'json', '--output-to', file];
  const { output } = await runProgram(process.execPath, argv, { cwd: scratch.root });
  const report = await readFile(file, 'utf8').catch(() => assert.fail(`The checker gave no report:\n${output}`));
  const { summary } = JSON.parse(report) as Report;
  const found = new Map<string, Set<string>>();
  for (const { rule, from } of summary.violations) {
    found.set(rule.name, (found.get(rule.name) ?? new Set()).add(from));
  }
  return found;
}
