import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createThreadFile, logName } from '../../../src/threads/threadFile.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

const line = (event: number, text = `Event ${event}`) => ({ event, at: 0, text });
const told = (event: number, text = `Event ${event}`): string => `1970-01-01T00:00:00.000Z #${event} ${text}`;

describe('the log of a thread', () => {
  it('has each event once, in order, whoever tells it again', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'run');
    const file = createThreadFile(folder);
    assert.deepEqual(await file.lines(), []);
    await Promise.all([file.append([line(1), line(2)]), file.append([line(2), line(3)])]);
    assert.deepEqual(await file.lines(), [told(1), told(2), told(3)]);
    // As after a restart.
    await createThreadFile(folder).append([line(2), line(3), line(4)]);
    assert.deepEqual(await file.lines(), [told(1), told(2), told(3), told(4)]);
  });

  it('loses a line that a crash has cut off, and has it told again', async (t) => {
    const folder = await temporaryFolder(t);
    await createThreadFile(folder).append([line(1)]);
    await appendFile(path.join(folder, logName), told(2).slice(0, 20));
    const file = createThreadFile(folder);
    assert.deepEqual(await file.lines(), [told(1)], 'half a line is none');
    await file.append([line(1), line(2)]);
    assert.deepEqual(await file.lines(), [told(1), told(2)]);
  });

  it('has a line for each event, whatever its words are', async (t) => {
    const file = createThreadFile(await temporaryFolder(t));
    await file.append([line(1, 'One\r\n  #2 two\nthree')]);
    assert.deepEqual(await file.lines(), [told(1, 'One #2 two three')]);
    await file.append([line(2)]);
    assert.equal((await file.lines()).length, 2);
  });

  it('goes on after the disk did not take a line', async (t) => {
    const root = await temporaryFolder(t);
    const folder = path.join(root, 'run');
    await writeFile(folder, 'in the way');
    const file = createThreadFile(folder);
    await assert.rejects(file.append([line(1)]));
    const other = createThreadFile(path.join(root, 'other'));
    await mkdir(path.join(root, 'other', logName), { recursive: true });
    await assert.rejects(other.append([line(1)]));
  });
});

describe('where a thread is', () => {
  it('is kept whole, and is not known where that cannot be read', async (t) => {
    const folder = path.join(await temporaryFolder(t), 'run');
    const file = createThreadFile(folder);
    assert.equal(await file.binding(), undefined);
    const binding = { mode: 'intake' as const, id: 't1', url: 'https://example.org', delivered: 3 };
    await file.bind(binding);
    assert.deepEqual(await file.binding(), binding);
    assert.deepEqual(JSON.parse(await readFile(path.join(folder, 'thread.json'), 'utf8')), binding);
    for (const text of ['{', 'null', '{"mode":"log","id":"x"}']) {
      await writeFile(path.join(folder, 'thread.json'), text);
      assert.equal(await file.binding(), undefined);
    }
  });
});
