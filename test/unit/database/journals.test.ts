import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { encodeRecord, noHash } from '../../../src/core/journal/record.ts';
import type { JournalRecord } from '../../../src/core/journal/record.ts';
import { adoptRun, releaseRun } from '../../../src/database/adopt.ts';
import { createDatabaseJournals } from '../../../src/database/journalStore.ts';
import { createLeaseKeeper } from '../../../src/database/lease.ts';
import { migrations } from '../../../src/database/migrations.ts';
import { checkTables, setUpDatabase } from '../../../src/database/schema.ts';
import { createDatabaseWriter } from '../../../src/database/writer.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import { someEvent, someEvents } from '../../support/journalFixture.ts';
import { failure, playedDatabase } from '../../support/playedDatabase.ts';
import type { PlayedAnswer } from '../../support/playedDatabase.ts';

const fails = (reason: JournalError['reason'], words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof JournalError, String(error));
  assert.equal(error.reason, reason);
  assert.match(error.message, words);
  return true;
};

/** Lines of a journal with so many records, as they would be in a file. */
function linesOf(count: number): readonly { readonly line: string; readonly hash: string }[] {
  const lines: { line: string; hash: string }[] = [];
  for (const [at, event] of someEvents(count).entries()) {
    const prev = lines.at(-1)?.hash ?? noHash;
    lines.push(encodeRecord({ seq: at + 1, token: 1, prev, events: [event] }, (sealed) => digest.sha256(sealed)));
  }
  return lines;
}

const holder = { pid: process.pid, started: 'then', host: hostname(), at: 0 };
const row = {
  ...{ repository: null, token: 4, holder: null, free: true, wait: 0, since: 0, seq: 0, hash: noHash, moved: false },
};

/** Journals in a database with one run, whose row and lines are given. */
function journals(
  run: Partial<Omit<typeof row, 'holder'>> & { readonly holder?: object | null },
  lines: readonly string[] = [],
  more: PlayedAnswer = () => [],
) {
  const played = playedDatabase((asked) => {
    const { text } = asked;
    if (text.includes('wavegate.version')) return [{ number: migrations.length }];
    if (text.startsWith('SELECT repository')) return [{ ...row, ...run }];
    if (text.startsWith('SELECT line')) return lines.map((line) => ({ line }));
    if (text.startsWith('UPDATE wavegate.run SET token')) return [{ seq: run.seq ?? 0, hash: run.hash ?? noHash }];
    return more(asked);
  });
  const identify = (pid: number) => Promise.resolve(pid === process.pid ? { pid, started: 'then' } : undefined);
  const { database } = played;
  return {
    ...played,
    store: createDatabaseJournals({ database, digest, identify, repository: () => Promise.resolve('c0') }),
  };
}

