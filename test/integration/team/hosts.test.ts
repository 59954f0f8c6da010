import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import type { HostOffer } from '../../../src/core/model/hostOffer.ts';
import { readHostLimits, setHostLimit } from '../../../src/database/atOnce.ts';
import { createHostDesk } from '../../../src/database/hostDesk.ts';
import type { HeldKey, HostDesk } from '../../../src/database/hostDesk.ts';
import { mostTakes } from '../../../src/database/jobs.ts';
import { openTeamDatabase } from '../../../src/database/teamDatabase.ts';
import type { TeamDatabase } from '../../../src/database/teamDatabase.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import type { SessionStatus } from '../../../src/ports/executor.ts';
import { followStatuses } from '../../../src/runs/team/hostStatuses.ts';
import { serveSessions } from '../../../src/runs/team/teamHost.ts';
import { listDatabaseRuns, setPriority } from '../../../src/database/runList.ts';
import { setUpDatabase } from '../../../src/database/schema.ts';
import { someEvent } from '../../support/journalFixture.ts';
import { addressOf, connectTo, readyDatabase, startPostgres } from '../../support/postgres.ts';
import { someOffer } from '../../support/teamHost.ts';
import { until } from '../../support/until.ts';

function jobNamed(session: string): Job {
  return {
    run: 'one',
    session,
    epoch: 1,
    kind: 'implement',
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    subject: session,
    limits: { minutes: 1, idleMinutes: 1 },
    work: { kind: 'revise', file: 'a', source: '', parent: '', message: '', branch: '', sign: 'never' },
  };
}

const plain = { drivers: ['command'], labels: [] };
const done = { outcome: 'done', message: 'Done.' } as const;

/** A run that this process drives. */
async function drive(context: TestContext, url: string): Promise<TeamDatabase> {
  const team = openTeamDatabase(addressOf(url), { digest, identify: (pid) => createPrograms().identify(pid) });
  context.after(() => team.database.close());
  const journal = await team.journals.create('one');
  context.after(() => journal.close().catch(() => undefined));
  await journal.append([someEvent(1)]);
  return team;
}

/** The login of a host, which reads no table. */
async function hostLogin(url: string, name: string): Promise<string> {
  const owner = connectTo(url);
  await owner.ask(`DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${name}') THEN
    CREATE ROLE ${name} LOGIN IN ROLE wavegate_host; END IF; END $$`);
  await owner.close();
  return url.replace('postgres@', `${name}@`);
}

function deskAt(context: TestContext, url: string, name: string, seconds = 30): HostDesk {
  const database = connectTo(url);
  context.after(() => database.close());
  return createHostDesk(database, name, seconds);
}

async function forget(url: string): Promise<void> {
  const owner = connectTo(url);
  await owner.ask("UPDATE wavegate.job SET leased_until = clock_timestamp() - interval '1 second'");
  await owner.close();
}

async function ledger(team: TeamDatabase): Promise<readonly string[]> {
  const { rows } = await team.database.ask<{ line: string }>(
    "SELECT session || ' ' || take || ' ' || what AS line FROM wavegate.ledger ORDER BY number",
  );
  return rows.map(({ line }) => line);
}

