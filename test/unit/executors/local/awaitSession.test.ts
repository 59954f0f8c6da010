import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemClock } from '../../../../src/clock/systemClock.ts';
import { awaitSession } from '../../../../src/executors/local/awaitSession.ts';
import type {
  SessionRecordName,
  SessionRecords,
  SessionRecordTypes,
} from '../../../../src/sessionPorts/sessionRecords.ts';
import { sessionFiles } from '../../../../src/protocol/sessionFiles.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';
import { createPrograms } from '../../../../src/processes/programs.ts';

suite('waiting for a session', () => {
  test('a host that answers and leaves just after its answer was looked for has answered, and nothing is recovered', async (t) => {
    const result = { outcome: 'done', message: 'All of it.' } as const;
    let answered = false;
    const kept: Readonly<Record<string, unknown>> = {
      [sessionFiles.job]: { job: { work: { kind: 'agent' } } },
      // No system gives such a number, so this host has left.
      [sessionFiles.host]: { pid: 2 ** 30, started: '1' },
    };
    const records: SessionRecords = {
      create: () => Promise.reject(new Error('nothing is to be recorded')),
      replace: () => Promise.reject(new Error('nothing is to be recorded')),
      read: <Name extends SessionRecordName>(_folder: string, name: Name) => {
        if (name === sessionFiles.host) answered = true;
        const read = name === sessionFiles.result && answered ? { result } : kept[name];
        return Promise.resolve(read as SessionRecordTypes[Name] | undefined);
      },
    };
    const nowhere = { nodePath: '/no/node/here', hostProgram: '/no/host/here' };
    const options = { ...nowhere, records, programs: createPrograms(), clock: systemClock };
    assert.deepEqual(await awaitSession(options, await temporaryFolder(t), 's', 1, {}), result);
  });
});
