import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createHostWatch } from '../../../../src/executors/local/hostWatch.ts';
import { createPrograms } from '../../../../src/processes/programs.ts';
import { sessionFiles } from '../../../../src/protocol/sessionFiles.ts';
import { createSessionRecords } from '../../../../src/sessionHost/sessionRecords.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

suite('looking after a session host', () => {
  test('one that did not start in time cannot begin any more once its session is answered for', async (t) => {
    const folder = await temporaryFolder(t);
    const records = createSessionRecords();
    let now = 0;
    const clock = { now: () => now, wake: () => () => undefined };
    const watch = createHostWatch({ programs: createPrograms(), records, clock }, folder);
    assert.equal(await watch.look(), undefined);
    now = 3_600_000;
    assert.equal(await watch.look(), 'The session host did not start');
    assert.equal(await records.create(folder, sessionFiles.host, { pid: 1, started: 'late' }), false);
  });

  test('one that came at the last moment is the host', async (t) => {
    const folder = await temporaryFolder(t);
    const records = createSessionRecords();
    let now = 0;
    const clock = { now: () => now, wake: () => () => undefined };
    const programs = createPrograms();
    const self = (await programs.identify(process.pid)) ?? assert.fail('this process is listed');
    const late = { ...programs, identify: async () => (await records.create(folder, sessionFiles.host, self), self) };
    const watch = createHostWatch({ programs: late, records, clock }, folder);
    now = 3_600_000;
    assert.equal(await watch.look(), undefined);
  });
});
