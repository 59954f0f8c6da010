import { randomUUID } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job } from '../../core/model/effects.ts';
import type { Executor, SessionKey } from '../../ports/executor.ts';
import { ExecutorError } from '../../ports/executor.ts';
import type { SessionRecords } from '../../sessionPorts/sessionRecords.ts';
import type { LocalJob } from '../../protocol/sessionFiles.ts';
import { sessionFiles } from '../../protocol/sessionFiles.ts';
import { errorMessage } from '../../util/errors.ts';
import type { LocalExecutorOptions } from './options.ts';
import { awaitSession } from './awaitSession.ts';
import { freeMemory } from './freeMemory.ts';
import { startHostBy } from './startHost.ts';
import { askToTakeOver, handBack } from './takeOver.ts';

/** Half of it contains the beginning, so that a transcript of 100 MB is kept whole. */
const defaultOutputLimit = 256 * 1024 * 1024;

/**
 * Runs sessions on this machine, each in a detached process of its own that outlives this one. Everything that lasts is in
 * the session's folder, so any number of executors may ask for the same session: one host runs it, all get its result.
 */
export function createLocalExecutor(options: LocalExecutorOptions): Executor {
  return {
    async ensureSession(job) {
      const folder = options.layout.sessionFolder(job.run, job.session, job.epoch);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await options.records.create(folder, sessionFiles.job, localJob(job, folder, options));
        await followRepository(folder, options);
        if (!(await hasBegun(options.records, folder))) await startHostBy(options, folder);
      } catch (error) {
        if (error instanceof ExecutorError) throw error;
        const reason = errorMessage(error);
        throw new ExecutorError(`Session ${job.session} could not be started: ${reason}`, { cause: error });
      }
    },
    async awaitResult({ run, session, epoch }, signal, onStatus) {
      const folder = options.layout.sessionFolder(run, session, epoch);
      if ((await options.records.read(folder, sessionFiles.job)) === undefined) {
        throw new ExecutorError(`Session ${session} (epoch ${epoch}) of run ${run} was never started here.`);
      }
      return awaitSession(options, folder, session, epoch, {
        ...(signal && { signal }),
        ...(onStatus && { onStatus }),
      });
    },
    async watch({ run, session, epoch }) {
      const folder = options.layout.sessionFolder(run, session, epoch);
      if ((await options.records.read(folder, sessionFiles.job)) !== undefined) return folder;
      throw new ExecutorError(
        `There is no record of session ${session} of run ${run} on this machine: it was removed, or the session ran elsewhere. Nothing is lost in the repository.`,
        { isUnknown: true },
      );
    },
    freeMemory,
    async makeReady(sessions) {
      const { nodePath, hostProgram } = options;
      await options.readyHosts?.({ nodePath, hostProgram }, sessions);
    },
    async stop(session) {
      await request(options, session, (folder) => writeFile(path.join(folder, sessionFiles.stop), ''));
    },
    async takeOver(session) {
      await request(options, session, askToTakeOver);
    },
    async handBack(session) {
      await request(options, session, handBack);
    },
  };
}

/** Leaves a request in the folder of a session, which may have been started by another process. */
async function request(
  { layout }: LocalExecutorOptions,
  { run, session, epoch }: SessionKey,
  leave: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = layout.sessionFolder(run, session, epoch);
  let isThere = false;
  try {
    await access(folder);
    isThere = true;
    await leave(folder);
  } catch (error) {
    const reason = errorMessage(error);
    const advice = 'Look whether it is still among the sessions of the run, then try again.';
    throw new ExecutorError(`Session ${session} of run ${run} could not be asked (${reason}). ${advice}`, {
      cause: error,
      isUnknown: !isThere && error instanceof Error && 'code' in error && error.code === 'ENOENT',
    });
  }
}

/** A job written before the repository was moved names a place that is gone. */
async function followRepository(folder: string, { records, repository }: LocalExecutorOptions): Promise<void> {
  const local = await records.read(folder, sessionFiles.job);
  if (local === undefined || local.repository === repository) return;
  const gone = await access(path.join(local.repository, '.git')).then(
    () => false,
    () => true,
  );
  if (gone) await records.replace(folder, sessionFiles.job, { ...local, repository });
}

async function hasBegun(records: SessionRecords, folder: string): Promise<boolean> {
  const found = await Promise.all([sessionFiles.host, sessionFiles.result].map((name) => records.read(folder, name)));
  return found.some((record) => record !== undefined);
}

function localJob(job: Job, sessionFolder: string, options: LocalExecutorOptions): LocalJob {
  const { layout, repository, outputLimit = defaultOutputLimit } = options;
  return {
    job,
    repository,
    worktree: layout.worktree(job.run, job.scope, job.subject),
    sessionFolder,
    backupFolder: layout.backupFolder(job.run),
    stateRoot: layout.stateRoot,
    worktreeRoot: layout.worktreeRoot,
    nonce: randomUUID(),
    outputLimit,
  };
}
