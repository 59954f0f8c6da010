import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseChain } from '../../../src/database/chain.ts';
import { askPatiently } from '../../../src/database/connect.ts';
import { readDatabaseUrl } from '../../../src/database/databaseUrl.ts';
import { asDatabaseError, isLostConnection } from '../../../src/database/errors.ts';
import { createHostDesk } from '../../../src/database/hostDesk.ts';
import type { Database } from '../../../src/database/connect.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import { fileStore, someEvents, temporaryFolder } from '../../support/journalFixture.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const failure = (code: string, message = 'what it said'): Error => Object.assign(new Error(message), { code });

suite('the address of a database', () => {
  test('is never shown with its password, whatever is in it', () => {
    const part = fc.stringMatching(/^[A-Za-z0-9%+&=~!*.-]{1,10}$/);
    fc.assert(
      fc.property(part, part, part, (user, name, secret) => {
        for (const text of [
          `postgresql://${user}:S3CRET${secret}@db.example:5432/${name}`,
          `postgres://db.example/${name}?password=S3CRET${secret}`,
          `postgresql://${user}:S3CRET${secret}@/${name}`,
          `mysql://${user}:S3CRET${secret}@db.example/${name}`,
          `postgresql://${user}:S3CRET${secret}@db example/${name}`,
        ]) {
          const address = readDatabaseUrl(text);
          assert.doesNotMatch('problem' in address ? address.problem : address.shown, /S3CRET/, text);
        }
      }),
    );
  });

  for (const [text, shown] of [
    ['postgresql://ann@db.example:5432/team', 'ann@db.example:5432/team'],
    ['postgres:///team', 'localhost/team'],
    ['postgresql:///team?host=/var/run/postgresql', '/var/run/postgresql/team'],
    ['  postgresql://db/caf%C3%A9\n', 'db/café'],
    ['postgresql://z%C3%B6e@db/team', 'zöe@db/team'],
  ] as const)
    test(`${JSON.stringify(text)} is shown as ${shown}`, () => {
      const address = readDatabaseUrl(text);
      assert.equal('problem' in address ? address.problem : address.shown, shown);
    });

  for (const text of ['postgresql://db/100%', 'postgresql://a%zz@db/team', 'postgresql://db/%E0%A4%A'])
    test(`${text} is refused with what is wrong, not with an error of the program`, () => {
      const address = readDatabaseUrl(text);
      assert.ok('problem' in address);
      assert.match(
        address.problem,
        /^The address of the database has a % that is no escaped character; write it as %25\. Write it as postgresql:/,
      );
    });
});

suite('what a database says', () => {
  for (const [code, reason, words] of [
    [
      '28P01',
      'io',
      /^The database ann@db\/team refuses the login \(what it said\)\. Check the user, and its password in ~\/\.pgpass\.$/,
    ],
    ['3D000', 'io', /^There is no such database: ann@db\/team\. Make it \(createdb\), then: wavegate database setup/],
    ['42P01', 'io', /has no tables of Wavegate yet/],
    ['42501', 'read-only', /may not do this \(what it said\)\. Ask who administers/],
    ['25006', 'read-only', /takes no changes now/],
    ['53100', 'disk-full', /^The disk of the database ann@db\/team is full, so nothing more was recorded\./],
    ['53300', 'io', /has no connection left/],
    ['ENOTFOUND', 'io', /^The host of the database ann@db\/team is not known/],
    ['57P01', 'io', /does not answer: what it said\. Nothing recorded before is lost/],
    ['ECONNREFUSED', 'io', /does not answer/],
    ['22001', 'io', /^The database ann@db\/team refused what it was asked: what it said$/],
  ] as const)
    test(`under ${code} is told with what to do`, () => {
      const error = asDatabaseError(failure(code), 'ann@db/team');
      assert.equal(error.reason, reason);
      assert.match(error.message, words);
    });

  test('passes where it is told already', () => {
    const ours = new JournalError('exists', 'There is a run r1 already.');
    assert.equal(asDatabaseError(ours, 'db'), ours);
  });

  for (const [error, isLost] of [
    [failure('08006'), true],
    [failure('57P03'), true],
    [failure('ECONNRESET'), true],
    [failure('ENOENT'), true],
    [failure('ENOENTX'), false],
    [failure('23505', 'connection terminated'), false],
    [new Error('Connection terminated unexpectedly'), true],
    [new Error('timeout exceeded when trying to connect'), true],
    [new Error('syntax error'), false],
    ['text', false],
  ] as const)
    test(`${isLost ? 'may be well in a moment' : 'stays so'}: ${String(error)} ${error instanceof Error && 'code' in error ? String(error.code) : ''}`, () =>
      assert.equal(isLostConnection(error), isLost));

  test('is asked again while it is away, and no longer where it refuses', async () => {
    let tries = 0;
    const answer = await askPatiently('db', () => {
      tries += 1;
      return tries < 3 ? Promise.reject(failure('ECONNREFUSED')) : Promise.resolve('here');
    });
    assert.deepEqual([answer, tries], ['here', 3]);
    tries = 0;
    await assert.rejects(
      askPatiently('db', () => ((tries += 1), Promise.reject(failure('42501')))),
      JournalError,
    );
    assert.equal(tries, 1);
    await assert.rejects(
      askPatiently('db', () => Promise.reject(failure('ECONNREFUSED')), -1),
      /does not answer/,
    );
  });
});

