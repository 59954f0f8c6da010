import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { PackageManager, listFiles } from '@vscode/vsce';

const root = path.join(import.meta.dirname, '..', '..');
let packed: readonly string[];

before(async () => {
  packed = (await listFiles({ cwd: root, packageManager: PackageManager.None })).map((file) =>
    file.replaceAll('\\', '/'),
  );
});

test('every file that package.json names is in the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const named = pathsIn(manifest).filter((file) => !file.startsWith('dist/'));
  assert.deepEqual(
    named.filter((file) => !packed.includes(file)),
    [],
  );
});

test('the package holds no sources, tests or packages, and no sample but the one people can try', () => {
  const foreign = packed.filter((file) =>
    /^(src|test|samples[/](?!packhorse[/]|create[.]mjs$)|scripts|webview-ui|node_modules|[.])|[.]map$/.test(file),
  );
  assert.deepEqual(foreign, []);
});

/** Every text of the manifest that is a path into the extension (`./dist/cli.mjs`, `media/icon.png`), without the `./`. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const isPath = /^([.][/]|[\w-]+[/])([\w.-]+[/])*[\w.-]+[.]\w+$/.test(value);
    return isPath ? [value.replace(/^[.][/]/, '')] : [];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
