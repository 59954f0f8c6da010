import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { Job } from '../../src/core/model/effects.ts';
import { createHostDesk } from '../../src/database/hostDesk.ts';
import { openTeamDatabase } from '../../src/database/teamDatabase.ts';
import type { TeamDatabase } from '../../src/database/teamDatabase.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { serveSessions } from '../../src/runs/team/teamHost.ts';
import { someEvent } from '../support/journalFixture.ts';
import { addressOf, connectTo, readyDatabase } from '../support/postgres.ts';
import { someOffer } from '../support/teamHost.ts';
import { until } from '../support/until.ts';

const dispatches = 200;
const sessions = 1_000;
const hostCount = 50;
/** Seconds after which a host that is silent loses its sessions. */
const silence = 2;
const kills = 200;
/** DBOS 5.3 on the same kind of machine, polling every 50 ms. */
const dbos = 'DBOS, enqueue to handler';

/** Queue of a team's sessions on a real PostgreSQL, with hosts that do nothing but report, and are killed at random. */
export const bench: Benchmark = {
  name: 'team',
  async run(measured) {
    const row = (
      what: string,
      ours: number,
      unit: string,
      peerOrLimit?: BenchmarkRow['peerOrLimit'],
    ): BenchmarkRow => ({
      ...{ what, ours, unit },
      ...(peerOrLimit && { peerOrLimit }),
    });
    const { p50, p99 } = await dispatchTimes();
    measured(
      row('team: session queued to host has it, p50', p50, 'ms', { name: dbos, value: 28 }),
      row('team: session queued to host has it, p99', p99, 'ms', { name: dbos, value: 55 }),
    );
    const many = await manySessions();
    const lease = { name: 'lease of a host', value: silence * 1000 };
    const of = `team: ${sessions} sessions, ${hostCount} hosts, ${many.killed} times one killed`;
    return [
      row(`${of}: lost`, many.lost, '', { name: 'goal', value: 0 }),
      row(`${of}: counted twice`, many.doubled, '', { name: 'goal', value: 0 }),
      row(`${of}: sessions ended`, many.perSecond, '1/s'),
      row(`${of}: a session of a killed host is another's, p50`, many.recovery.p50, 'ms', lease),
      row(`${of}: a session of a killed host is another's, p99`, many.recovery.p99, 'ms', lease),
      row(`${of}: size of the database`, many.megabytes, 'MB'),
      row(`${of}: memory of this process, hosts included`, many.memory, 'MB', { name: 'goal', value: 250 }),
    ];
  },
};

async function drive(url: string): Promise<TeamDatabase> {
  const team = openTeamDatabase(addressOf(url), { digest, identify: (pid) => createPrograms().identify(pid) });
  const journal = await team.journals.create('one');
  await journal.append([someEvent(1)]);
  return team;
}

function jobNamed(session: string): Job {
  return {
    ...{ run: 'one', session, epoch: 1, kind: 'implement', subject: session },
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    limits: { minutes: 1, idleMinutes: 1 },
    work: { kind: 'revise', file: 'a', source: '', parent: '', message: '', branch: '', sign: 'never' },
  };
}

const needs = { drivers: ['command'], labels: [] };

async function dispatchTimes(): Promise<{ readonly p50: number; readonly p99: number }> {
  const url = await readyDatabase();
  const team = await drive(url);
  let got = (): void => undefined;
  const host = startHost(url, 'one', 0, () => got(), 30);
  const times: number[] = [];
  for (let at = 0; at < dispatches; at += 1) {
    const taken = new Promise<void>((resolve) => (got = resolve));
    const began = performance.now();
    await team.jobs.enqueue({ job: jobNamed(`task-${at}`), scope: 's' }, needs);
    await taken;
    times.push(performance.now() - began);
  }
  await host.kill();
  await team.database.close();
  return percentiles(times);
}

function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