suite('a host at the database', () => {
  const desk = (answer: (text: string, values: readonly unknown[]) => readonly object[] | Error) => {
    const asked: string[] = [];
    const listening: string[] = [];
    const database = {
      shown: 'db/team',
      ask: (text: string, values: readonly unknown[] = []) => {
        asked.push(text);
        const rows = answer(text, values);
        return rows instanceof Error ? Promise.reject(rows) : Promise.resolve({ rows, count: rows.length });
      },
      listen: (topic: string) => (listening.push(topic), () => void listening.splice(listening.indexOf(topic), 1)),
    } as unknown as Database;
    return { asked, listening, host: createHostDesk(database, 'h1', 30) };
  };
  const key = { run: 'r1', session: 's1', epoch: 1, take: 2 };

  for (const [code, reason, words] of [
    ['WG001', 'lost-lease', /^Another process is host h1 now\. This one has let go of its sessions/],
    [
      'WG002',
      'in-use',
      /^There is a host h1 already, on another machine or with another login\. Choose another --name/,
    ],
    [
      '42883',
      'read-only',
      /^This login may not be a host \(what it said\)\. Ask who administers the database for the role wavegate_host\.$/,
    ],
  ] as const)
    test(`is told in words where the database refuses with ${code}`, async () => {
      const { host } = desk(() => failure(code));
      await assert.rejects(host.beat(1), (error: unknown) => {
        assert.ok(error instanceof JournalError);
        assert.equal(error.reason, reason);
        assert.match(error.message, words);
        return true;
      });
    });

  test('has the sessions that it is given, and none where there is no work', async () => {
    assert.equal(await desk(() => []).host.take(1), undefined);
    assert.equal(await desk(() => []).host.job(1, key), undefined);
    const row = { ...key, body: { job: 'j' }, place: { a: 1 }, earlier: Buffer.from('{"e":1}\n') };
    assert.deepEqual(await desk(() => [row]).host.take(1), { ...key, place: { a: 1 }, job: 'j', earlier: '{"e":1}\n' });
    const taken = await desk(() => [{ ...row, earlier: null }]).host.take(1);
    assert.equal(taken?.earlier, undefined);
    assert.equal(taken?.session, 's1');
  });

  test('takes a result for counted only where the database says so', async () => {
    const result = { outcome: 'done', message: '' } as const;
    for (const [rows, counts] of [
      [[{ counts: true }], true],
      [[{ counts: false }], false],
      [[{ counts: null }], false],
      [[{ counts: 'true' }], false],
      [[], false],
    ] as const) {
      const { host } = desk(() => rows);
      assert.equal(await host.deliver(1, key, result, {}, undefined), counts);
      assert.equal(await desk(() => rows.map(({ counts: ours }) => ({ ours }))).host.report(1, key, {}), counts);
    }
  });

  test('hears of work and of what is asked of it, until it leaves', () => {
    const { host, listening } = desk(() => []);
    const end = host.listen(() => undefined);
    assert.deepEqual(listening, ['queue', 'host:h1']);
    end();
    assert.deepEqual(listening, []);
  });
});

suite('the record of a run in a database', () => {
  async function lines(t: Parameters<typeof temporaryFolder>[0]): Promise<readonly string[]> {
    const root = await temporaryFolder(t);
    const journal = await fileStore(root).create('run');
    for (const event of someEvents(5)) await journal.append([event]);
    await journal.close();
    return (await readFile(path.join(root, 'run', 'journal.jsonl'), 'utf8')).trimEnd().split('\n');
  }
  const read = (some: readonly string[]) => parseChain(some, 'run r1 in db', digest);
  const broken = (error: unknown): boolean =>
    error instanceof JournalError && error.reason === 'broken-chain' && error.message.startsWith('run r1 in db: ');

  test('is read as it was written, and up to any record of it', async (t) => {
    const whole = await lines(t);
    for (let count = 0; count <= whole.length; count += 1)
      assert.deepEqual(
        read(whole.slice(0, count)).flatMap(({ events }) => events),
        someEvents(count),
      );
  });

  test('is refused where a record is doubled, missing, moved, changed or of another run', async (t) => {
    const whole = await lines(t);
    const [one = '', two = '', three = ''] = whole;
    for (const [what, damaged] of [
      ['doubled', [one, one, two]],
      ['doubled at its end', [...whole, whole.at(-1) ?? '']],
      ['missing', [one, three]],
      ['without its beginning', whole.slice(1)],
      ['in another order', [two, one, three]],
      ['changed', [one, two.replace('Zoë', 'Eve'), three]],
      ['cut off', [one, two.slice(0, -5)]],
      ['empty', [one, '', two]],
      ['no JSON', [one, 'x'.repeat(200)]],
      ['of another run', [one, ...(await lines(t)).slice(1).map((line) => line.replace('"token":1', '"token":2'))]],
    ] as const)
      assert.throws(() => read(damaged), broken, what);
  });

  test('with any character of a record changed is refused', async (t) => {
    const [one = '', two = ''] = await lines(t);
    for (let at = 0; at < two.length; at += 3) {
      const changed = `${two.slice(0, at)}${two[at] === 'x' ? 'y' : 'x'}${two.slice(at + 1)}`;
      assert.throws(() => read([one, changed]), JournalError, `character ${at}`);
    }
  });
});
