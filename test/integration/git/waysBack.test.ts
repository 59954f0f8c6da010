import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { waysBack } from '../../../src/git/place/waysBack.ts';

test('links to packages of the workspace, packages installed for editing and Composer’s autoloader lead back into the checkout', async (t) => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'ways-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const library = path.join(root, '.venv', 'lib', 'python3.12', 'site-packages');
  for (const folder of [
    'packages/a',
    'node_modules/@me',
    'node_modules/.bin',
    'vendor/x',
    'packages/php',
    'php/vendor/acme',
    'php/vendor/composer',
  ]) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  mkdirSync(library, { recursive: true });
  const type = process.platform === 'win32' ? 'junction' : 'dir';
  symlinkSync(path.join(root, 'packages', 'a'), path.join(root, 'node_modules', '@me', 'a'), type);
  symlinkSync(path.join(root, 'node_modules', '@me'), path.join(root, 'node_modules', 'alias'), type);
  writeFileSync(path.join(library, '__editable__.mine.pth'), `${path.join(root, 'packages', 'a')}\n`);
  writeFileSync(path.join(library, 'distutils-precedence.pth'), 'import os\n');
  symlinkSync(path.join(root, 'packages', 'php'), path.join(root, 'php', 'vendor', 'acme', 'lib'), type);
  const autoload = "return array('App\\\\' => array($baseDir . '/src'));\n";
  writeFileSync(path.join(root, 'php', 'vendor', 'composer', 'autoload_psr4.php'), `<?php\n${autoload}`);
  assert.deepEqual(await waysBack(root, ['node_modules', '.venv', 'vendor', 'php/vendor', 'absent']), {
    node_modules: ['@me/a is packages/a'],
    'php/vendor': ['acme/lib is packages/php', 'composer/autoload_psr4.php loads the classes of the project'],
    '.venv': ['__editable__.mine.pth is installed for editing'],
  });
});
