import path from 'node:path';
import { afterRunTime } from '../clock/runTime.ts';
import type { Work } from '../core/model/effects.ts';
import { sessionVariables } from '../core/run/session/sessionVariables.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import { withNote, withNoticed } from '../core/run/session/resultNotes.ts';
import type { Programs } from '../ports/programs.ts';
import type { SessionGit } from '../sessionPorts/sessionGit.ts';
import type { SessionContext, SessionHandler } from '../sessionPorts/sessionHandler.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import type { LocalJob } from '../protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../protocol/sessionFiles.ts';
import { errorMessage } from '../util/errors.ts';
import { createEventLog } from './eventLog.ts';
import { startHeartbeat } from './heartbeat.ts';
import { keepAwake } from './keepAwake.ts';
import type { OutputLog } from './outputLog.ts';
import { openOutputLog } from './outputLog.ts';
import { releaseGuard } from './releaseGuard.ts';
import { reserveResult, writeResult } from './result.ts';
import { createStatusFile } from './statusFile.ts';
import { watchForStop } from './stopRequests.ts';
import { createTakeOverRequests } from './takeOverRequests.ts';

/** Handlers for each kind of work. */
export type SessionHandlers = { readonly [Kind in Work['kind']]: SessionHandler<Extract<Work, { kind: Kind }>> };

export interface HostServices {
  readonly handlers: SessionHandlers;
  readonly git: Pick<SessionGit, 'recoverGuard'>;
  readonly programs: Programs;
  readonly records: SessionRecords;
  /** The part of this process's environment that a session may see. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether this process has no other session. Default: it has none. */
  readonly alone?: boolean;
  /** Milliseconds in which a session whose time is over may still find out what became of its work. Default: a minute. */
  readonly graceMs?: number;
}

/**
 * Runs the session of a folder to its end and writes its result, exactly once: when another host has taken the session,
 * this one leaves without a word. Whatever goes wrong becomes a result, too.
 *
 * @throws Error when there is no job in the folder, or no result can be written
 */
export async function runHost(folder: string, services: HostServices): Promise<void> {
  const { programs, records, alone = true } = services;
  const local = await records.read(folder, sessionFiles.job);
  if (local === undefined)
    throw new Error(`There is no job in ${folder}. The executor writes it before it starts a host.`);
  // What git starts here (ssh, hooks, helpers) is known by it, also when this process is killed. Agents and checks end their
  // own programs by it while git works for them, so theirs does not carry it.
  if (alone && !['agent', 'check'].includes(local.job.work.kind)) process.env[sessionVariable] = local.nonce;
  const self = (await programs.identify(process.pid)) ?? { pid: process.pid, started: '' };
  if (!(await records.create(folder, sessionFiles.host, self))) return;

  const emit = createEventLog(folder);
  const output = openOutputLog(path.join(folder, sessionFiles.output), local.outputLimit);
  const stop = watchForStop(folder);
  emit({ type: 'started', title: `${local.job.kind} ${local.job.subject}` });
  const status = createStatusFile(folder, records);
  const takeOver = createTakeOverRequests(folder, local.worktree, records, stop.signal, (takenOver) =>
    status.change({ ...status.now(), takenOver }),
  );
  let reported = 0;
  const heart = await startHeartbeat(folder, () => {
    stop.look();
    takeOver.look();
    status.beat();
    if (output.received > reported) emit({ type: 'output', bytes: output.received });
    reported = output.received;
  });
  const letSleep = local.job.keepAwake === true ? keepAwake() : undefined;
  try {
    const context: SessionContext = {
      ...contextOf(local, services, stop.signal, output, emit),
      takeOver,
      onStatus: (now) => status.change({ takenOver: false, ...now }),
      onQuiet(quietMinutes) {
        emit({ type: 'quiet', minutes: quietMinutes });
        status.change({ ...status.now(), quietMinutes });
      },
    };
    const result = await finish(context, services, output, local);
    emit({ type: 'ended', outcome: result.outcome, message: result.message });
    await writeResult(records, local, result);
  } finally {
    letSleep?.();
    clearInterval(heart);
    stop.close();
  }
}

/** Lets the work run; an exception becomes a result, and nothing the session has started outlives it. */
async function finish(
  context: SessionContext,
  services: HostServices,
  output: OutputLog,
  local: LocalJob,
): Promise<SessionResult> {
  let result: SessionResult;
  try {
    await reserveResult(local.sessionFolder);
    const limit = startLimit(local, services, context.marker);
    const signal = AbortSignal.any([context.signal, limit.signal]);
    const work = dispatch(services.handlers, local.job.work, { ...context, signal }).catch((error: unknown) => {
      // Ending what a session waits for makes it fail, too.
      if (!limit.signal.aborted) throw error;
      return { outcome: 'timeout' as const, message: errorMessage(error) };
    });
    result = await Promise.race([work, limit.givenUp, ...(services.alone === false ? [] : [unforeseen()])]);
    if (limit.signal.aborted && result.outcome !== 'done') result = late(local, result);
    if (result.outcome === 'timeout' || result.outcome === 'cancelled') {
      await services.programs.endTree(undefined, context.marker);
      result = await withoutGuard(result, services, local);
    }
  } catch (error) {
    await services.programs.endTree(undefined, context.marker).catch(console.error);
    console.error(error);
    const crashed: SessionResult = {
      outcome: 'crashed',
      message: `The session ended with an error: ${errorMessage(error)}`,
    };
    result = await withoutGuard(crashed, services, local);
  }
  output.close();
  if (output.problem === undefined) return result;
  return withNote(result, `Its output could not be kept to the end (${output.problem}).`);
}

