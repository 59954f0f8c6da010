import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { noHash } from '../../../src/core/journal/record.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { parseJournal } from '../../../src/journal/reader.ts';
import { createJournalWriter } from '../../../src/journal/writer.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { fileStore, someEvent, someEvents, temporaryFolder } from '../../support/journalFixture.ts';

interface Disk {
  journal: Journal;
  /** Bytes that still fit. */
  space: number;
  flushFails: boolean;
  flushes: number;
  events(): Promise<readonly unknown[]>;
}

/** A journal on a disk whose space and flushes the test decides about. */
async function onDisk(context: TestContext): Promise<Disk> {
  const file = path.join(await temporaryFolder(context), 'journal.jsonl');
  const handle = await open(file, 'ax');
  const failure = (code: string): Error => Object.assign(new Error(`${code}: as the test wants it`), { code });
  const failing = {
    fd: handle.fd,
    async write(bytes: Uint8Array, offset: number) {
      const fits = Math.min(bytes.length - offset, disk.space);
      if (fits === 0) throw failure('ENOSPC');
      disk.space -= fits;
      return handle.write(bytes, offset, fits);
    },
    async datasync() {
      disk.flushes += 1;
      if (disk.flushFails) throw failure('EIO');
      await handle.datasync();
    },
    truncate: (size: number) => handle.truncate(size),
    close: () => handle.close(),
  };
  const disk: Disk = {
    journal: createJournalWriter({
      file,
      handle: failing,
      lease: { token: 1, isLost: () => false, release: () => Promise.resolve(), remove: () => Promise.resolve() },
      end: { seq: 0, hash: noHash, size: 0 },
      digest,
    }),
    space: Infinity,
    flushFails: false,
    flushes: 0,
    events: async () => parseJournal(await readFile(file), file, digest).records.flatMap(({ events }) => events),
  };
  return disk;
}

suite('trouble with the disk', () => {
  test('a full disk loses nothing, is said plainly, and once there is space the run goes on', async (context) => {
    const disk = await onDisk(context);
    await disk.journal.append([someEvent(1)]);
    disk.space = 100;
    await assert.rejects(disk.journal.append([someEvent(2)]), (error: Error) => {
      assert.match(error.message, /no space left .*Free some space, then resume/);
      return 'reason' in error && error.reason === 'disk-full';
    });
    assert.deepEqual(await disk.events(), someEvents(1));
    disk.space = Infinity;
    await disk.journal.append([someEvent(2)]);
    await disk.journal.close();
    assert.deepEqual(await disk.events(), someEvents(2));
  });

  test('after a flush that failed nothing more is taken, as nobody knows what is on the disk', async (context) => {
    const disk = await onDisk(context);
    disk.flushFails = true;
    await assert.rejects(disk.journal.append([someEvent(1)]), { reason: 'io' });
    disk.flushFails = false;
    await assert.rejects(disk.journal.append([someEvent(1)]), { reason: 'io' });
    await disk.journal.close();
  });

  test('appends of the same moment share one flush', async (context) => {
    const disk = await onDisk(context);
    await Promise.all(someEvents(50).map((event) => disk.journal.append([event])));
    assert.equal(disk.flushes, 1);
    await disk.journal.close();
    assert.deepEqual(await disk.events(), someEvents(50));
  });

  test('a state folder that is a file is named', async (context) => {
    const root = await temporaryFolder(context);
    const file = path.join(root, 'state');
    await writeFile(file, '');
    await assert.rejects(fileStore(file).create('run'), (error: Error) => error.message.includes(file));
    await assert.rejects(fileStore(file).open('run'), { reason: 'not-found' });
  });

  test(
    'a folder in which the system makes none is reported, and not tried for ever',
    { skip: process.platform !== 'linux' },
    async () => {
      await assert.rejects(fileStore('/proc/wavegate/runs').create('run'), { reason: 'io' });
    },
  );

  // Permissions do not bind every user who may run the tests, but nobody makes folders in /sys.
  test('a read-only state folder is named, and what to do', { skip: process.platform !== 'linux' }, async () => {
    await assert.rejects(fileStore('/sys/wavegate').create('run'), (error: Error) => {
      assert.match(error.message, /may not write to .*WAVEGATE_STATE/);
      return 'reason' in error && error.reason === 'read-only';
    });
  });
});
