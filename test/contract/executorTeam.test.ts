import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createWorkerServices } from '../../src/compose/workerServices.ts';
import type { Job } from '../../src/core/model/effects.ts';
import { scopeKey } from '../../src/core/model/names.ts';
import { openTeamDatabase } from '../../src/database/teamDatabase.ts';
import { digest } from '../../src/decisions/digest.ts';
import { ExecutorError } from '../../src/ports/executor.ts';
import type { Layout } from '../../src/ports/layout.ts';
import type { Executor } from '../../src/ports/executor.ts';
import { createPrograms } from '../../src/processes/programs.ts';
import { createHostedSessions } from '../../src/runs/team/hostedSessions.ts';
import { createSessionMirror } from '../../src/runs/team/sessionMirror.ts';
import { createTeamExecutor } from '../../src/runs/team/teamExecutor.ts';
import { createTeamWork } from '../../src/runs/find/teamWork.ts';
import { createSessionRecords } from '../../src/sessionHost/sessionRecords.ts';
import { createSessionFixture } from '../integration/host/sessionFixture.ts';
import type { SessionFixture } from '../integration/host/sessionFixture.ts';
import { someEvent } from '../support/journalFixture.ts';
import { addressOf, readyDatabase } from '../support/postgres.ts';
import { bundledSessionHost } from '../support/sessionHostBundle.ts';
import { startHostHere } from '../support/teamHost.ts';
import { until } from '../support/until.ts';
import { describeExecutor } from './executor.ts';

const program = await bundledSessionHost();
const needs = { hosts: { drivers: ['command'], labels: [] } };

describeExecutor('team', (t) => {
  const fixture = createSessionFixture(t);
  const home = path.join(path.dirname(fixture.repository), 'host');
  const team = begin(fixture, home);
  const inHost = (pattern: string): readonly string[] => globSync(path.join(home, pattern));
  return {
    executor: () => lazily(team.then(({ executor }) => executor())),
    onlooker: () => lazily(team.then(({ executor }) => executor(elsewhere(fixture.layout)))),
    quick: (epoch = 1) => fixture.agentJob(['done', 'src/a.js'], {}, { epoch, ...needs }),
    endless: () => fixture.agentJob(['endless', 'src/a.js'], {}, needs),
    starts: () => inHost('state/*/runs/run/sessions/*/agent.json').length,
    begun: () =>
      until(() => inHost('worktrees/*/run/*/*/.wavegate/daemon').some((file) => readFileSync(file, 'utf8') !== '')),
    hasCommit: (commit) => fixture.git('cat-file', '-t', commit) === 'commit',
    async killHost() {
      await until(() => inHost('state/*/runs/run/sessions/*/agent.json').length > 0);
      const [record = ''] = inHost('state/*/runs/run/sessions/*/host.json');
      process.kill((JSON.parse(readFileSync(record, 'utf8')) as { pid: number }).pid, 'SIGKILL');
    },
  };
});

/** A run that this process drives, and a host. */
async function begin(
  { repository, layout, agentJob, base, atEnd }: SessionFixture,
  home: string,
): Promise<{ readonly executor: (layout?: Layout) => Executor }> {
  const url = await readyDatabase();
  const team = openTeamDatabase(addressOf(url), { digest, identify: (pid) => createPrograms().identify(pid) });
  const journal = await team.journals.create('run');
  await journal.append([someEvent(1)]);
  const services = createWorkerServices();
  const local = agentJob(['done']);
  const branch = local.work.kind === 'agent' ? local.work.branch : '';
  const session = {
    ...{ id: local.session, kind: local.kind, scope: local.scope, subject: local.subject, base, branch },
  };
  const settings = {
    copy: [],
    link: [],
    setup: [],
    teardown: [],
    minutes: 1,
    sandbox: 'off',
    ports: { perSession: 10 },
  };
  const place = { repository: { rootCommit: base, name: 'test' }, sessions: [session], settings };
  for (const scope of [scopeKey(local.scope)]) await team.jobs.place('run', scope, place);
  const host = startHostHere(url, home, program);
  atEnd(async () => {
    await host.stop();
    await journal.close();
    await team.database.close();
  });
  return {
    executor: (seen = layout) => {
      const work = createTeamWork({ services, team, layout, repository });
      const mirror = createSessionMirror({ layout: seen, repository, records: createSessionRecords() });
      return createTeamExecutor({
        local: nothingHere,
        hosted: createHostedSessions({ jobs: team.jobs, work, mirror, services, layout: seen, repository }),
        hosts: () => team.jobs.hosts(),
        sessions: team.sessions,
        work,
        machine: () => Promise.resolve({ id: 'driver', name: 'driver' }),
      });
    },
  };
}

/** Layout of a machine that has nothing of the run. */
const elsewhere = (layout: Layout): Layout => ({
  ...layout,
  sessionFolder: (...names) => path.join(path.dirname(layout.stateRoot), 'onlooker', ...names.map(String)),
});

/** The suite asks for its executors at once; a database takes a moment. */
function lazily(ready: Promise<Executor>): Executor {
  return {
    ensureSession: async (job: Job) => (await ready).ensureSession(job),
    awaitResult: async (...args) => (await ready).awaitResult(...args),
    watch: async (...args) => (await ready).watch(...args),
    stop: async (session) => (await ready).stop(session),
    takeOver: async (session) => (await ready).takeOver(session),
    handBack: async (session) => (await ready).handBack(session),
  };
}

const refuse = (): Promise<never> =>
  Promise.reject(new ExecutorError('There is no such session.', { isUnknown: true }));
const nothingHere: Executor = {
  ensureSession: refuse,
  awaitResult: refuse,
  watch: refuse,
  stop: refuse,
  takeOver: refuse,
  handBack: refuse,
};