async function manySessions() {
  const url = await readyDatabase();
  const team = await drive(url);
  for (let at = 0; at < sessions; at += 1) {
    await team.jobs.enqueue({ job: jobNamed(`task-${at}`), scope: 's' }, needs);
  }
  const began = performance.now();
  let killed = 0;
  const names = Array.from({ length: hostCount }, (_, at) => `host-${at}`);
  const hosts = names.map((name) => startHost(url, name, 50));
  const killedAt = new Map<string, number>();
  const killing = setInterval(() => {
    if (killed >= kills) return;
    const at = Math.floor(Math.random() * hostCount);
    killed += 1;
    const next = `host-${at}-${killed}`;
    killedAt.set(names[at] ?? '', Date.now());
    names[at] = next;
    void hosts[at]?.kill().then(() => (hosts[at] = startHost(url, next, 50)));
  }, 100);
  const counts = async () => {
    const { rows } = await team.database.ask<{ ended: number; given: number }>(
      `SELECT count(*) FILTER (WHERE result IS NOT NULL)::int AS ended,
         count(*) FILTER (WHERE result IS NULL AND takes >= 3 AND leased_until < clock_timestamp())::int AS given FROM wavegate.job`,
    );
    return rows[0] ?? { ended: 0, given: 0 };
  };
  await until(async () => {
    const { ended, given } = await counts();
    return ended + given === sessions && killed > 0;
  });
  const seconds = (performance.now() - began) / 1000;
  clearInterval(killing);
  const memory = process.memoryUsage().rss / 2 ** 20;
  const { ended, given } = await counts();
  const doubled = await team.database.ask<{ count: number }>(
    "SELECT count(*)::int AS count FROM (SELECT 1 FROM wavegate.ledger WHERE what = 'ended' GROUP BY session HAVING count(*) > 1) AS twice",
  );
  const taken = await team.database.ask<{ host: string; at: number }>(
    `SELECT b.host, extract(epoch FROM n.at)::float8 * 1000 AS at FROM wavegate.ledger b JOIN wavegate.ledger n
       ON n.session = b.session AND n.take = b.take + 1 AND n.what = 'taken' WHERE b.what = 'taken'`,
  );
  const recovery = percentiles(
    taken.rows.flatMap(({ host, at }) => {
      const kill = killedAt.get(host);
      return kill === undefined ? [] : [at - kill];
    }),
  );
  const size = await team.database.ask<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
  await Promise.all(hosts.map((host) => host.kill()));
  await team.database.close();
  console.error(
    `team: ${killed} hosts killed, ${given} sessions given up after three of them, ${seconds.toFixed(1)} s`,
  );
  return {
    killed,
    lost: sessions - ended - given,
    recovery,
    doubled: doubled.rows[0]?.count ?? 0,
    perSecond: sessions / seconds,
    megabytes: Number(size.rows[0]?.bytes ?? 0) / 2 ** 20,
    memory,
  };
}

/** @param workMs how long a session takes @param taken called when the host has one */
function startHost(url: string, name: string, workMs: number, taken: () => void = () => undefined, seconds = silence) {
  const database = connectTo(url);
  const desk = createHostDesk(database, name, seconds);
  const ending = new AbortController();
  let token = 0;
  let dead = false;
  const served = serveSessions({
    desk: { ...desk, leave: () => Promise.resolve() },
    machine: name,
    offer: { ...someOffer, name, slots: 4 },
    seconds,
    entered: (number) => (token = number),
    run(job) {
      taken();
      const ended = new Promise<boolean>((resolve, reject) => {
        setTimeout(() => {
          if (!dead) desk.deliver(token, job, { outcome: 'done', message: '' }, {}, undefined).then(resolve, reject);
        }, workMs);
      });
      return { stop: () => undefined, ended };
    },
    tell: () => undefined,
    until: ending.signal,
  });
  served.catch(() => undefined);
  return {
    async kill() {
      dead = true;
      ending.abort();
      await database.close();
    },
  };
}
