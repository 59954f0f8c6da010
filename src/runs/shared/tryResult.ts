import { jobFor } from '../../core/run/job/jobFor.ts';
import type { Job } from '../../core/model/effects.ts';
import type { RunState, Session } from '../../core/model/state.ts';
import { digest } from '../../decisions/digest.ts';
import { freePort } from '../../processes/freePort.ts';

/** Beginning of the names of sessions that try a result. */
export const tryPrefix = 'try~';

export interface TryRequest {
  readonly state: RunState;
  /** Commit whose tree is tried. */
  readonly commit: string;
  /** Command to start there; `{port}` stands for the port. Split as a shell would, without one. */
  readonly command: string;
  readonly minutes: number;
  /** Tells apart what was tried before. */
  readonly id: string;
}

export interface TryJob {
  readonly job: Job;
  /** First of its free ports. */
  readonly port: number;
}

/**
 * A session that runs what a person tries, in a worktree of its own: set up, kept in and torn down as for the checks of the
 * run, since what it starts is the work of agents.
 */
export async function tryJob({ state, commit, command, minutes, id }: TryRequest): Promise<TryJob> {
  return jobOn({
    ...{ state, commit, minutes, id },
    subject: `try-${commit.slice(0, 10)}`,
    checks: (port) => [{ name: 'try', command: command.replaceAll('{port}', String(port)) }],
  });
}

interface JobRequest extends Pick<TryRequest, 'state' | 'commit' | 'minutes' | 'id'> {
  /** Name of its worktree. */
  readonly subject: string;
  /** Commands to run there, one after the other. */
  readonly checks: (port: number) => readonly { readonly name: string; readonly command: string }[];
}

/** A session that runs commands on a commit, in a worktree set up, kept in and torn down as for the checks of a run. */
export async function jobOn({ state, commit, minutes, id, subject, checks }: JobRequest): Promise<TryJob> {
  const scope = { kind: 'validate' as const, attempt: 1 };
  const session: Session = {
    ...{ id: `${tryPrefix}${id}`, kind: 'check', scope, subject, epoch: 1, base: commit, status: 'ready' },
  };
  const job = jobFor(session, state, { sha256: (text) => digest.sha256(text) });
  if (job?.work.kind !== 'check') throw new Error('The worktree of this run cannot be composed.');
  const { push: _push, before: _before, baseline: _baseline, measuredFrom: _from, ...work } = job.work;
  const port = await freePort(work.port, work.ports);
  const variables = { ...work.worktree.variables, WAVEGATE_PORT: String(port) };
  const commands = checks(port).map((check) => ({ ...check, strict: true as const }));
  const limit = minutes * commands.length + 15;
  return {
    port,
    job: {
      ...job,
      limits: { minutes: limit, idleMinutes: limit },
      work: {
        ...work,
        ...{ port, checks: commands, minutes, retries: 0, counts: {}, known: [] },
        worktree: { ...work.worktree, variables },
      },
    },
  };
}