suite('a run in a database', () => {
  const lines = linesOf(3);
  const whole = { seq: 3, hash: lines[2]?.hash ?? '' };
  const texts = lines.map(({ line }) => line);

  test('is read as it was recorded, and as it would be in a file', async () => {
    const { store } = journals(whole, texts);
    assert.deepEqual(await store.read('r1'), someEvents(3));
    assert.deepEqual(await store.readSealed('r1'), { events: someEvents(3), end: whole });
    assert.equal((await store.bytes('r1')).toString(), texts.map((line) => `${line}\n`).join(''));
  });

  test('is opened under a token of its own, and let go of', async () => {
    const { store, asked } = journals(whole, texts, () => [{}]);
    const { journal, records } = await store.open('r1');
    assert.equal(records.length, 3);
    assert.equal(store.token('r1'), 5);
    assert.deepEqual(journal.end, whole);
    await journal.close();
    const last = asked.at(-1);
    assert.match(last?.text ?? '', /^UPDATE wavegate\.run SET leased_until = clock_timestamp\(\), holder = NULL/);
    assert.deepEqual(last?.values, ['r1', 5]);
  });

  for (const [what, run, some] of [
    ['has a record less than its row says', whole, texts.slice(0, 2)],
    ['has a record more than its row says', { seq: 2, hash: lines[1]?.hash ?? '' }, texts],
    ['has another last record than its row says', { seq: 3, hash: lines[0]?.hash ?? '' }, texts],
    ['has lost all records', whole, []],
  ] as const)
    test(`is not opened where it ${what}, and is let go of`, async () => {
      const { store, asked } = journals(run, some, () => [{}]);
      await assert.rejects(
        store.open('r1'),
        fails('broken-chain', /records and should have \d: .* Put the database back from a backup, or start a new run/),
      );
      assert.match(asked.at(-1)?.text ?? '', /holder = NULL/);
    });

  for (const [what, run, reason, words] of [
    [
      'was moved to files',
      { moved: true },
      'not-found',
      /was moved from ann@db\/team to files\. .* leave out --database\.$/,
    ],
    [
      'is of another repository',
      { repository: 'c9' },
      'not-found',
      /is of another repository\. Open a checkout of that one/,
    ],
    [
      'is driven on another machine',
      { free: false, wait: 7.2, holder: { ...holder, host: 'attic' } },
      'in-use',
      /by process \d+ on machine attic since 1970-.*\. Go on there\. If that one is gone, the run is free in 8 s\.$/,
    ],
    [
      'is open in a process here',
      { free: false, holder },
      'in-use',
      /is open in process \d+ since 1970-.* close it and try again\.$/,
    ],
  ] as const)
    test(`is not opened where it ${what}`, async () => {
      const { store, asked } = journals({ ...whole, ...run } as never, texts);
      await assert.rejects(store.open('r1'), fails(reason, words));
      assert.ok(
        asked.every(({ text }) => text.startsWith('SELECT')),
        'nothing is changed',
      );
    });

  test('is opened at once where the process that had it has ended on this machine', async () => {
    for (const gone of [
      { ...holder, pid: 999_999_999 },
      { ...holder, started: 'before' },
    ]) {
      const { store } = journals({ ...whole, free: false, holder: gone }, texts, () => [{}]);
      await (await store.open('r1')).journal.close();
    }
  });

  test('is opened by one of two that open it together', async () => {
    const { store } = journals(whole, texts);
    const late = playedDatabase(({ text }) =>
      text.includes('version')
        ? [{ number: migrations.length }]
        : text.startsWith('SELECT')
          ? [{ ...row, ...whole }]
          : [],
    );
    const other = createDatabaseJournals({
      database: late.database,
      digest,
      identify: () => Promise.resolve(undefined),
    });
    await assert.rejects(
      other.open('r1'),
      fails('in-use', /^Another process is opening run r1 just now\. Try again\.$/),
    );
    assert.ok(store);
  });

  test('has a driver only while that lives', async () => {
    const driver = (change: Parameters<typeof journals>[0]) => journals(change).store.driver('r1');
    assert.equal(await driver({}), undefined);
    assert.equal(await driver({ free: true, holder }), undefined);
    assert.equal(await driver({ free: false, holder: { ...holder, started: 'before' } }), undefined);
    assert.deepEqual(await driver({ free: false, holder }), {
      pid: process.pid,
      host: hostname(),
      since: 0,
      here: true,
    });
    const far = { ...holder, host: 'attic', pid: 3 };
    assert.deepEqual(await driver({ free: false, holder: far }), { pid: 3, host: 'attic', since: 0, here: false });
  });

  test('is created once', async () => {
    const { store } = journals({}, [], () => []);
    await assert.rejects(
      store.create('r1'),
      fails('exists', /^There is a run r1 already, in ann@db\/team\. Resume it/),
    );
  });

  test('is found again after its repository could not be looked at once', async () => {
    let tries = 0;
    const { database } = playedDatabase(({ text }) =>
      text.includes('version') ? [{ number: migrations.length }] : [],
    );
    const repository = () => ((tries += 1) === 1 ? Promise.reject(new Error('git is busy.')) : Promise.resolve('c0'));
    const store = createDatabaseJournals({ database, digest, identify: () => Promise.resolve(undefined), repository });
    await assert.rejects(store.list(), /git is busy/);
    assert.deepEqual(await store.list(), []);
    await store.list();
    assert.equal(tries, 2, 'it is asked no more often than that');
  });
});

