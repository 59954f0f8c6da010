import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { Job } from '../../src/core/model/effects.ts';
import type { Database } from '../../src/database/connect.ts';
import { createHostDesk } from '../../src/database/hostDesk.ts';
import { setUpDatabase } from '../../src/database/schema.ts';
import { openTeamDatabase } from '../../src/database/teamDatabase.ts';
import { digest } from '../../src/decisions/digest.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { serveSessions } from '../../src/runs/team/teamHost.ts';
import { errorMessage } from '../../src/util/errors.ts';
import { someEvent } from '../support/journalFixture.ts';
import { addressOf, connectTo, emptyDatabase, readyDatabase, startPostgres } from '../support/postgres.ts';
import { someOffer } from '../support/teamHost.ts';
import { until } from '../support/until.ts';
import { dbosDispatches } from './team/dbosQueue.ts';
import type { CoordinatorReport } from './team/messages.ts';
import { startTeam } from './team/runTeam.ts';

const dispatches = 200;
const sessions = 1_000;
const hostCount = 50;
/** Processes with as many of the hosts each. */
const hostProcesses = 5;
const kills = 200;
/** Seconds after which a host that is silent loses its sessions. */
const silence = 2;
/** Sessions of the run whose coordinator and database are killed. */
const fewer = 100;

/** A run of a team on a real PostgreSQL: queue, thousand sessions in one run, and what a kill costs. */
export const bench: Benchmark = {
  name: 'team',
  async run(measured) {
    const queue = await queueTimes();
    const peer = await dbosDispatches(await emptyDatabase(), dispatches).then(percentiles, (error: unknown) => {
      console.error(`DBOS could not be measured: ${errorMessage(error)}`);
      return undefined;
    });
    measured(
      ...(['p50', 'p99'] as const).map((part) => {
        const dbos = peer && { name: 'DBOS, looking every 50 ms', value: peer[part] };
        return row(`team: session queued to host has it, ${part}`, queue[part], 'ms', dbos);
      }),
    );
    measured(...(await manySessions()));
    return recoveries();
  },
};

function row(what: string, ours: number, unit: string, peerOrLimit?: BenchmarkRow['peerOrLimit']): BenchmarkRow {
  return { what, ours, unit, ...(peerOrLimit && { peerOrLimit }) };
}

