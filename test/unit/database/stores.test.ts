import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readHostLimits, setHostLimit } from '../../../src/database/atOnce.ts';
import { createHostDesk } from '../../../src/database/hostDesk.ts';
import { createJobStore } from '../../../src/database/jobs.ts';
import { jsonbText } from '../../../src/database/jsonb.ts';
import { migrations } from '../../../src/database/migrations.ts';
import { createDatabaseRequests } from '../../../src/database/requestBox.ts';
import { listDatabaseRuns, setPriority } from '../../../src/database/runList.ts';
import { createSessionStore } from '../../../src/database/sessions.ts';
import { createWorkStore } from '../../../src/database/work.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import { failure, playedDatabase } from '../../support/playedDatabase.ts';
import type { PlayedAnswer } from '../../support/playedDatabase.ts';

const key = { run: 'r1', session: 's1', epoch: 2 };
const fails = (reason: JournalError['reason'], words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof JournalError, String(error));
  assert.equal(error.reason, reason);
  assert.match(error.message, words);
  return true;
};
/** Tables of this version, and an answer for everything else. */
const withTables =
  (answer: PlayedAnswer): PlayedAnswer =>
  (asked) =>
    asked.text.includes('wavegate.version') ? [{ number: migrations.length }] : answer(asked);

suite('a value in a column of the database', () => {
  /** Texts as programs print them and as they are cut: with NULs, escapes, backslashes and halves of pairs. */
  const text = fc.string({
    unit: fc.constantFrom(
      '\0',
      '\uD83C',
      '\uDF0A',
      '🌊',
      '\\',
      'u0000',
      'ud83c',
      '"',
      '\n',
      '\x1B',
      'a',
      'é',
      '\uFFFD',
    ),
    maxLength: 12,
  });
  const mended = (value: string): string => Buffer.from(value.replaceAll('\0', '\uFFFD')).toString();

  test('is what it was, but for what PostgreSQL takes in no text', () => {
    fc.assert(
      fc.property(text, fc.array(text), (one, more) => {
        assert.deepEqual(JSON.parse(jsonbText({ one, more })), { one: mended(one), more: more.map(mended) });
      }),
    );
  });

  test('has neither a NUL nor half of a pair in it, nor in the names of its parts', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (record) => {
        const written = jsonbText(record);
        assert.doesNotMatch(written.replaceAll('\\\\', ''), /\\u0000|\\ud[89a-f]/);
      }),
    );
  });

  for (const [value, written] of [
    ['a\0b', '"a\uFFFDb"'],
    ['cut \uD83C', '"cut \uFFFD"'],
    ['\uDF0A', '"\uFFFD"'],
    ['🌊', '"🌊"'],
    ['\\u0000', String.raw`"\\u0000"`],
    ['\\\0', '"\\\\\uFFFD"'],
    ['\x1B[0m', String.raw`"\u001b[0m"`],
    [null, 'null'],
    [{ a: [1, true] }, '{"a":[1,true]}'],
  ] as const)
    test(`${JSON.stringify(value)} is written as ${written}`, () => assert.equal(jsonbText(value), written));
});

suite('what an agent has printed', () => {
  const result = { outcome: 'done', message: 'half of a wave \uD83C and a NUL \0' } as const;
  const clean = 'half of a wave \uFFFD and a NUL \uFFFD';

  test('reaches the database in each of the ways in which it goes there', async () => {
    const { database, asked } = playedDatabase(() => [{ counts: true, ours: true, result: null }]);
    const host = createHostDesk(database, 'h1', 30);
    await host.deliver(1, { ...key, take: 1 }, result, {}, undefined);
    await host.report(1, { ...key, take: 1 }, { status: result as never });
    await createSessionStore(database, () => 3).end(key, result);
    await createJobStore(database, () => 3).giveUp(key, result);
    await createJobStore(database, () => 3).place('r1', 'w1', result);
    assert.equal(asked.length, 5);
    for (const { values } of asked) {
      const written = values.find((value) => typeof value === 'string' && value.startsWith('{"outcome"'));
      assert.deepEqual(JSON.parse(String(written)), { outcome: 'done', message: clean });
    }
  });
});

