import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { SessionStore, TeamMachine } from '../../database/sessions.ts';
import type { Executor, SessionKey } from '../../ports/executor.ts';
import { ExecutorError } from '../../ports/executor.ts';
import { onHost } from '../../core/words/onHost.ts';
import type { HostedSessions } from './hostedSessions.ts';
import type { TeamWork } from '../find/teamWork.ts';

/**
 * Runs the sessions of a team's run: those that ask for a host on the hosts of the team, all others on this machine. A session of
 * this machine that was started on another one is not started here again: when
 * this machine continues the run, nobody is left there who would report what the session does, so it counts as crashed.
 *
 * @param local runs sessions on this machine
 */
export function createTeamExecutor(options: {
  readonly local: Executor;
  readonly hosted: HostedSessions;
  readonly hosts: NonNullable<Executor['hosts']>;
  readonly sessions: SessionStore;
  readonly work: Pick<TeamWork, 'publish'>;
  readonly machine: () => Promise<TeamMachine>;
}): Executor {
  const { local, hosted, hosts, sessions, work, machine } = options;

  /** The other machine that a session was started on; undefined for this one. */
  async function elsewhere(session: SessionKey): Promise<TeamMachine | undefined> {
    const found = await sessions.machineOf(session);
    return found === undefined || found.id === (await machine()).id ? undefined : found;
  }

  async function askHere(what: 'takeOver' | 'handBack', session: SessionKey): Promise<void> {
    const queued = await hosted.find(session);
    if (queued !== undefined) {
      throw new ExecutorError(onHost(`Session ${session.session}`, queued.host));
    }
    const other = await elsewhere(session);
    if (other === undefined) return local[what](session);
    throw new ExecutorError(
      `Session ${session.session} runs on ${other.name}, and cannot be reached from here. Ask for this on that machine.`,
    );
  }

  return {
    hosts,
    ...(hosted.followStatuses === undefined ? {} : { followStatuses: hosted.followStatuses }),
    async ensureSession(job) {
      if (job.hosts !== undefined) return hosted.ensureSession(job);
      const found = await sessions.claim(job, await machine());
      if (found.id === (await machine()).id) await local.ensureSession(job);
    },
    async awaitResult(session, signal, told) {
      if ((await hosted.find(session)) !== undefined) {
        const result = await hosted.awaitResult(session, signal, told);
        await work.publish(session.run);
        return result;
      }
      const other = await elsewhere(session);
      const result = other === undefined ? await local.awaitResult(session, signal, told) : leftBehind(other);
      const counts = await sessions.end(session, result);
      // Before the result counts, whoever continues the run elsewhere can have its commits.
      await work.publish(session.run);
      return counts;
    },
    async watch(session, signal) {
      if ((await hosted.find(session)) !== undefined) return hosted.watch(session, signal);
      const other = await elsewhere(session);
      if (other === undefined) return local.watch(session, signal);
      throw new ExecutorError(
        `Session ${session.session} runs on ${other.name}, which drives the run, and what it prints stays there. Its outcome comes with the run.`,
      );
    },
    async stop(session) {
      if ((await hosted.find(session)) !== undefined) return hosted.stop(session);
      // What was left behind there ends by itself, and its result counts no more.
      if ((await elsewhere(session)) === undefined) await local.stop(session);
    },
    takeOver: (session) => askHere('takeOver', session),
    handBack: (session) => askHere('handBack', session),
  };
}

function leftBehind({ name }: TeamMachine): SessionResult {
  return {
    outcome: 'crashed',
    message:
      `The session was started on ${name}, which no longer drives the run, so its result does not count. What it did is in its ` +
      'worktree on that machine. Try again here.',
  };
}
