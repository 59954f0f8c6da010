import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { namedDatabase } from '../../../src/database/namedDatabase.ts';

const url = 'postgresql://ann:secret@db.example:5432/team';

function folderWith(t: TestContext, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-address-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'address'), text);
  return folder;
}

suite('a database is named', () => {
  test('by its address, or by a file that holds it', (t) => {
    const folder = folderWith(t, `${url}\n`);
    assert.deepEqual(namedDatabase(url, folder), { url, shown: 'ann@db.example:5432/team', password: true });
    const file = path.join(folder, 'address');
    const fromFile = { url, shown: 'ann@db.example:5432/team', password: true, file };
    assert.deepEqual(namedDatabase('address', folder), fromFile);
    assert.deepEqual(namedDatabase(file, 'elsewhere'), fromFile);
  });

  test('a file that is not there is named, with what to give instead', (t) => {
    const folder = folderWith(t, url);
    const named = namedDatabase('other', folder);
    assert.ok('problem' in named);
    assert.match(
      named.problem,
      /cannot be read: .*other\. Name a file, or an address that begins with postgresql:\/\/\./,
    );
  });

  test('what was mistyped, or stands in a file, is never repeated: it may be a password', (t) => {
    const folder = folderWith(t, 'secret');
    for (const wrong of ['ann:secret@db.example/team', 'mysql://ann:secret@db.example/team', 'address']) {
      const named = namedDatabase(wrong, folder);
      assert.ok('problem' in named, wrong);
      assert.doesNotMatch(named.problem, /secret/);
    }
  });
});
