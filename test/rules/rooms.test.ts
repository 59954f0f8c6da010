import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { rooms } from './roomMap.ts';

const root = path.join(import.meta.dirname, '..', '..');

test('every room of the map exists, so that no rule is about nothing', () => {
  const missing = Object.keys(rooms).filter(
    (room) => ![room, `src/${room}`, `src/${room}.ts`].some((place) => existsSync(path.join(root, place))),
  );
  assert.deepEqual(missing, []);
});

test('every folder and file of src/ is a room of the map', () => {
  const unmapped = readdirSync(path.join(root, 'src'))
    .map((name) => path.basename(name, '.ts'))
    .filter((name) => rooms[name] === undefined);
  assert.deepEqual(unmapped, []);
});

test('a room names only rooms that exist', () => {
  const unknown = Object.entries(rooms).flatMap(([room, { imports }]) =>
    imports.filter((other) => rooms[other] === undefined).map((other) => `${room} → ${other}`),
  );
  assert.deepEqual(unknown, []);
});

test('a room may import only what it does import: a permission that no file uses is stale', () => {
  const stale = Object.entries(rooms).flatMap(([room, { imports, packages, node }]) => {
    const used = importsOf(room);
    return [
      ...imports.filter((other) => !used.rooms.has(other)).map((other) => `${room} → ${other}`),
      ...packages.filter((name) => !used.packages.has(name)).map((name) => `${room} → ${name}`),
      ...(node && !used.packages.has('node:') ? [`${room} → node`] : []),
    ];
  });
  assert.deepEqual(stale, []);
});

/** Rooms and packages that files of a room import; `node:` for Node's own modules. */
function importsOf(room: string): { readonly rooms: Set<string>; readonly packages: Set<string> } {
  const used = { rooms: new Set<string>(), packages: new Set<string>() };
  for (const file of filesOf(room)) {
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom |\bimport\(|\bimport )'([^']+)'/g)) {
      if (name.startsWith('.')) used.rooms.add(roomAt(path.resolve(path.dirname(file), name)));
      else if (name.startsWith('node:')) used.packages.add('node:');
      else used.packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
  }
  return used;
}

function filesOf(room: string): readonly string[] {
  const folder = path.join(root, room === 'webview-ui' ? room : path.join('src', room));
  if (!existsSync(folder)) return [`${folder}.ts`];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => path.join(folder, file));
}

function roomAt(file: string): string {
  const [top = '', room = ''] = path.relative(root, file).split(path.sep);
  return top === 'webview-ui' ? top : path.basename(room, '.ts');
}
