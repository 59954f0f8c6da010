import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import manifest from '../../package.json' with { type: 'json' };
import oldest from './node20.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '..', '..');
const modules = new Map<string, readonly string[]>(Object.entries(oldest.modules));

/** Uses of Node's modules in a text that the oldest Node does not have. */
function lacking(text: string): readonly string[] {
  const absent: string[] = [];
  const check = (module: string, name: string) => {
    if (modules.get(module)?.includes(name) !== true) absent.push(`node:${module} has no ${name}`);
  };
  for (const [, names = '', module = ''] of text.matchAll(/^import \{([^}]*)\} from 'node:([\w/]+)'/gm)) {
    for (const each of names.split(',').map((name) => name.trim())) {
      if (each !== '' && !each.startsWith('type ')) check(module, each.split(' as ')[0] ?? '');
    }
  }
  for (const [, name = '', module = ''] of text.matchAll(/^import (?:\* as )?(\w+) from 'node:([\w/]+)'/gm)) {
    const used = text.matchAll(new RegExp(`(?<![.\\w])${name}\\.(\\w+)`, 'g'));
    for (const [, member = ''] of used) check(module, member);
  }
  return absent;
}

describe('the oldest Node that package.json names', () => {
  test('is the one whose modules are known here (node20.json, recorded from it)', () => {
    assert.match(manifest.engines.node, /^>=20\./);
    assert.match(oldest.version, /^v20\./);
  });

  test('has all that the product takes from its modules', () => {
    const files = globSync('src/**/*.ts', { cwd: root });
    assert.ok(files.length > 100);
    const absent = files.flatMap((file) =>
      lacking(stripTypeScriptTypes(readFileSync(path.join(root, file), 'utf8'))).map(
        (sentence) => `${file}: ${sentence}`,
      ),
    );
    assert.deepEqual(absent, []);
  });

  test('lacks a function that is newer, however it is imported', () => {
    assert.deepEqual(lacking(`import { glob, readFile } from 'node:fs/promises';\n`), ['node:fs/promises has no glob']);
    assert.deepEqual(lacking(`import fs from 'node:fs';\nfs.globSync('*');\n`), ['node:fs has no globSync']);
    assert.deepEqual(lacking(`import { DatabaseSync } from 'node:sqlite';\n`), ['node:sqlite has no DatabaseSync']);
  });
});
