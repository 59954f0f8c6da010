import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { OutputPiece } from '../../../../src/database/jobs.ts';
import type { Layout } from '../../../../src/ports/layout.ts';
import type { LocalJob } from '../../../../src/protocol/sessionFiles.ts';
import { createSessionMirror } from '../../../../src/runs/team/sessionMirror.ts';
import { createSessionRecords } from '../../../../src/sessionHost/sessionRecords.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const key = { run: 'r1', session: 's', epoch: 2 };
const job = {
  ...key,
  kind: 'implement',
  scope: { kind: 'wave', wave: 'w', attempt: 1 },
  subject: 'task',
} as unknown as Job;

async function mirrorIn(t: Pick<TestContext, 'after'>) {
  const root = await temporaryFolder(t);
  const layout = {
    ...{ stateRoot: root, worktreeRoot: path.join(root, 'worktrees') },
    sessionFolder: (run: string, session: string, epoch: number) => path.join(root, run, `${session}@${epoch}`),
    worktree: () => path.join(root, 'worktrees', 'task'),
    backupFolder: () => path.join(root, 'backup'),
  } as unknown as Layout;
  const make = () => createSessionMirror({ layout, repository: '/repository', records: createSessionRecords() });
  const mirror = make();
  await mirror.begin(job);
  const folder = layout.sessionFolder(key.run, key.session, key.epoch);
  const read = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => undefined);
  return { mirror, make, folder, read };
}

const piece = (begins: number, text: string, more: Partial<OutputPiece> = {}): OutputPiece => ({
  ...{ session: 's', epoch: 2, take: 1, stream: 'output', begins, bytes: Buffer.from(text) },
  ...more,
});

suite('the copy of a session that runs on a host', () => {
  test('has the files by which a terminal knows a session, for its user alone', async (t) => {
    const { mirror, folder, read } = await mirrorIn(t);
    const local = JSON.parse((await read('job.json')) ?? '') as LocalJob;
    assert.deepEqual([local.job.session, local.repository, local.remote, local.nonce], ['s', '/repository', true, '']);
    await mirror.status(key, { takenOver: false, host: 'one' });
    await mirror.status(key, { takenOver: false, host: 'two' });
    assert.deepEqual(JSON.parse((await read('status.json')) ?? ''), { takenOver: false, host: 'two' });
    await mirror.end(key, { outcome: 'done', message: 'First.' });
    await mirror.end(key, { outcome: 'crashed', message: 'Second.' });
    const { result, ...of } = JSON.parse((await read('result.json')) ?? '') as { result: object; endedAt: number };
    assert.deepEqual(
      [result, { ...of, endedAt: 0 }],
      [
        { outcome: 'done', message: 'First.' },
        { session: 's', epoch: 2, endedAt: 0 },
      ],
    );
    await mirror.begin(job);
    if (process.platform !== 'win32') assert.equal((await stat(folder)).mode & 0o077, 0);
  });

  test('takes pieces as they come: again, overlapping, grown meanwhile; and none behind a gap', async (t) => {
    const { mirror, read } = await mirrorIn(t);
    await mirror.add(key, piece(0, 'Hello'));
    await mirror.add(key, piece(0, 'Hello'));
    await mirror.add(key, piece(0, 'Hello, wor'));
    await mirror.add(key, piece(8, 'orld'));
    await mirror.add(key, piece(20, 'beyond'));
    await mirror.add(key, piece(0, 'x', { stream: 'events' }));
    assert.deepEqual([await read('output.log'), await read('events.jsonl')], ['Hello, world', 'x']);
    assert.deepEqual(await mirror.known(key, 1), { session: 's', epoch: 2, take: 1, events: 1, output: 12 });
  });

  test('goes on with what the next host prints behind what the lost one had printed', async (t) => {
    const { mirror, make, read } = await mirrorIn(t);
    await mirror.add(key, piece(0, 'first host\n'));
    assert.deepEqual(await mirror.known(key, 2), { session: 's', epoch: 2, take: 2, events: 0, output: 0 });
    await mirror.add(key, piece(0, 'second host\n', { take: 2 }));
    // As after a restart of whoever drives the run.
    const again = make();
    assert.equal((await again.known(key, 2)).output, 'second host\n'.length);
    await again.add(key, piece(0, 'second host\nmore\n', { take: 2 }));
    assert.equal(await read('output.log'), 'first host\nsecond host\nmore\n');
  });

  test('is not stopped by a damaged note of what was copied: nothing is lost', async (t) => {
    const { make, folder, read } = await mirrorIn(t);
    for (const torn of ['', '{"take":1,"eve', 'null', '[]', '{"take":1}']) {
      await writeFile(path.join(folder, 'output.log'), 'known\n');
      await writeFile(path.join(folder, 'copied.json'), torn);
      const mirror = make();
      assert.deepEqual(await mirror.known(key, 1), { session: 's', epoch: 2, take: 1, events: 0, output: 0 });
      await mirror.add(key, piece(0, 'all of it\n'));
      assert.equal(await read('output.log'), 'known\nall of it\n', JSON.stringify(torn));
    }
  });

  test('is what was printed, in whatever pieces it comes and however often', async (t) => {
    const text = 'Ünïcode and\r\nlines\n{"json":true}\n';
    const bytes = Buffer.from(text);
    const cut = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: bytes.length }));
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 8 }), async (cuts) => {
        const { mirror, read } = await mirrorIn(t);
        for (const [begins, length] of cuts)
          await mirror.add(key, { ...piece(begins, ''), bytes: bytes.subarray(begins, begins + length) });
        const before = await mirror.known(key, 1);
        // The rest is asked for from there.
        await mirror.add(key, { ...piece(before.output, ''), bytes: bytes.subarray(before.output) });
        assert.equal((await read('output.log')) ?? '', text);
      }),
      { numRuns: 25 },
    );
  });
});