suite('the sessions of a run in a database', () => {
  test('are put there only by whoever drives the run', async () => {
    const { database, asked } = playedDatabase();
    const jobs = createJobStore(database, () => undefined);
    const job = { ...key, kind: 'wave' } as never;
    await assert.rejects(
      jobs.enqueue({ job, scope: 'w1' }, { drivers: [], labels: [] }),
      fails('lost-lease', /^Run r1 in ann@db\/team is driven by another process\. Go on there\.$/),
    );
    await assert.rejects(jobs.place('r1', 'w1', {}), fails('lost-lease', /driven by another process/));
    assert.equal(asked[0]?.values.at(-1), 0, 'no lease has the token 0');
  });

  test('may be put there twice, as after a crash', async () => {
    const { database } = playedDatabase(({ text }) =>
      text.startsWith('SELECT')
        ? [{ session: 's1', epoch: 2, host: null, takes: 0, waits: true, status: null, result: null, refs: null }]
        : [],
    );
    const jobs = createJobStore(database, () => 7);
    await jobs.enqueue({ job: key as never, scope: 'w1' }, { drivers: ['claude'], labels: [] });
    assert.deepEqual(await jobs.find(key), { takes: 0, waits: true });
  });

  test('are told as they are, without what is not there yet', async () => {
    const row = {
      session: 's1',
      epoch: 2,
      host: 'h1',
      takes: 1,
      waits: false,
      status: { text: 'x' },
      refs: { a: 'b' },
    };
    const { database } = playedDatabase(() => [{ ...row, result: { outcome: 'done', message: '' } }]);
    const jobs = createJobStore(database, () => 7);
    assert.deepEqual(await jobs.findAll('r1', [key]), [
      {
        ...{ run: 'r1', session: 's1', epoch: 2, host: 'h1', takes: 1, waits: false },
        ...{ status: { text: 'x' }, refs: { a: 'b' }, result: { outcome: 'done', message: '' } },
      },
    ]);
    const none = createJobStore(playedDatabase().database, () => 7);
    assert.deepEqual(
      [await none.find(key), await none.body(key), await none.bundle(key)],
      [undefined, undefined, undefined],
    );
  });

  test('have their output placed by number, however long it has become', async () => {
    const far = '9007199254740991';
    const piece = { session: 's1', epoch: 2, take: 1, stream: 'output', begins: far, bytes: Buffer.from('x') };
    const { database } = playedDatabase(() => [piece]);
    const [found] = await createJobStore(database, () => 7).output('r1', []);
    assert.equal(found?.begins, Number.MAX_SAFE_INTEGER);
  });

  test('that are given up count once', async () => {
    const counts = (rows: readonly object[]) =>
      createJobStore(playedDatabase(() => rows).database, () => 7).giveUp(key, { outcome: 'crashed', message: '' });
    assert.equal(await counts([{}]), true);
    assert.equal(await counts([]), false);
  });

  test('that wait end at once where they are stopped; a person is let in, or not, by another statement', async () => {
    const { database, asked } = playedDatabase();
    const jobs = createJobStore(database, () => 7);
    for (const what of ['stop', 'takeOver', 'handBack'] as const) await jobs.ask(key, what);
    assert.match(asked[0]?.text ?? '', /SET stop_asked = true/);
    assert.match(String(asked[0]?.values.at(-1)), /"cancelled".*Stopped while no host was at work on it\./);
    assert.deepEqual(
      asked.slice(1).map(({ values }) => values.at(-1)),
      [true, false],
    );
  });

  test('belong to the machine that they were started on first', async () => {
    const { database } = playedDatabase(({ text }) =>
      text.startsWith('SELECT') ? [{ machine: 'm1', name: 'attic' }] : [],
    );
    const sessions = createSessionStore(database, () => 7);
    assert.deepEqual(await sessions.claim(key, { id: 'm2', name: 'cellar' }), { id: 'm1', name: 'attic' });
    const lost = createSessionStore(playedDatabase().database, () => 7);
    await assert.rejects(lost.claim(key, { id: 'm2', name: 'cellar' }), fails('lost-lease', /another process/));
    assert.equal(await lost.machineOf(key), undefined);
  });

  test('end as was noted first', async () => {
    const first = { outcome: 'crashed', message: 'The machine is gone.' } as const;
    const later = { outcome: 'done', message: '' } as const;
    const noted = createSessionStore(playedDatabase(() => [{ result: first }]).database, () => 7);
    assert.deepEqual(await noted.end(key, later), first);
    const none = createSessionStore(playedDatabase().database, () => 7);
    assert.deepEqual(await none.end(key, later), later);
  });

  test('have their commits added by whoever drives the run, in their order', async () => {
    const rows = [
      { number: 4, bundle: Buffer.from('x') },
      { number: 5, bundle: null },
    ];
    const work = createWorkStore(playedDatabase(() => rows).database, () => 7);
    assert.deepEqual(await work.since('r1', 3), [{ number: 4, bundle: Buffer.from('x') }, { number: 5 }]);
    assert.equal(await work.add('r1', {}, undefined), 4);
    const lost = createWorkStore(playedDatabase().database, () => undefined);
    assert.equal(await lost.refs('r1'), undefined);
    await assert.rejects(lost.add('r1', {}, undefined), fails('lost-lease', /^Run r1 in ann@db\/team is driven by/));
  });
});

