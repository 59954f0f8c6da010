import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
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
