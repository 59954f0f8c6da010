import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..', '..');

test('source files are named in camelCase', () => {
  const files = ['src', 'test', 'scripts', 'webview-ui'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')),
  );
  assert.deepEqual(
    files.filter((file) => !/^[a-z][A-Za-z0-9]*([.](test|suite|bench|d))?[.]ts$/.test(path.basename(file))),
    [],
  );
});

test('a doc comment says what a thing is, beginning with its name in the field: none begins with "What"', () => {
  const files = ['src', 'webview-ui', 'scripts'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  const found = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return [...text.matchAll(/\/\*\*\s+(?:\* )?What\b.*/g)].map(([line]) => `${file}: ${line}`);
    });
  assert.deepEqual(found, []);
});

test('a test that shares its process has hooks for each test only inside of a suite', () => {
  const tests = path.join(root, 'test');
  const files = ['unit', 'integration'].flatMap((folder) =>
    readdirSync(path.join(tests, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  const hook = /^(?:beforeEach|afterEach)\(/m;
  assert.deepEqual(
    files.filter((file) => file.endsWith('.test.ts') && hook.test(readFileSync(path.join(tests, file), 'utf8'))),
    [],
  );
});