suite('the limit of agents over all hosts', () => {
  test('is that over all drivers first, and has no name then', async () => {
    const { database } = playedDatabase(
      withTables(() => [
        { driver: '', agents: 10 },
        { driver: 'claude', agents: 4 },
      ]),
    );
    assert.deepEqual(await readHostLimits(database), [{ agents: 10 }, { agents: 4, agent: 'claude' }]);
  });

  test('is set for all or for one driver, and removed', async () => {
    const { database, asked } = playedDatabase(withTables(() => []));
    await setHostLimit(database, undefined, 3);
    await setHostLimit(database, 'codex', undefined);
    const changes = asked.filter(({ text }) => !text.includes('version'));
    assert.deepEqual(
      changes.map(({ text, values }) => [text.split(' ', 1)[0], ...values]),
      [
        ['INSERT', '', 3],
        ['DELETE', 'codex'],
      ],
    );
  });

  for (const [number, reason, words] of [
    [0, 'io', /has no tables of Wavegate yet\. Its owner makes them with: wavegate database setup/],
    [migrations.length - 1, 'old-record', /are of version \d+, and this Wavegate needs \d+\. Once nobody uses/],
    [migrations.length + 1, 'unknown-record', /which is newer than this Wavegate \(\d+\)\. Update Wavegate here\.$/],
  ] as const)
    test(`is neither read nor set in tables of version ${number}, and it is said why`, async () => {
      const { database, asked } = playedDatabase(() => [{ number }]);
      await assert.rejects(readHostLimits(database), fails(reason, words));
      await assert.rejects(setHostLimit(database, undefined, 3), fails(reason, words));
      assert.ok(asked.every(({ text }) => text.startsWith('SELECT')));
    });

  test('is not set by a login that drives no runs, which is said', async () => {
    const { database } = playedDatabase(withTables(() => failure('42501', 'permission denied for table at_once')));
    await assert.rejects(
      setHostLimit(database, undefined, 3),
      fails('read-only', /permission denied for table at_once.*wavegate_driver to drive runs/),
    );
  });
});

