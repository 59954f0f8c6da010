import { access, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../clock/systemClock.ts';
import type { Job } from '../../core/model/effects.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { HostDesk, TakenJob } from '../../database/hostDesk.ts';
import { createLocalExecutor } from '../../executors/local/localExecutor.ts';
import { bringCommit, hasCommits, openHostRepository } from '../../git/remote/hostRepository.ts';
import { moveAside, packSession } from '../../git/work/sessionWork.ts';
import { createWorkspaces } from '../../git/worktrees/gitWorkspaces.ts';
import type { Executor } from '../../ports/executor.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Workspaces } from '../../ports/workspaces.ts';
import { freePort } from '../../processes/freePort.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { errorMessage } from '../../util/errors.ts';
import { startReporter } from './hostReporter.ts';
import { settle } from '../find/locate.ts';
import type { Located } from '../find/locate.ts';
import { commitsOf } from './hostedSessions.ts';
import type { HostPlace } from './teamWorkspaces.ts';
import { createTeamWork } from '../find/teamWork.ts';
import type { WorkerServices } from '../shared/workerServices.ts';
import { onAbort } from '../../util/onAbort.ts';

/** Means of a host to run sessions. */
export interface HostMeans {
  readonly desk: HostDesk;
  /** Number of this start of the host. */
  readonly token: () => number;
  /** Folder with all that is the host's: repositories, worktrees, state. Absolute. */
  readonly folder: string;
  readonly hostProgram: string;
  readonly services: WorkerServices;
  readonly programs: Programs;
  readonly records: SessionRecords;
  /** Repositories by their folder that this process has opened, each with something checked out. */
  readonly opened: Map<string, { readonly remote: string | undefined; readonly located: Located }>;
  /** Makes one repository ready at a time. */
  readonly inTurn: <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;
}

/** A session that a host has under way. */
export interface HostedSession {
  /** Ends it: somebody asked for that, or it is no longer this host's. */
  stop(): void;
  /** @returns whether its result counts */
  readonly ended: Promise<boolean>;
}

/** Runs a session as on one machine, in a clone of its repository, and brings its work back before its result counts. */
export function runOnHost(taken: TakenJob, means: HostMeans): HostedSession {
  const stopping = new AbortController();
  return { stop: () => stopping.abort(), ended: runTaken(taken, means, stopping.signal) };
}

async function runTaken(taken: TakenJob, means: HostMeans, stopped: AbortSignal): Promise<boolean> {
  const { desk, token } = means;
  const { work } = taken.job;
  if (work.kind !== 'agent') return desk.deliver(token(), taken, refusal('It is no work of an agent.'), {}, undefined);
  let site: Site | undefined;
  let result: SessionResult;
  try {
    site = await makeReady(taken, work, means);
    result = await carryOut(taken, site, means, stopped);
  } catch (error) {
    result = refusal(errorMessage(error));
  }
  if (site === undefined) return desk.deliver(token(), taken, result, {}, undefined);
  return bringBack(taken, work, site, result, means);
}

function refusal(message: string): SessionResult {
  return { outcome: 'crashed', neverRan: true, message: `The host could not start the session: ${message}` };
}

/** Folders of a session on this host. */
interface Site {
  readonly repository: string;
  readonly runFolder: string;
  readonly folder: string;
  readonly workspaces: Workspaces;
  readonly executor: Executor;
  readonly place: HostPlace;
  readonly session: SessionPlan;
  readonly job: Job;
}

async function makeReady(taken: TakenJob, work: AgentWork, means: HostMeans): Promise<Site> {
  const { desk, token, services, programs, records, hostProgram } = means;
  const place = taken.place as HostPlace | undefined;
  const planned = place?.sessions.find(({ id }) => id === taken.session);
  if (place === undefined || planned === undefined) throw new Error('Nothing says how its worktree is made.');
  const { rootCommit, remote } = place.repository;
  const repository = path.join(means.folder, 'repositories', rootCommit.slice(0, 16));
  const settings = { stateRoot: path.join(means.folder, 'state'), worktreeRoot: path.join(means.folder, 'worktrees') };
  const { layout } = await means.inTurn(repository, async () => {
    const opened = means.opened.get(repository);
    const known = opened?.remote === remote && (await isThere(repository)) ? opened : undefined;
    const located = known?.located ?? (await openPlace());
    if (known !== undefined && (await hasCommits(repository, commitsOf(work)))) return located;
    const store = {
      since: (run: string, after: number) => desk.work(token(), run, after),
      refs: () => Promise.resolve(undefined),
      add: () => Promise.reject(new Error('A host adds no work of its own.')),
    };
    await createTeamWork({ services, team: { work: store }, layout: located.layout, repository }).fetch(taken.run);
    for (const commit of commitsOf(work)) await bringCommit(repository, commit);
    means.opened.set(repository, { remote, located });
    return located;
  });
  async function openPlace(): Promise<Located> {
    await makeFolder(path.dirname(repository));
    await openHostRepository(repository, remote);
    return settle(services, repository, settings, {});
  }
  // Each giving is a session of its own here: what an earlier one left does not count.
  const epoch = taken.epoch * 100 + taken.take;
  const folder = layout.sessionFolder(taken.run, taken.session, epoch);
  const begun = await isThere(path.join(folder, sessionFiles.job));
  const workspaces = createWorkspaces({ repository, layout, work: services, freePort });
  const port = begun ? work.port : await freePort(work.port, place.settings.ports.perSession);
  const session = { ...planned, port };
  const job: Job = { ...taken.job, epoch, work: { ...work, port, ...handOver(work, taken) } };
  if (!begun) {
    await moveAside(repository, work.branch, `${taken.epoch}.${taken.take}`);
    await workspaces.prepare(taken.job.scope, [session], place.settings);
  }
  const executor = createLocalExecutor({
    ...{ layout, repository, hostProgram, programs, records },
    nodePath: process.execPath,
    clock: systemClock,
    startHost: services.startHost,
  });
  return {
    ...{ repository, folder, workspaces, executor, place, session, job },
    runFolder: layout.runFolder(taken.run),
  };
}

async function carryOut(taken: TakenJob, site: Site, means: HostMeans, stopped: AbortSignal): Promise<SessionResult> {
  const { executor, job, folder } = site;
  const stop = (): void => void executor.stop(job).catch(() => undefined);
  await executor.ensureSession(job);
  const { desk, token, records } = means;
  const reporter = await startReporter({ desk, token, key: taken, folder, records, lost: stop });
  const forget = onAbort(stopped, stop);
  try {
    return await executor.awaitResult(job);
  } finally {
    forget();
    await reporter.close();
  }
}

/** First what was not committed is kept, then everything goes to whoever drives the run, with the result. */
async function bringBack(
  taken: TakenJob,
  work: AgentWork,
  { repository, runFolder, workspaces, place, session, job }: Site,
  result: SessionResult,
  { desk, token }: HostMeans,
): Promise<boolean> {
  const file = path.join(runFolder, `${randomUUID()}.bundle`);
  try {
    await workspaces.remove(job.scope, [session], place.settings);
    const { refs, packed } = await packSession(repository, work.branch, work.base, file);
    return await desk.deliver(token(), taken, result, refs, packed ? await readFile(file) : undefined);
  } finally {
    await rm(file, { force: true });
  }
}

/** Notes for an agent that begins again what another was at when its host was lost. */
function handOver({ handOver: given }: AgentWork, { take, earlier }: TakenJob): Pick<AgentWork, 'handOver'> {
  if (take === 1) return given === undefined ? {} : { handOver: given };
  const said = (earlier ?? '').split('\n').flatMap((line) => {
    try {
      return [wordsOf(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  const heard = said.filter((words) => words !== '').slice(-40);
  const notes = [
    '# An earlier agent was interrupted',
    '',
    'Another agent was at work on this on a machine that was lost, and its changes with it. Begin from the files as they are here.',
    ...(heard.length === 0
      ? []
      : ['What is known of it, as claims to check:', '', ...heard.map((words) => `- ${words}`)]),
  ].join('\n');
  return { handOver: given === undefined ? notes : `${given.trimEnd()}\n\n${notes}` };
}

function wordsOf(line: unknown): string {
  if (typeof line !== 'object' || line === null || !('type' in line)) return '';
  if (line.type === 'stage' && 'text' in line) return `Stage: ${String(line.text)}`;
  if (line.type !== 'agent' || !('event' in line)) return '';
  const { event } = line;
  if (typeof event !== 'object' || event === null || !('text' in event)) return '';
  return String(event.text).replaceAll(/\s+/g, ' ').slice(0, 300);
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
