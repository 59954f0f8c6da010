import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { writeWhole } from '../../../src/files/writeWhole.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

describe('a file that is written whole', () => {
  it('is one of the texts, and nothing else, when many write it at a time', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'note.json');
    const texts = Array.from({ length: 40 }, (_, index) => `${index} `.repeat(2_000));
    await Promise.all(texts.map((text) => writeWhole(file, text)));
    assert.ok(texts.includes(await readFile(file, 'utf8')));
    assert.deepEqual(await readdir(folder), ['note.json']);
  });

  it('takes the place of the one before, and is for its owner alone', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'note.json');
    await writeFile(file, 'before', { mode: 0o644 });
    await writeWhole(file, 'after');
    assert.equal(await readFile(file, 'utf8'), 'after');
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('leaves nothing behind where it cannot be written', async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(path.join(folder, 'taken', 'by'), { recursive: true });
    await assert.rejects(writeWhole(path.join(folder, 'taken'), 'text'));
    assert.deepEqual(await readdir(folder), ['taken']);
    await assert.rejects(writeWhole(path.join(folder, 'missing', 'note.json'), 'text'), { code: 'ENOENT' });
  });
});