suite('what is recorded in a database', () => {
  const keeper = { lost: false, stop: () => undefined };
  const end = { seq: 0, hash: noHash };
  const writer = (answer: PlayedAnswer, from = end) => {
    const played = playedDatabase(answer);
    const { database } = played;
    return { ...played, journal: createDatabaseWriter({ database, run: 'r1', token: 5, keeper, end: from, digest }) };
  };

  test('of one moment goes there in one statement, each command as a record', async () => {
    const { journal, asked } = writer(() => [{}]);
    await Promise.all([
      journal.append([someEvent(1)]),
      journal.append([someEvent(2), someEvent(3)]),
      journal.append([]),
    ]);
    assert.equal(asked.length, 1);
    const [, token, was, seq, hash, numbers, lines] = asked[0]?.values ?? [];
    assert.deepEqual([token, was, seq, numbers], [5, 0, 2, [1, 2]]);
    assert.deepEqual(journal.end, { seq: 2, hash });
    assert.equal((lines as readonly string[]).length, 2);
  });

  test('chains to what was there, also over several statements', async () => {
    const { journal, asked } = writer(() => [{}]);
    for (const at of [1, 2, 3]) await journal.append([someEvent(at)]);
    const written = asked.flatMap(({ values }) => values[6] as readonly string[]);
    assert.deepEqual(
      written.map((line) => (JSON.parse(line) as { prev: string }).prev.length),
      [64, 64, 64],
    );
    assert.deepEqual(
      asked.map(({ values }) => values[8]),
      [noHash, asked[0]?.values[4], asked[1]?.values[4]],
    );
  });

  test('is there where the connection broke behind the statement, and is not added twice', async () => {
    let tries = 0;
    const { journal, asked } = writer(({ text, values }) => {
      if (text.startsWith('SELECT token')) return [{ token: 5, seq: 1, hash: asked[0]?.values[4] }];
      tries += 1;
      return tries === 1 ? failure('08006') : values.length === 0 ? [] : [];
    });
    await journal.append([someEvent(1)]);
    assert.equal(journal.end.seq, 1);
    assert.equal(tries, 2);
  });

  for (const [what, now, reason, words] of [
    [
      'another process has the run',
      [{ token: 6, seq: 0, hash: noHash }],
      'lost-lease',
      /^Another process has taken over run r1/,
    ],
    [
      'the run is gone',
      [],
      'lost-lease',
      /^Another process has taken over run r1 in ann@db\/team\. Nothing was recorded here/,
    ],
    [
      'something else has added a record',
      [{ token: 5, seq: 9, hash: 'f'.repeat(64) }],
      'broken-chain',
      /ends with record 9, but Wavegate wrote 0: something else has changed the record .*"wavegate verify"/,
    ],
  ] as const)
    test(`is refused where ${what}, and so is everything after it`, async () => {
      const { journal, asked } = writer(({ text }) => (text.startsWith('SELECT') ? now : []));
      await assert.rejects(journal.append([someEvent(1)]), fails(reason, words));
      const before = asked.length;
      await assert.rejects(journal.append([someEvent(2)]), fails(reason, words));
      assert.equal(asked.length, before, 'nothing more is asked of the database');
      assert.deepEqual(journal.end, end);
    });

  for (const code of ['53100', '25006'])
    test(`waits for the next try where the database takes nothing just now (${code})`, async () => {
      let isFull = true;
      const { journal } = writer(() => (isFull ? failure(code) : [{}]));
      await assert.rejects(journal.append([someEvent(1)]), JournalError);
      assert.deepEqual(journal.end, end);
      isFull = false;
      await journal.append([someEvent(1)]);
      assert.equal(journal.end.seq, 1);
    });

  test('is nothing after it was closed, and what came before is waited for', async () => {
    const { journal, asked } = writer(() => [{}]);
    const last = journal.append([someEvent(1)]);
    await Promise.all([journal.close(), journal.close()]);
    await last;
    assert.deepEqual(
      asked.map(({ text }) => text.split(' ', 1)[0]),
      ['WITH', 'UPDATE'],
    );
    await assert.rejects(journal.append([someEvent(2)]), fails('lost-lease', /was closed\. Open the run again\.$/));
  });

  test('leaves no run behind that has nothing in it', async () => {
    const { journal, asked } = writer(() => [{}]);
    await journal.close();
    assert.match(asked.at(-1)?.text ?? '', /^DELETE FROM wavegate\.run WHERE run = \$1 AND token = \$2 AND seq = 0$/);
  });
});

suite('the lease of a run in a database', () => {
  test('is kept, and known to be lost once the row is another’s; a database that is away is no loss', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    let answer: readonly object[] | Error = [{}];
    const { database, asked } = playedDatabase(() => answer);
    const keeper = createLeaseKeeper({ database, run: 'r1', token: 5, seconds: 15 });
    const beat = async (next: readonly object[] | Error): Promise<boolean> => {
      answer = next;
      t.mock.timers.tick(5000);
      await setImmediate();
      return keeper.lost;
    };
    assert.equal(await beat([{}]), false);
    assert.equal(await beat(failure('08006')), false);
    assert.equal(await beat([]), true);
    assert.equal(await beat([{}]), true, 'what was lost stays lost');
    keeper.stop();
    const before = asked.length;
    await beat([{}]);
    assert.equal(asked.length, before);
  });
});

