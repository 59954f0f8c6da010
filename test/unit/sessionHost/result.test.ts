import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { SessionRecords } from '../../../src/sessionPorts/sessionRecords.ts';
import type { LocalJob, ResultRecord } from '../../../src/protocol/sessionFiles.ts';
import { reserveResult, writeResult } from '../../../src/sessionHost/result.ts';

test('the result of a session that filled the disk is written into space kept for it, and says so', async (t) => {
  const sessionFolder = mkdtempSync(path.join(os.tmpdir(), 'wavegate-result-'));
  t.after(() => rmSync(sessionFolder, { recursive: true, force: true }));
  await reserveResult(sessionFolder);
  const reserve = path.join(sessionFolder, 'reserve');
  const written: ResultRecord[] = [];
  const records = {
    create(_folder: string, _name: string, record: ResultRecord) {
      if (existsSync(reserve)) return Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
      written.push(record);
      return Promise.resolve();
    },
  } as unknown as SessionRecords;
  const local = { job: { session: 'a', epoch: 1 }, sessionFolder } as LocalJob;
  await writeResult(records, local, { outcome: 'done', message: 'Finished a.' });
  assert.deepEqual(
    written.map(({ result }) => result.message),
    ['Finished a. The disk that holds the session is full: free some space.'],
  );
});