suite('the runs of all repositories in a database', () => {
  const row = {
    ...{ run: 'r1', repository: null, priority: 0, holder: null, waiting: 2, working: 1, waited: 61.6, modified: 5 },
  };
  test('have a driver and a repository only where there is one', async () => {
    const { database } = playedDatabase(
      withTables(() => [row, { ...row, run: 'r2', repository: 'c0', holder: { host: 'attic', pid: 7, at: 1 } }]),
    );
    const shared = { priority: 0, waiting: 2, working: 1, waitedSeconds: 62, modifiedAt: 5 };
    assert.deepEqual(await listDatabaseRuns(database), [
      { run: 'r1', ...shared },
      { run: 'r2', ...shared, repository: 'c0', driver: { host: 'attic', pid: 7 } },
    ]);
  });

  test('go before others, and the priority before is told; one that is not there is told as well', async () => {
    assert.equal(await setPriority(playedDatabase(withTables(() => [{ before: 3 }])).database, 'r1', 10), 3);
    await assert.rejects(
      setPriority(playedDatabase(withTables(() => [])).database, 'r9', 10),
      fails(
        'not-found',
        /^There is no run r9 in ann@db\/team\. `wavegate database runs` lists those of all repositories\.$/,
      ),
    );
  });
});

suite('a request to whoever drives a run', () => {
  const answered = { id: 'q1', body: 'please' };

  test('is answered once, however often it is seen, and whoever waits hears it', async () => {
    const until = new AbortController();
    const seen: string[] = [];
    const { database, asked, notify, listening } = playedDatabase(({ text }) =>
      text.startsWith('SELECT id') ? [answered] : [],
    );
    createDatabaseRequests(database).attend(
      'r1',
      (body) => (seen.push(body), Promise.resolve({ done: true } as never)),
      until.signal,
    );
    for (let at = 0; at < 4; at += 1) {
      notify('request:r1');
      await setImmediate();
    }
    assert.deepEqual(seen, ['please']);
    const given = asked.filter(({ text }) => text.startsWith('UPDATE'));
    assert.deepEqual(
      given.map(({ values }) => values),
      [['q1', '{"done":true}']],
    );
    assert.deepEqual(listening(), ['request:r1']);
    until.abort();
    assert.deepEqual(listening(), []);
  });

  test('that makes trouble keeps no other one from its answer', async () => {
    const until = new AbortController();
    const seen: string[] = [];
    const { database, notify } = playedDatabase(({ text }) =>
      text.startsWith('SELECT id') ? [answered, { id: 'q2', body: 'two' }] : [],
    );
    const answer = (body: string) => {
      seen.push(body);
      return body === 'please' ? Promise.reject(new Error('It broke.')) : Promise.resolve({ done: true } as never);
    };
    createDatabaseRequests(database).attend('r1', answer, until.signal);
    for (let at = 0; at < 4; at += 1) {
      notify('request:r1');
      await setImmediate();
    }
    until.abort();
    assert.deepEqual(seen, ['please', 'two']);
  });

  test('is taken back when nobody has answered in time, and the answer is undefined', async () => {
    const { database, asked, listening } = playedDatabase(({ text }) =>
      text.startsWith('SELECT') ? [{ answer: null }] : [],
    );
    assert.equal(await createDatabaseRequests(database).ask('r1', 'please', 0), undefined);
    assert.match(asked.at(-1)?.text ?? '', /^DELETE FROM wavegate\.request/);
    assert.deepEqual(listening(), []);
  });

  test('gets its answer as soon as there is one', async () => {
    let isThere = false;
    const played = playedDatabase(({ text }) =>
      text.startsWith('SELECT') ? [{ answer: isThere ? { done: true } : null }] : [],
    );
    const answer = createDatabaseRequests(played.database).ask('r1', 'please', 60_000);
    await setImmediate();
    isThere = true;
    played.notify('request:r1');
    assert.deepEqual(await answer, { done: true });
    assert.match(played.asked.at(-1)?.text ?? '', /^DELETE/);
  });

  test('fails with words where the database refuses it, and leaves nothing behind', async () => {
    const { database, listening } = playedDatabase(({ text }) => (text.startsWith('INSERT') ? failure('42501') : []));
    await assert.rejects(
      createDatabaseRequests(database).ask('r1', 'please', 0),
      fails('read-only', /may not do this/),
    );
    assert.deepEqual(listening(), []);
  });
});
