import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { it } from 'node:test';
import { boardText } from './boardText.ts';
import { moments, snapshotAt } from './story.ts';

const folder = path.join(import.meta.dirname, 'golden');

/** With WAVEGATE_UPDATE_GOLDEN set, the texts are written instead of compared; look at what git then says changed. */
const update = process.env['WAVEGATE_UPDATE_GOLDEN'] !== undefined;

for (const moment of moments) {
  it(`reads as expected at the moment “${moment}”`, async () => {
    const file = path.join(folder, `${moment.replaceAll(' ', '-')}.txt`);
    const text = boardText(snapshotAt(moment));
    if (update) await writeFile(file, text);
    assert.equal(text, (await readFile(file, 'utf8')).replaceAll('\r\n', '\n'));
  });
}

it('is plain JSON, so that a message carries it unchanged', () => {
  for (const moment of moments) {
    const snapshot = snapshotAt(moment);
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
  }
});
