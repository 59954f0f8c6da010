import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Job } from '../../core/model/effects.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import { scopeKey } from '../../core/model/names.ts';
import { outcomes } from '../../core/model/sessionResult.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { mostTakes } from '../../database/jobs.ts';
import type { JobStore, QueuedJob } from '../../database/jobs.ts';
import type { Executor, SessionKey, SessionStatus } from '../../ports/executor.ts';
import { ExecutorError } from '../../ports/executor.ts';
import { isJournalError } from '../../ports/journal.ts';
import type { Layout } from '../../ports/layout.ts';
import { errorMessage } from '../../util/errors.ts';
import { createJobFollower } from './jobFollower.ts';
import type { JobFollower } from './jobFollower.ts';
import { followStatuses, statusOf } from './hostStatuses.ts';
import type { SessionMirror } from './sessionMirror.ts';
import type { TeamWork } from '../find/teamWork.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** Sessions of a team's runs on hosts: put into the queue, followed, and their work taken in. */
export interface HostedSessions extends Pick<
  Executor,
  'ensureSession' | 'awaitResult' | 'stop' | 'watch' | 'followStatuses'
> {
  /** How a session is in the queue; undefined for one that was never put there. */
  find(key: SessionKey): Promise<QueuedJob | undefined>;
}

export function createHostedSessions(options: {
  readonly jobs: JobStore;
  readonly work: Pick<TeamWork, 'publish'>;
  readonly mirror: SessionMirror;
  readonly services: Pick<WorkerServices, 'takeSession' | 'changes'>;
  readonly layout: Pick<Layout, 'runFolder' | 'sessionFolder'>;
  readonly repository: string;
}): HostedSessions {
  const { jobs, work, mirror } = options;
  const followers = new Map<string, JobFollower>();
  const followerOf = (run: string): JobFollower => {
    const known = followers.get(run) ?? createJobFollower(run, jobs, mirror);
    followers.set(run, known);
    return known;
  };
  /** Jobs that this process has put into the queue, for taking their work in. */
  const branches = new Map<string, Pick<AgentWork, 'branch' | 'base'>>();
  /** Sessions whose output is being copied here, or was. */
  const copied = new Set<string>();
  const nameOf = ({ run, session, epoch }: SessionKey): string => `${run} ${session} ${epoch}`;

  return {
    find: (key) => jobs.find(key),
    async ensureSession(job: Job) {
      if (job.work.kind !== 'agent' || job.hosts === undefined) {
        throw new ExecutorError(`Session ${job.session} is none for a host of the team.`);
      }
      branches.set(nameOf(job), job.work);
      try {
        // A host has to be able to get what the session begins from.
        await Promise.all([work.publish(job.run, commitsOf(job.work)), mirror.begin(job)]);
        await jobs.enqueue({ job, scope: scopeKey(job.scope) }, job.hosts);
      } catch (error) {
        if (isJournalError(error)) throw error;
        throw new ExecutorError(`Session ${job.session} could not be given to a host: ${errorMessage(error)}`, {
          cause: error,
        });
      }
    },
    async awaitResult(key, signal, onStatus) {
      let last: QueuedJob | undefined;
      const tell = teller(key, onStatus);
      const seen = (job: QueuedJob): boolean => {
        last = job;
        tell(job);
        return job.result !== undefined || (job.takes >= mostTakes && job.waits);
      };
      copied.add(nameOf(key));
      for (;;) {
        await followerOf(key.run).follow(key, seen, signal);
        if (last?.result !== undefined) break;
        await jobs.giveUp(key, costly(last?.host));
      }
      const { result, host, refs } = last;
      const counts = host === undefined || refs === undefined ? result : await takeIn(key, result, refs, host);
      await mirror.end(key, counts);
      return counts;
    },
    async watch(key, signal) {
      const folder = options.layout.sessionFolder(key.run, key.session, key.epoch);
      if (copied.has(nameOf(key))) return folder;
      const job = await jobs.body(key);
      if (job === undefined) throw new ExecutorError(`Session ${key.session} is not in the queue any more.`);
      copied.add(nameOf(key));
      await mirror.begin(job);
      void copyToEnd(key, signal);
      return folder;
    },
    stop: (key) => jobs.ask(key, 'stop'),
    followStatuses: (run, running, onStatus, signal) => void followStatuses({ jobs, run, running, onStatus, signal }),
  };

  /** Keeps the status of a session beside its output, and tells it on, each time it is another. */
  function teller(key: SessionKey, onStatus?: (status: SessionStatus) => void): (job: QueuedJob) => void {
    let shown = '';
    return (job) => {
      const status = statusOf(job);
      const text = JSON.stringify(status);
      if (job.result !== undefined || text === shown) return;
      shown = text;
      onStatus?.(status);
      mirror.status(key, status).catch(() => undefined);
    };
  }

  /** Copies what a session prints for whoever only looks; whoever drives the run takes its work in. */
  async function copyToEnd(key: SessionKey, signal: AbortSignal): Promise<void> {
    const tell = teller(key);
    let result: SessionResult | undefined;
    try {
      await followerOf(key.run).follow(
        key,
        (job) => {
          tell(job);
          result = job.result;
          return result !== undefined;
        },
        signal,
      );
      if (result !== undefined) await mirror.end(key, result);
    } catch {
      // The run was closed here, or the database is unreachable: the next watch continues from what was copied.
      copied.delete(nameOf(key));
    }
  }

  /** Commits, refs and result of a host, which are looked at before they count. */
  async function takeIn(
    key: SessionKey,
    result: SessionResult,
    refs: Readonly<Record<string, string>>,
    host: string,
  ): Promise<SessionResult> {
    const { services, layout, repository } = options;
    const queued = branches.get(nameOf(key)) ?? agentWorkOf(await jobs.body(key));
    const file = path.join(layout.runFolder(key.run), `${randomUUID()}.bundle`);
    try {
      if (queued === undefined) throw new Error('it is not in the queue');
      const bundle = await jobs.bundle(key);
      if (bundle !== undefined) await writeFile(file, bundle);
      await services.takeSession(repository, queued.branch, refs, bundle === undefined ? undefined : file);
      if (!outcomes.includes(result.outcome)) throw new Error(`it names no outcome (${String(result.outcome)})`);
      const { snapshot } = result;
      if (snapshot === undefined) return result;
      const listed = new Set((result.changes ?? []).map((change) => change.path));
      const changed = await services.changes(repository, queued.base, snapshot);
      const more = changed.find((change) => !listed.has(change.path));
      if (more !== undefined) throw new Error(`its commit changes ${more.path}, of which it says nothing`);
      return result;
    } catch (error) {
      return {
        outcome: 'crashed',
        message: `What host ${host} brought of the session cannot be used: ${errorMessage(error)}. Try again.`,
      };
    } finally {
      await rm(file, { force: true });
    }
  }
}

/** Commits that a host needs before the session can begin. */
export function commitsOf({ base, diffs = [] }: AgentWork): readonly string[] {
  return [...new Set([base, ...diffs.flatMap(({ from, to }) => [from, to])])];
}

function agentWorkOf(job: Job | undefined): AgentWork | undefined {
  return job?.work.kind === 'agent' ? job.work : undefined;
}

function costly(host: string | undefined): SessionResult {
  return {
    outcome: 'crashed',
    message:
      `${mostTakes} hosts were lost while they were at work on this session, the last of them ${host ?? 'unknown'}. ` +
      'Look at their logs: it may be too much for them. Then try again.',
  };
}
