import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { noHash } from '../../../src/core/journal/record.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import type { JournalStore } from '../../../src/ports/journal.ts';
import { fileStore, someEvent, someEvents, temporaryFolder } from '../../support/journalFixture.ts';

interface Written {
  readonly store: JournalStore;
  readonly file: string;
  readonly bytes: Buffer;
}

/** @param each events in a record */
async function written(context: TestContext, count: number, each = 1): Promise<Written> {
  const root = await temporaryFolder(context);
  const store = fileStore(root);
  const journal = await store.create('run');
  for (let from = 0; from < count; from += each) await journal.append(someEvents(count).slice(from, from + each));
  await journal.close();
  const file = path.join(root, 'run', 'journal.jsonl');
  return { store, file, bytes: await readFile(file) };
}

suite('a damaged journal', () => {
  test('cut off at any byte, it opens with every command that was complete, and keeps the torn bytes', async (context) => {
    const { store, file, bytes } = await written(context, 4, 2);
    const ends = [...bytes.entries()].flatMap(([index, byte]) => (byte === 0x0a ? [index + 1] : []));
    // Each byte at the ends of records, and some within: every time a journal is opened, it waits for the disk.
    const near = (length: number): boolean => [0, ...ends].some((end) => Math.abs(end - length) <= 8);
    const lengths = Array.from({ length: bytes.length + 1 }, (_, at) => at).filter((at) => near(at) || at % 7 === 0);
    for (const length of lengths) {
      await writeFile(file, bytes.subarray(0, length));
      const complete = 2 * ends.filter((end) => end <= length).length;
      assert.deepEqual(await store.read('run'), someEvents(complete), `read, cut at ${length}`);
      const { journal, records } = await store.open('run');
      assert.deepEqual(
        records.flatMap(({ events }) => events),
        someEvents(complete),
        `opened, cut at ${length}`,
      );
      await journal.append([someEvent(complete + 1)]);
      await journal.close();
      assert.deepEqual(await store.read('run'), someEvents(complete + 1), `appended, cut at ${length}`);
    }
    const folder = path.dirname(file);
    const copies = (await readdir(folder)).filter((name) => name.includes('.torn-'));
    assert.equal(copies.length, lengths.length - (ends.length + 1));
    const kept = await Promise.all(copies.map((name) => readFile(path.join(folder, name))));
    assert.ok(kept.some((copy) => copy.equals(bytes.subarray(ends[0], bytes.length - 1))));
  });

  test('with any bit turned it is refused, naming the line and what to do, and left as it is', async (context) => {
    const { store, file, bytes } = await written(context, 3);
    const lineBreaks = bytes.filter((byte) => byte === 0x0a).length;
    assert.equal(lineBreaks, 3);
    for (let index = 0; index < bytes.length - 1; index += 5) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] ?? 0) ^ (1 << (index % 8));
      await writeFile(file, damaged);
      const line = bytes.subarray(0, index).filter((byte) => byte === 0x0a).length + 1;
      await assert.rejects(store.open('run'), (error) => {
        assert.ok(error instanceof JournalError);
        assert.match(error.message, new RegExp(`Line ${line} `), `byte ${index}: ${error.message}`);
        return ['broken-chain', 'unknown-record', 'old-record'].includes(error.reason);
      });
      assert.ok((await readFile(file)).equals(damaged));
    }
    await writeFile(file, bytes);
    const { journal } = await store.open('run');
    await journal.close();
  });

  test('written by an earlier version, it is refused in one sentence that says what to do, and stays as it is', async (context) => {
    const { store, file } = await written(context, 1);
    const sealed = `{"v":1,"seq":1,"token":1,"prev":"${noHash}","event":${JSON.stringify(someEvent(1))}`;
    const old = `${sealed},"hash":"${digest.sha256(sealed)}"}\n`;
    await writeFile(file, old);
    for (const look of [() => store.open('run'), () => store.read('run')]) {
      await assert.rejects(look(), {
        reason: 'old-record',
        message: `${file}: Line 1 is a record of version 1, which an earlier Wavegate wrote and this one no longer reads: finish the run with that version, or start a new run from its plan.`,
      });
    }
    assert.equal(await readFile(file, 'utf8'), old);
    assert.deepEqual((await store.list()).length, 1);
  });

  test('changed by somebody else while it is open, it takes nothing more', async (context) => {
    const { store, file, bytes } = await written(context, 2);
    const { journal } = await store.open('run');
    await writeFile(file, Buffer.concat([bytes, Buffer.from('more\n')]));
    await assert.rejects(journal.append([someEvent(3)]), { reason: 'broken-chain' });
    await assert.rejects(journal.append([someEvent(3)]), { reason: 'broken-chain' });
    await journal.close();
  });

  test('folders and files that are no journals are not listed as runs', async (context) => {
    const { store, file } = await written(context, 1);
    await writeFile(path.join(file, '..', '..', 'note.txt'), 'not a run');
    assert.deepEqual(
      (await store.list()).map(({ run }) => run),
      ['run'],
    );
  });
});