function percentiles(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function jobNamed(session: string): Job {
  return {
    ...{ run: 'one', session, epoch: 1, kind: 'implement', subject: session },
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    limits: { minutes: 1, idleMinutes: 1 },
    work: { kind: 'revise', file: 'a', source: '', parent: '', message: '', branch: '', sign: 'never' },
  };
}

/** The queue alone: a session put into it, until a host of this process has it. */
async function queueTimes(): Promise<{ readonly p50: number; readonly p99: number }> {
  const url = await readyDatabase();
  const team = openTeamDatabase(addressOf(url), { digest, identify: (pid) => createPrograms().identify(pid) });
  const journal = await team.journals.create('one');
  await journal.append([someEvent(1)]);
  const database = connectTo(url);
  const desk = createHostDesk(database, 'one', 30);
  const ending = new AbortController();
  let got = (): void => undefined;
  let token = 0;
  const served = serveSessions({
    ...{ desk, machine: 'one', seconds: 30, until: ending.signal },
    offer: { ...someOffer, name: 'one' },
    entered: (number) => (token = number),
    run(job) {
      got();
      const ended = desk.deliver(token, job, { outcome: 'done', message: '' }, {}, undefined);
      return { stop: () => undefined, ended };
    },
    tell: () => undefined,
  });
  const times: number[] = [];
  for (let at = 0; at < dispatches; at += 1) {
    const taken = new Promise<void>((resolve) => (got = resolve));
    const began = performance.now();
    await team.jobs.enqueue({ job: jobNamed(`task-${at}`), scope: 's' }, { drivers: ['command'], labels: [] });
    await taken;
    times.push(performance.now() - began);
  }
  ending.abort();
  await served;
  await journal.close();
  await Promise.all([database.close(), team.database.close()]);
  return percentiles(times);
}

/** One run of the real engine in a process of its own, over hosts in others that are killed at random. */
async function manySessions(): Promise<readonly BenchmarkRow[]> {
  const url = await readyDatabase();
  const database = connectTo(url);
  const team = await startTeam();
  try {
    const killedAt = new Map<string, number>();
    for (let process = 0; process < hostProcesses; process += 1) {
      const each = hostCount / hostProcesses;
      const names = Array.from({ length: each }, (_, at) => `host-${process * each + at}`);
      await team.hosts(
        { url, names, workMs: 50, silence, kills: kills / hostProcesses, killMs: 300 },
        (report) => report.type === 'killed' && killedAt.set(report.host, report.at),
      );
    }
    const began = performance.now();
    const coordinator = team.coordinator({ url, tasks: sessions, action: 'start' }, () => undefined);
    const { peak, read, fold, phase } = await coordinator.over;
    if (phase !== 'shipped') throw new Error(`The run of the bench ended in phase ${phase}.`);
    const perSecond = (sessions * 1000) / (performance.now() - began);
    const { ended, doubled } = await counted(database);
    const taken = await database.ask<{ host: string; at: number }>(
      `SELECT b.host, extract(epoch FROM n.at)::float8 * 1000 AS at FROM wavegate.ledger b JOIN wavegate.ledger n
         ON n.session = b.session AND n.take = b.take + 1 AND n.what = 'taken' WHERE b.what = 'taken'`,
    );
    const recovery = percentiles(
      taken.rows.flatMap(({ host, at }) => {
        const kill = killedAt.get(host);
        return kill === undefined ? [] : [at - kill];
      }),
    );
    const size = await database.ask<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
    const of = `team: ${sessions} sessions, ${hostCount} hosts, ${killedAt.size} times one killed`;
    const lease = { name: 'lease of a host', value: silence * 1000 };
    const none = { name: 'goal', value: 0 };
    return [
      row(`${of}: lost`, sessions - ended, '', none),
      row(`${of}: counted twice`, doubled, '', none),
      row(`${of}: sessions ended`, perSecond, '1/s'),
      row(`${of}: a session of a killed host is another's, p50`, recovery.p50, 'ms', lease),
      row(`${of}: a session of a killed host is another's, p99`, recovery.p99, 'ms', lease),
      row(`${of}: size of the database`, Number(size.rows[0]?.bytes ?? 0) / 2 ** 20, 'MB'),
      row(`${of}: most memory of the coordinator`, peak, 'MB', { name: 'goal', value: 250 }),
      row(`${of}: reading the run from the database`, read, 'ms'),
      row(`${of}: folding the run`, fold, 'ms'),
    ];
  } finally {
    await team.close();
    await database.close();
  }
}

/** Sessions that ended, each counted once, and those that the ledger has twice. */
async function counted(database: Database): Promise<{ readonly ended: number; readonly doubled: number }> {
  const { rows } = await database.ask<{ ended: number; doubled: number }>(
    `SELECT count(*)::int AS ended, count(*) FILTER (WHERE times > 1)::int AS doubled
       FROM (SELECT count(*) AS times FROM wavegate.ledger WHERE what = 'ended' GROUP BY session, epoch) AS each`,
  );
  return rows[0] ?? { ended: 0, doubled: 0 };
}

/** A coordinator is killed in the middle of a run, and then the database under the next one. */
async function recoveries(): Promise<readonly BenchmarkRow[]> {
  const server = await startPostgres();
  const database = connectTo(server.url);
  const team = await startTeam();
  try {
    await setUpDatabase(database);
    const order = { url: server.url, tasks: fewer, agentsOnly: true };
    const names = ['a', 'b', 'c'];
    await team.hosts({ url: server.url, names, workMs: 400, silence, kills: 0, killMs: 1_000 }, () => undefined);
    const first = follow();
    const killed = team.coordinator({ ...order, action: 'start' }, first.hear);
    await until(() => first.ended() >= 20);
    const cut = Date.now();
    await killed.kill();
    const second = follow();
    const { over } = team.coordinator({ ...order, action: 'open' }, second.hear);
    await until(() => second.recordedSince(cut) !== undefined);
    await until(() => second.ended() >= 20);
    await server.kill();
    await server.start();
    const back = Date.now();
    await until(() => second.recordedSince(back) !== undefined);
    await over;
    const { ended, doubled } = await counted(database);
    const none = { name: 'goal', value: 0 };
    return [
      row('team: coordinator killed, to the next record by another', (second.recordedSince(cut) ?? 0) - cut, 'ms'),
      row('team: database killed, from its return to the next record', (second.recordedSince(back) ?? 0) - back, 'ms'),
      row(`team: ${fewer} sessions, coordinator and database killed: lost`, fewer - ended, '', none),
      row(`team: ${fewer} sessions, coordinator and database killed: counted twice`, doubled, '', none),
    ];
  } finally {
    await team.close();
    await database.close();
    await server.kill();
  }
}

/** Hears the reports of a coordinator. */
function follow() {
  let ended = 0;
  const times: number[] = [];
  return {
    hear: (report: CoordinatorReport): void => {
      if (report.type !== 'recorded') return;
      ended += report.ended;
      times.push(report.at);
    },
    ended: () => ended,
    recordedSince: (moment: number) => times.find((at) => at > moment),
  };
}
