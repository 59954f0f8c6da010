import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { keepNote, readNote } from '../../../../src/runs/team/noteFile.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const names = ['events', 'output'] as const;

suite('numbers that a host or a terminal keeps in a file', () => {
  test('are read again as they were kept, and nothing else is left beside them', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'reported.json');
    await fc.assert(
      fc.asyncProperty(
        fc.record({ events: fc.maxSafeNat(), output: fc.maxSafeNat() }, { noNullPrototype: true }),
        async (note) => {
          await keepNote(file, note);
          assert.deepEqual(await readNote(file, names), note);
        },
      ),
      { numRuns: 20 },
    );
    assert.deepEqual(await readdir(folder), ['reported.json']);
  });

  test('count as none where the file is missing, torn or no such numbers, cut at any place', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'reported.json');
    assert.equal(await readNote(file, names), undefined);
    const whole = '{"events":12,"output":345}';
    const damaged = [
      ...Array.from(whole, (_character, end) => whole.slice(0, end)),
      ...['null', '[]', '7', '"events"', '{"events":1}', '{"events":1,"output":null}', '{"events":1,"output":-1}'],
      ...['{"events":1,"output":0.5}', '{"events":"1","output":2}', '{"events":1e999,"output":2}', '\0\0\0\0'],
    ];
    for (const text of damaged) {
      await writeFile(file, text);
      assert.equal(await readNote(file, names), undefined, text);
    }
  });

  test('are those of one of two that keep theirs at the same moment', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'reported.json');
    const notes = Array.from({ length: 20 }, (_, index) => ({ events: index, output: index }));
    await Promise.all(notes.map((note) => keepNote(file, note)));
    const kept = await readNote(file, ['events', 'output']);
    assert.ok(notes.some((note) => note.events === kept?.events && note.output === kept.output));
    assert.deepEqual(await readdir(folder), ['reported.json']);
  });
});
