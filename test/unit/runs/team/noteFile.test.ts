import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
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

  test('stay as they were where the new ones cannot be written', async (t) => {
    const folder = await temporaryFolder(t);
    const file = path.join(folder, 'reported.json');
    await keepNote(file, { events: 1, output: 2 });
    await mkdir(`${file}.tmp`);
    await assert.rejects(keepNote(file, { events: 3, output: 4 }));
    assert.equal(await readFile(file, 'utf8'), '{"events":1,"output":2}');
  });
});