/** Work that was given up, or that another part of the process broke off, has not taken its guard down. */
async function withoutGuard(result: SessionResult, { git }: HostServices, local: LocalJob): Promise<SessionResult> {
  try {
    const { violations, noticed } = await releaseGuard(git, local);
    const undone = `What it had changed outside its worktree was undone: ${violations.join('; ')}.`;
    return withNoticed(violations.length === 0 ? result : withNote(result, undone), noticed);
  } catch (error) {
    return withNote(result, `What it changed outside its worktree could not be checked: ${errorMessage(error)}`);
  }
}

function dispatch(handlers: SessionHandlers, work: Work, context: SessionContext): Promise<SessionResult> {
  switch (work.kind) {
    case 'agent':
      return handlers.agent(work, context);
    case 'merge':
      return handlers.merge(work, context);
    case 'check':
      return handlers.check(work, context);
    case 'divide':
      return handlers.divide(work, context);
    case 'commit':
      return handlers.commit(work, context);
    case 'revise':
      return handlers.revise(work, context);
    case 'ship':
      return handlers.ship(work, context);
    case 'watch':
      return handlers.watch(work, context);
    case 'land':
      return handlers.land(work, context);
  }
}

function contextOf(
  local: LocalJob,
  services: HostServices,
  signal: AbortSignal,
  output: OutputLog,
  emit: ReturnType<typeof createEventLog>,
): Omit<SessionContext, 'takeOver' | 'onStatus' | 'onQuiet'> {
  const { job, nonce, repository, worktree, backupFolder, stateRoot, worktreeRoot, sessionFolder } = local;
  return {
    job,
    place: { repository, worktree, backupFolder, stateRoot, worktreeRoot },
    folder: sessionFolder,
    nonce,
    marker: `${sessionVariable}=${nonce}`,
    environment: {
      ...services.environment,
      ...sessionVariables(job.run, job.scope, job.subject, 'port' in job.work ? job.work.port : undefined),
      [sessionVariable]: nonce,
    },
    signal,
    reportProgress: (text) => emit({ type: 'stage', text, bytes: output.received }),
    onAgentEvent: (event) => emit({ type: 'agent', event }),
    agentEnded: () => emit({ type: 'agent-ended', bytes: output.received }),
    output: (chunk) => output.append(chunk),
    tail: () => output.tail(),
    async agentStarted(identity) {
      await services.records.replace(sessionFolder, sessionFiles.agent, identity);
    },
  };
}

interface Limit {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Resolves when the work has not answered that in good time. */
  readonly givenUp: Promise<SessionResult>;
}

/**
 * Ends work that hangs, and all it has started. The limits of agents and checks are enforced where they run, so that
 * what they did is kept.
 */
function startLimit({ job }: LocalJob, { programs, graceMs = 60_000 }: HostServices, marker: string): Limit {
  const controller = new AbortController();
  const givenUp = new Promise<SessionResult>((resolve, reject) => {
    if (job.work.kind === 'agent') return;
    const passed = (): void => {
      controller.abort();
      programs.endTree(undefined, marker).catch(reject);
      afterRunTime(graceMs, () => resolve({ outcome: 'timeout', message: '' }), 'let-go');
    };
    afterRunTime(job.limits.minutes * 60_000, passed, 'let-go');
  });
  return { signal: controller.signal, givenUp };
}

const limitKeys: Partial<Readonly<Record<Work['kind'], string>>> = {
  check: 'checkpoint.minutes',
  divide: 'checkpoint.divideMinutes',
  watch: 'ship.checks.minutes',
  land: 'ship.mergeMinutes',
};

function late({ job }: LocalJob, result: SessionResult): SessionResult {
  const { minutes } = job.limits;
  const key = limitKeys[job.work.kind] ?? 'git.minutes';
  const ended = `It took longer than ${minutes === 1 ? '1 minute' : `${minutes} minutes`} (${key} of the plan) and was ended, with everything it had started.`;
  return {
    ...result,
    outcome: 'timeout',
    message: `${ended} ${result.message || 'Look at its output, then try again.'}`,
  };
}

/** An error that no call waits for: without this it would end the process, and the session without a result. */
function unforeseen(): Promise<never> {
  return new Promise((_resolve, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
  });
}