suite('the tables of a database', () => {
  const version =
    (number: number | undefined, more: PlayedAnswer = () => []): PlayedAnswer =>
    (asked) =>
      asked.text === 'SELECT number FROM wavegate.version' ? (number === undefined ? [] : [{ number }]) : more(asked);

  test('are made from nothing, all of them or none', async () => {
    const { database, together } = playedDatabase(version(undefined));
    assert.deepEqual(await setUpDatabase(database), { from: 0, to: migrations.length });
    assert.equal(together[0], 'BEGIN');
    assert.equal(together.filter((each) => each === 'COMMIT').length, 2);
    assert.ok(together.includes('INSERT INTO'), 'the version is noted');
  });

  test('of an older version get what is new since', async () => {
    for (let had = 1; had <= migrations.length; had += 1) {
      const { database, asked } = playedDatabase(version(had));
      assert.deepEqual(await setUpDatabase(database), { from: had, to: migrations.length });
      const ran = migrations.filter((statements) =>
        asked.some(({ text }) => text === statements.replaceAll(/\s+/g, ' ').trim()),
      );
      assert.deepEqual(ran, migrations.slice(had));
    }
  });

  test('of a newer version are left alone', async () => {
    const { database, together } = playedDatabase(version(migrations.length + 1));
    await assert.rejects(setUpDatabase(database), fails('unknown-record', /newer than this Wavegate/));
    assert.equal(together.at(-1), 'ROLLBACK');
  });

  test('are there though the roles for people could not be made, and it is said what follows', async () => {
    const { database } = playedDatabase(
      version(undefined, ({ text }) => (/pg_roles/.test(text) ? failure('42501') : [])),
    );
    const made = await setUpDatabase(database);
    assert.match(made.withoutRoles ?? '', /may not make roles \(CREATEROLE\), so only the owner/);
  });

  test('are not made by a login that may not, and it is said who may', async () => {
    const { database } = playedDatabase(
      version(undefined, ({ text }) => (/SCHEMA/.test(text) ? failure('42501', 'denied') : [])),
    );
    await assert.rejects(
      setUpDatabase(database),
      fails('read-only', /^This login may not make or change the tables of ann@db\/team \(denied\)\. Let the owner/),
    );
  });

  test('say what a login may do with them, and nothing where it may nothing', async () => {
    const can = { drives: true, looks: true, hosts: false, readOnly: false };
    const some = playedDatabase(version(migrations.length, () => [can]));
    assert.deepEqual(await checkTables(some.database), { version: migrations.length, ...can });
    const none = playedDatabase(version(migrations.length));
    assert.deepEqual(await checkTables(none.database), {
      ...{ version: migrations.length, drives: false, looks: false, hosts: false, readOnly: false },
    });
    const missing = playedDatabase(() => failure('42P01'));
    await assert.rejects(checkTables(missing.database), fails('io', /has no tables of Wavegate yet/));
  });
});

suite('a run that a database takes in', () => {
  const lines = linesOf(3).map(({ line }) => line);
  const records = linesOf(3).map(({ hash }, at) => ({
    seq: at + 1,
    token: at + 1,
    hash,
    events: [],
  })) as unknown as readonly JournalRecord[];
  const takes =
    (moved: boolean, had: readonly string[]): PlayedAnswer =>
    ({ text }) => {
      if (text.includes('wavegate.version')) return [{ number: migrations.length }];
      if (text.startsWith('SELECT moved_at')) return [{ moved }];
      return text.startsWith('SELECT line') ? had.map((line) => ({ line })) : [];
    };

  test('is there whole, and behind the highest token of its record', async () => {
    const { database, asked, together } = playedDatabase(takes(true, []));
    await adoptRun(database, 'r1', lines, records);
    assert.deepEqual(asked.find(({ text }) => text.includes('unnest'))?.values, ['r1', [1, 2, 3], lines]);
    assert.deepEqual(asked.at(-1)?.values, ['r1', 3, records[2]?.hash, 3]);
    assert.equal(together.at(-1), 'COMMIT');
  });

  test('gets only the records it lacks where it was there before', async () => {
    const { database, asked } = playedDatabase(takes(true, lines.slice(0, 2)));
    await adoptRun(database, 'r1', lines, records);
    assert.deepEqual(asked.find(({ text }) => text.includes('unnest'))?.values, ['r1', [3], lines.slice(2)]);
  });

  for (const [what, had] of [
    ['another record', [lines[0] ?? '', 'changed']],
    ['more records', [...lines, 'one more']],
  ] as const)
    test(`is refused where it had ${what} there, and nothing is changed`, async () => {
      const { database, together } = playedDatabase(takes(true, had));
      await assert.rejects(
        adoptRun(database, 'r1', lines, records),
        fails('broken-chain', /with another record than the files/),
      );
      assert.equal(together.at(-1), 'ROLLBACK');
    });

  test('is refused where it is there already', async () => {
    const { database, together } = playedDatabase(takes(false, lines));
    await assert.rejects(
      adoptRun(database, 'r1', lines, records),
      fails('exists', /^There is a run r1 already, in ann@db/),
    );
    assert.equal(together.at(-1), 'ROLLBACK');
  });

  test('is let go of only by whoever has it', async () => {
    await releaseRun(playedDatabase(() => [{}]).database, 'r1', 5);
    await assert.rejects(
      releaseRun(playedDatabase().database, 'r1', 5),
      fails('lost-lease', /^Another process has taken over run r1 in ann@db\/team\. Nothing was moved\.$/),
    );
  });
});
