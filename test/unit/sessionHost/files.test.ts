import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { sessionFiles } from '../../../src/protocol/sessionFiles.ts';
import { createEventLog } from '../../../src/sessionHost/eventLog.ts';
import { openOutputLog } from '../../../src/sessionHost/outputLog.ts';
import { createSessionRecords } from '../../../src/sessionHost/sessionRecords.ts';
import { createStatusFile } from '../../../src/sessionHost/statusFile.ts';
import { createTakeOverRequests } from '../../../src/sessionHost/takeOverRequests.ts';
import { watchForStop } from '../../../src/sessionHost/stopRequests.ts';
import { temporaryFolder } from '../../support/journalFixture.ts';

suite('the output of a session', () => {
  const chunks = fc.array(fc.stringMatching(/^[a-z\n]{0,40}$/), { maxLength: 20 });
  const mark = /\n\[more than 0 MB; the last part follows when the session ends\]\n/;

  test('is kept whole where it fits, in whatever pieces it comes', async (t) => {
    const folder = await temporaryFolder(t);
    let number = 0;
    fc.assert(
      fc.property(chunks, (pieces) => {
        const file = path.join(folder, `whole${(number += 1)}`);
        const log = openOutputLog(file, 4_000);
        for (const piece of pieces) log.append(Buffer.from(piece));
        assert.equal(log.tail(), pieces.join(''));
        assert.equal(log.received, pieces.join('').length);
        log.close();
        assert.equal(readFileSync(file, 'utf8'), pieces.join(''));
        assert.equal(log.problem, undefined);
      }),
      { numRuns: 30 },
    );
  });

  test('has its beginning and its end where it does not, never more than was asked for, and nothing beside it', async (t) => {
    const folder = await temporaryFolder(t);
    let number = 0;
    fc.assert(
      fc.property(chunks, fc.integer({ min: 2, max: 200 }), (pieces, limit) => {
        const file = path.join(folder, `cut${(number += 1)}`);
        const log = openOutputLog(file, limit);
        for (const piece of pieces) log.append(Buffer.from(piece));
        log.close();
        const said = pieces.join('');
        const half = Math.floor(limit / 2);
        const kept = readFileSync(file, 'utf8');
        if (said.length <= half) return assert.equal(kept, said);
        const [beginning, end = ''] = kept.split(mark);
        assert.equal(beginning, said.slice(0, half));
        assert.ok(said.endsWith(end));
        assert.ok(end.length >= Math.min(said.length - half, Math.max(1, Math.floor(half / 2))), 'enough of its end');
        assert.ok(end.length <= 2 * Math.max(1, Math.floor(half / 2)), 'no more than its share');
        assert.deepEqual(
          readdirSync(folder).filter((name) => name.includes('.end')),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  test('of one enormous piece is kept as that of many', async (t) => {
    const folder = await temporaryFolder(t);
    const log = openOutputLog(path.join(folder, 'log'), 64);
    log.append(Buffer.alloc(3_000_000, 'x'));
    log.append(Buffer.from('the end'));
    log.close();
    assert.equal(log.problem, undefined);
    assert.match(readFileSync(path.join(folder, 'log'), 'utf8'), /the end$/);
    assert.equal(log.tail().length, 8 * 1024);
  });

  test('that cannot be kept costs the log and not the session', async (t) => {
    const folder = await temporaryFolder(t);
    const log = openOutputLog(path.join(folder, 'log'), 10);
    mkdirSync(path.join(folder, 'log.end'));
    for (let count = 0; count < 3; count += 1) log.append(Buffer.from('abcdefgh'));
    assert.match(log.problem ?? '', /EISDIR|illegal operation/);
    assert.equal(log.tail(), 'abcdefghabcdefghabcdefgh', 'its last words are known all the same');
    log.close();
  });
});

suite('a record of a session', () => {
  const result = (text: string) => ({
    session: 's',
    epoch: 1,
    endedAt: 1,
    result: { outcome: 'done', message: text } as const,
  });

  test('that several processes make at once is made by one, and all read that one', async (t) => {
    const folder = await temporaryFolder(t);
    const records = createSessionRecords();
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, at) => records.create(folder, sessionFiles.result, result(`by ${at}`))),
    );
    assert.equal(made.filter((first) => first).length, 1);
    const winner = made.indexOf(true);
    assert.equal((await records.read(folder, sessionFiles.result))?.result.message, `by ${winner}`);
    assert.deepEqual(readdirSync(folder), [sessionFiles.result], 'nothing else is left');
    assert.equal(statSync(path.join(folder, sessionFiles.result)).mode & 0o077, 0, 'for the person alone');
  });

  test('is read whole while it is replaced', async (t) => {
    const folder = await temporaryFolder(t);
    const records = createSessionRecords();
    await records.create(folder, sessionFiles.result, result('x'.repeat(20_000)));
    const replacing = (async () => {
      for (let turn = 0; turn < 10; turn += 1)
        await records.replace(folder, sessionFiles.result, result(String(turn).repeat(20_000)));
    })();
    for (let look = 0; look < 30; look += 1) {
      const message = (await records.read(folder, sessionFiles.result))?.result.message ?? '';
      assert.equal(new Set(message).size, 1);
      assert.equal(message.length, 20_000);
    }
    await replacing;
    assert.deepEqual(readdirSync(folder), [sessionFiles.result]);
  });

  test('is not there where it is not, and one that cannot be made leaves nothing', async (t) => {
    const folder = await temporaryFolder(t);
    const records = createSessionRecords();
    assert.equal(await records.read(folder, sessionFiles.result), undefined);
    await assert.rejects(records.create(path.join(folder, 'missing'), sessionFiles.result, result('x')), /ENOENT/);
    await assert.rejects(records.replace(path.join(folder, 'missing'), sessionFiles.result, result('x')), /ENOENT/);
    assert.deepEqual(readdirSync(folder), []);
  });
});

suite('what a host tells while a session runs', () => {
  test('is one line for each thing that happened, and no reason to end where it cannot be written', async (t) => {
    const folder = await temporaryFolder(t);
    const happened = createEventLog(folder);
    happened({ type: 'progress', text: 'line one\nline two' } as never);
    happened({ type: 'progress', text: 'next' } as never);
    const lines = readFileSync(path.join(folder, sessionFiles.events), 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { text: string }).text),
      ['line one\nline two', 'next'],
    );
    assert.doesNotThrow(() => createEventLog(path.join(folder, 'missing'))({ type: 'progress', text: 'x' } as never));
  });

  test('is its status, written when a person comes or goes, else with the next beat', async (t) => {
    const folder = await temporaryFolder(t);
    const written: string[] = [];
    const records = {
      ...createSessionRecords(),
      replace: (_folder: string, _name: string, value: unknown) =>
        Promise.resolve(void written.push(JSON.stringify(value))),
    };
    const status = createStatusFile(folder, records as never);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    status.change({ takenOver: false, progress: 'one' } as never);
    status.change({ takenOver: false, progress: 'two' } as never);
    await turn();
    assert.deepEqual(written, []);
    status.beat();
    status.beat();
    await turn();
    assert.deepEqual(written, ['{"takenOver":false,"progress":"two"}']);
    status.change({ takenOver: true });
    await turn();
    assert.equal(written.length, 2, 'at once');
  });
});

suite('a person who takes a session over', () => {
  test('has it until they leave, and its files go with them', async (t) => {
    const folder = await temporaryFolder(t);
    const told: boolean[] = [];
    const records = createSessionRecords();
    const { signal } = new AbortController();
    const requests = createTakeOverRequests(folder, '/worktree', records, signal, (taken) => told.push(taken));
    let asked = false;
    const waiting = requests.asked().then(() => (asked = true));
    requests.look();
    await Promise.resolve();
    assert.equal(asked, false);
    writeFileSync(path.join(folder, sessionFiles.takeOver), '');
    requests.look();
    await waiting;
    const stay = requests.open({ argv: ['claude', '--resume'], env: { A: '1' } });
    while (!told.includes(true)) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await records.read(folder, sessionFiles.takenOver), {
      argv: ['claude', '--resume'],
      cwd: '/worktree',
      env: { A: '1' },
    });
    rmSync(path.join(folder, sessionFiles.takeOver));
    requests.look();
    await stay;
    assert.deepEqual(told, [true, false]);
    assert.equal(existsSync(path.join(folder, sessionFiles.takenOver)), false);
  });

  test('is let go where the session is stopped', async (t) => {
    const folder = await temporaryFolder(t);
    const stop = new AbortController();
    const requests = createTakeOverRequests(folder, '/w', createSessionRecords(), stop.signal, () => undefined);
    writeFileSync(path.join(folder, sessionFiles.takeOver), '');
    const stay = requests.open({ argv: ['x'], env: {} });
    stop.abort();
    await stay;
    assert.deepEqual(readdirSync(folder), []);
  });
});

suite('a request to stop a session', () => {
  test('counts also where it was made before anybody watched, and leaves no listener', async (t) => {
    const folder = await temporaryFolder(t);
    const before = process.listenerCount('SIGTERM');
    const early = watchForStop(folder);
    assert.equal(early.signal.aborted, false);
    writeFileSync(path.join(folder, sessionFiles.stop), '');
    early.look();
    assert.equal(early.signal.aborted, true);
    const late = watchForStop(folder);
    assert.equal(late.signal.aborted, true);
    early.close();
    late.close();
    assert.equal(process.listenerCount('SIGTERM'), before);
  });
});