suite('hosts of a team', () => {
  test('a session of a host that is gone is given to another, and what the first brings late is refused', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const [first, second] = [deskAt(context, url, 'first'), deskAt(context, url, 'second')];
    const tokens = [await first.enter('m1', someOffer), await second.enter('m2', someOffer)] as const;
    await team.jobs.enqueue({ job: jobNamed('task'), scope: 'wave~one~1' }, plain);
    const taken = (await first.take(tokens[0])) ?? assert.fail('There is a session to take.');
    const heard = Buffer.from('{"type":"stage","text":"half done"}\n');
    await first.report(tokens[0], taken, { piece: { stream: 'events', begins: 0, bytes: heard } });
    assert.equal(await second.take(tokens[1]), undefined, 'the first one has it');

    await forget(url);
    // A database that has just started waits for those who had a session.
    assert.equal(await second.take(tokens[1]), undefined);
    const soon = deskAt(context, url, 'second', 0);
    const again = (await soon.take(tokens[1])) ?? assert.fail('It is free for others now.');
    assert.equal(again.take, 2);
    assert.match(again.earlier ?? '', /half done/);
    assert.deepEqual(await first.beat(tokens[0]), [], 'the first one wakes up and learns that it has nothing');
    assert.equal(await first.report(tokens[0], taken, { status: { takenOver: false } }), false);
    assert.equal(await first.deliver(tokens[0], taken, done, {}, undefined), false);
    assert.equal(await second.deliver(tokens[1], again, done, { a: 'b' }, Buffer.from('x')), true);
    assert.equal(
      await second.deliver(tokens[1], again, done, { a: 'b' }, Buffer.from('x')),
      true,
      'the answer got lost',
    );
    assert.deepEqual((await team.jobs.find(jobNamed('task')))?.refs, { a: 'b' });
    assert.deepEqual(await ledger(team), ['task 1 taken', 'task 2 taken', 'task 1 refused', 'task 2 ended']);
  });

  test('whoever only shows a run is told which host a session is on, and that it is not heard of any more', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const desk = deskAt(context, url, 'forge');
    const told: SessionStatus[] = [];
    const left = new AbortController();
    const followed = followStatuses({
      ...{ jobs: team.jobs, run: 'one', running: () => [{ session: 'task', epoch: 1 }] },
      onStatus: (_session, status) => void told.push(status),
      signal: left.signal,
    });
    const token = await desk.enter('m1', someOffer);
    await team.jobs.enqueue({ job: jobNamed('task'), scope: 's' }, plain);
    await until(() => told.at(-1)?.host === '');
    const taken = (await desk.take(token)) ?? assert.fail();
    await until(() => told.at(-1)?.host === 'forge');
    await forget(url);
    await until(() => told.at(-1)?.lostHost === 'forge');
    await desk.beat(token);
    await until(() => told.at(-1)?.lostHost === undefined);
    await desk.deliver(token, taken, done, {}, undefined);
    left.abort();
    await followed;
    assert.deepEqual(
      told.map(({ host, lostHost }) => [host, lostHost]),
      [
        ['', undefined],
        ['forge', undefined],
        ['', 'forge'],
        ['forge', undefined],
      ],
    );
  });

  test('a host that is started again goes on with its sessions, and the process before it has none any more', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const [before, now, other] = ['one', 'one', 'one'].map((name) => deskAt(context, url, name));
    assert.ok(before && now && other);
    const token = await before.enter('m1', someOffer);
    await team.jobs.enqueue({ job: jobNamed('task'), scope: 'wave~one~1' }, plain);
    const taken = (await before.take(token)) ?? assert.fail();
    await assert.rejects(other.enter('m2', someOffer), /There is a host one already/);
    const next = await now.enter('m1', someOffer);
    assert.deepEqual(
      (await now.beat(next)).map(({ session, take }) => [session, take]),
      [['task', 1]],
    );
    await assert.rejects(before.beat(token), /Another process is host one now/);
    assert.equal(await before.deliver(token, taken, done, {}, undefined), false);
    assert.equal(await now.deliver(next, taken, done, {}, undefined), true);
  });

  test('only a host with the agent and the labels asked for takes a session, and those of an urgent run come first', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const desk = deskAt(context, url, 'one');
    const offer: HostOffer = { ...someOffer, labels: ['gpu'], agents: [{ driver: 'claude' }] };
    const token = await desk.enter('m1', offer);
    const put = (session: string, drivers: readonly string[], labels: readonly string[]) =>
      team.jobs.enqueue({ job: jobNamed(session), scope: 's' }, { drivers, labels });
    await put('codex', ['codex'], []);
    await put('linux', ['claude'], ['gpu', 'linux']);
    assert.equal(await desk.take(token), undefined);
    await put('fits', ['claude', 'command'], ['gpu']);
    assert.equal((await desk.take(token))?.session, 'fits');
    await put('ordinary', ['command'], []);
    const urgent = await team.journals.create('two');
    context.after(() => urgent.close().catch(() => undefined));
    await urgent.append([someEvent(1)]);
    assert.equal(await setPriority(team.database, 'two', 1), 0);
    await team.jobs.enqueue({ job: { ...jobNamed('urgent'), run: 'two' }, scope: 's' }, plain);
    const listed = async () =>
      (await listDatabaseRuns(team.database)).map(({ run, priority, waiting, working, driver }) => [
        ...[run, priority, waiting, working, driver?.pid],
      ]);
    assert.deepEqual(await listed(), [
      ['two', 1, 1, 0, process.pid],
      ['one', 0, 3, 1, process.pid],
    ]);
    assert.equal((await desk.take(token))?.session, 'urgent');
    await assert.rejects(setPriority(team.database, 'three', 1), /no run three.*wavegate database runs/);
    assert.equal((await desk.take(token))?.session, 'ordinary');
  });

  test('hosts that take at the same moment keep a limit over all of them', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const offer: HostOffer = { ...someOffer, agents: [{ driver: 'claude' }] };
    const hosts = await Promise.all(
      ['one', 'two', 'three'].map(async (name) => {
        const desk = deskAt(context, url, name);
        return { desk, token: await desk.enter(name, offer) };
      }),
    );
    const takeAll = async () =>
      (
        await Promise.all(hosts.map(async ({ desk, token }) => ({ desk, token, taken: await desk.take(token) })))
      ).flatMap(({ desk, token, taken }) => (taken === undefined ? [] : [{ desk, token, taken }]));
    const put = (session: string, driver: string) =>
      team.jobs.enqueue({ job: jobNamed(session), scope: 's' }, { drivers: [driver], labels: [] });
    for (let at = 1; at <= 5; at += 1) await put(`claude-${at}`, 'claude');
    await setHostLimit(team.database, 'claude', 2);
    const first = await takeAll();
    assert.equal(first.length, 2);
    assert.deepEqual(await takeAll(), []);
    await put('other', 'command');
    assert.deepEqual(
      (await takeAll()).map(({ taken }) => taken.session),
      ['other'],
    );
    const [one] = first;
    assert.ok(one !== undefined);
    await one.desk.deliver(one.token, one.taken, done, {}, undefined);
    assert.equal((await takeAll()).length, 1);
    await setHostLimit(team.database, undefined, 3);
    await setHostLimit(team.database, 'claude', undefined);
    assert.deepEqual(await readHostLimits(team.database), [{ agents: 3 }]);
    assert.deepEqual(await takeAll(), [], 'three are at work');
    await setHostLimit(team.database, undefined, undefined);
    assert.equal((await takeAll()).length, 2);
  });

  test('a session that costs one host after the other is given up, and one that nobody has stops at once', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const desk = deskAt(context, url, 'one', 0);
    const token = await desk.enter('m1', someOffer);
    await team.jobs.enqueue({ job: jobNamed('task'), scope: 's' }, plain);
    for (let take = 1; take <= mostTakes; take += 1) {
      assert.equal((await desk.take(token))?.take, take);
      await forget(url);
    }
    assert.equal(await desk.take(token), undefined);
    assert.equal(await team.jobs.giveUp(jobNamed('task'), { outcome: 'crashed', message: 'Enough.' }), true);
    assert.equal(await team.jobs.giveUp(jobNamed('task'), { outcome: 'crashed', message: 'Twice.' }), false);
    await team.jobs.enqueue({ job: jobNamed('unwanted'), scope: 's' }, plain);
    await team.jobs.ask(jobNamed('unwanted'), 'stop');
    assert.equal((await team.jobs.find(jobNamed('unwanted')))?.result?.outcome, 'cancelled');
    assert.equal(await desk.take(token), undefined);
  });

  test('a host reads no table, speaks for no other host, and gets commits of its own runs alone', async (context) => {
    const url = await readyDatabase();
    const team = await drive(context, url);
    const [mine, theirs] = [await hostLogin(url, 'host_a'), await hostLogin(url, 'host_b')];
    const desk = deskAt(context, mine, 'one');
    const token = await desk.enter('m1', someOffer);
    const other = deskAt(context, theirs, 'one');
    await assert.rejects(other.beat(token), /Another process is host one now/);
    await assert.rejects(other.enter('m1', someOffer), /There is a host one already/);
    await assert.rejects(desk.work(token, 'one', 0), /has no session of run one/);
    await team.jobs.enqueue({ job: jobNamed('task'), scope: 's' }, plain);
    const taken: HeldKey = (await desk.take(token)) ?? assert.fail();
    assert.deepEqual(await desk.work(token, 'one', 0), []);
    assert.equal(await other.deliver(token, taken, done, {}, undefined), false);
    const plainLogin = connectTo(mine);
    context.after(() => plainLogin.close());
    for (const table of ['record', 'request', 'run', 'job', 'host', 'work', 'session', 'output', 'ledger', 'place']) {
      await assert.rejects(plainLogin.ask(`SELECT * FROM wavegate.${table}`), /permission denied/, table);
    }
    await assert.rejects(
      plainLogin.ask("INSERT INTO wavegate.request VALUES (gen_random_uuid(), 'one', '{}')"),
      /denied/,
    );
  });

  test('40 sessions over 4 hosts end once each, though hosts and the database are killed in the middle', async (context) => {
    const server = await startPostgres();
    const owner = connectTo(server.url);
    context.after(async () => {
      await owner.close();
      await server.kill();
    });
    await setUpDatabase(owner);
    const team = await drive(context, server.url);
    const sessions = Array.from({ length: 40 }, (_, at) => `task-${at}`);
    for (const session of sessions) await team.jobs.enqueue({ job: jobNamed(session), scope: 's' }, plain);
    const hosts = ['a', 'b', 'c', 'd'].map((name) => simulatedHost(server.url, name));
    context.after(() => Promise.all(hosts.map(({ kill }) => kill())));
    const ended = async (): Promise<number> => {
      const { rows } = await team.database
        .ask<{ count: number }>('SELECT count(*)::int AS count FROM wavegate.job WHERE result IS NOT NULL')
        .catch(() => ({ rows: [{ count: 0 }] }));
      return rows[0]?.count ?? 0;
    };
    await until(async () => (await ended()) >= 8);
    await hosts[0]?.kill();
    await until(async () => (await ended()) >= 14);
    await server.kill();
    await server.start();
    await hosts[1]?.kill();
    hosts.push(simulatedHost(server.url, 'a'));
    await until(async () => (await ended()) === sessions.length);
    const { rows } = await team.database.ask<{ session: string; count: number }>(
      "SELECT session, count(*)::int AS count FROM wavegate.ledger WHERE what = 'ended' GROUP BY session",
    );
    assert.equal(rows.length, sessions.length, 'none is lost');
    assert.deepEqual(
      rows.filter(({ count }) => count !== 1),
      [],
      'none counts twice',
    );
  });
});

/** Seconds after which a killed host's sessions are given to others; a host that is alive is heard of far more often. */
const silence = 6;

/** A host whose sessions take some milliseconds and do nothing. Killed, it says nothing more to anybody. */
function simulatedHost(url: string, name: string): { readonly kill: () => Promise<void> } {
  const database = connectTo(url);
  const desk = createHostDesk(database, name, silence);
  const until = new AbortController();
  let token = 0;
  let dead = false;
  const served = serveSessions({
    desk: { ...desk, leave: () => Promise.resolve() },
    machine: name,
    offer: { ...someOffer, name, slots: 3 },
    seconds: silence,
    entered: (number) => (token = number),
    run: (job) => ({
      stop: () => undefined,
      ended: new Promise<boolean>((resolve) => {
        setTimeout(() => {
          if (!dead) resolve(desk.deliver(token, job, done, {}, undefined));
        }, 60);
      }),
    }),
    tell: () => undefined,
    until: until.signal,
  });
  served.catch(() => undefined);
  return {
    async kill() {
      dead = true;
      until.abort();
      await database.close();
    },
  };
}
