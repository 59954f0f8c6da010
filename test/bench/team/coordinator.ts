import { answersBeforehand } from '../../../src/cli/follow/answers.ts';
import { systemClock } from '../../../src/clock/systemClock.ts';
import type { Layout } from '../../../src/ports/layout.ts';
import type { SessionKey } from '../../../src/ports/executor.ts';
import { isOver } from '../../../src/core/model/isOver.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { replay } from '../../../src/core/run/evolve.ts';
import { readDatabaseUrl } from '../../../src/database/databaseUrl.ts';
import { openTeamDatabase } from '../../../src/database/teamDatabase.ts';
import { decideGate } from '../../../src/engine/decisions.ts';
import { createKeyFileSigner, writeKeyFile } from '../../../src/decisions/keyFile.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { openRun, startRun } from '../../../src/engine/openRun.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import { createHostedSessions } from '../../../src/runs/team/hostedSessions.ts';
import { createSessionMirror } from '../../../src/runs/team/sessionMirror.ts';
import { createSessionRecords } from '../../../src/sessionHost/sessionRecords.ts';
import { SimulatedWorld } from '../../support/simulatedWorld.ts';
import { wavePlan } from './wavePlan.ts';
import type { CoordinatorOrder, CoordinatorReport } from './messages.ts';

// Drives one run of a team to its end, approving everything: the real engine, journal, queue and copies of output, with a
// repository that is only simulated. `node coordinator.mjs ORDER`, started with a channel for its reports.

const order = JSON.parse(process.argv[2] ?? '') as CoordinatorOrder;
const tell = (report: CoordinatorReport): void => void process.send?.(report);

const address = readDatabaseUrl(order.url);
if ('problem' in address) throw new Error(address.problem);
const team = openTeamDatabase(address, { digest, identify: (pid) => createPrograms().identify(pid) });
const world = new SimulatedWorld(wavePlan(order.tasks));
const layout: Layout = {
  journalFile: (run) => `${order.folder}/${run}`,
  runFolder: () => order.folder,
  sessionFolder: (_run, session, epoch) => `${order.folder}/${session}/${epoch}`,
  worktree: (_run, _scope, subject) => `${order.folder}/${subject}`,
  backupFolder: () => order.folder,
  stateRoot: order.folder,
  worktreeRoot: order.folder,
};
const hosted = createHostedSessions({
  ...{ jobs: team.jobs, layout, repository: order.folder },
  work: { publish: () => Promise.resolve() },
  mirror: createSessionMirror({ layout, repository: order.folder, records: createSessionRecords() }),
  services: {
    takeSession: () => Promise.resolve(),
    changes: () => Promise.resolve([]),
  },
});
// Whoever goes on with the run decides with the key that it was started with.
const key = `${order.folder}.pem`;
const signer = await (order.action === 'start' ? writeKeyFile(key) : createKeyFileSigner(key));
const local = world.ports.executor;
const remote = new Set<string>();
const nameOf = ({ session, epoch }: SessionKey): string => `${session} ${epoch}`;
const ports: EnginePorts = {
  ...world.ports,
  signer,
  clock: systemClock,
  journals: team.journals,
  executor: {
    ...local,
    hosts: () => team.jobs.hosts(),
    async ensureSession(job) {
      if (job.hosts === undefined) return local.ensureSession(job);
      remote.add(nameOf(job));
      await hosted.ensureSession(job);
    },
    awaitResult: (key, ...rest) => (remote.has(nameOf(key)) ? hosted : local).awaitResult(key, ...rest),
  },
};
const engine = await (order.action === 'start' ? startRun : openRun)('r1', ports);
let wake = (): void => undefined;
engine.subscribe({
  onEvents(events) {
    tell({ type: 'recorded', at: Date.now(), ended: events.filter(({ type }) => type === 'session-ended').length });
    wake();
  },
  onTrouble: (message) => tell({ type: 'trouble', message }),
});
tell({ type: 'driving', at: Date.now() });
/** Whether the agents have all ended, where that is all that is asked: another process has another simulated repository to merge in. */
const haveEnded = (): boolean => {
  const agents = Object.values(engine.state.sessions).filter(({ kind }) => kind === 'implement');
  return order.agentsOnly === true && agents.length > 0 && agents.every(({ status }) => status === 'ended');
};
while (!isOver(engine.state.phase) && engine.state.adaptation === undefined && !haveEnded()) {
  const happens = new Promise<void>((resolve) => (wake = resolve));
  const [gate] = pendingGates(engine.state);
  if (gate === undefined) await happens;
  else {
    const note = 'As the bench has it.';
    const answers = answersBeforehand(engine.state, gate, note);
    const said = { gate: gate.id, verdict: 'approved', who: 'ada', channel: 'cli', note, answers } as const;
    const { refused } = await decideGate(engine, ports, said);
    if (refused !== undefined && engine.state.gates[gate.id]?.voided === undefined) throw new Error(refused);
  }
}
const peak = process.resourceUsage().maxRSS / 1024;
const { phase } = engine.state;
await engine.close();
const began = performance.now();
const events = await team.journals.read('r1');
const read = performance.now() - began;
const before = performance.now();
replay(events);
tell({ type: 'over', phase, peak, read, fold: performance.now() - before, events: events.length });
await team.database.close();
process.disconnect?.();
