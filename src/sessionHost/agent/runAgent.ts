import type { Job } from '../../core/run/effects.ts';
import type { AgentLaunch } from '../../ports/agentDriver.ts';
import type { Programs, RunningProgram } from '../../ports/programs.ts';
import { ProgramError } from '../../ports/programs.ts';
import type { SessionContext } from '../../ports/sessionHandler.ts';

/** How an agent's process came to its end. */
export type AgentEnd =
  | { readonly kind: 'exited'; readonly exitCode: number | null }
  | { readonly kind: 'never-ran'; readonly message: string }
  | { readonly kind: 'ended'; readonly why: EndedBy };

/** Why Wavegate ended it. */
export type EndedBy = 'cancelled' | 'timeout' | 'stuck';

/**
 * Runs an agent to its end within the limits of its job. Its whole process tree is gone afterwards, whichever way it
 * ended: what an agent leaves running could still write.
 */
export async function runAgent(programs: Programs, launch: AgentLaunch, context: SessionContext): Promise<AgentEnd> {
  const { place, marker, signal, job } = context;
  if (signal.aborted) return { kind: 'ended', why: 'cancelled' };
  const silence = watchSilence(job.limits.idleMinutes);
  let running: RunningProgram;
  try {
    running = await programs.start({
      ...launch,
      cwd: place.worktree,
      marker,
      output(chunk) {
        silence.heard();
        context.output(chunk);
      },
    });
  } catch (error) {
    silence.close();
    if (error instanceof ProgramError) return { kind: 'never-ran', message: error.message };
    throw error;
  }
  await context.agentStarted(running.identity);
  const why = await firstOf(running, job, signal, silence);
  await running.end();
  const { exitCode } = await running.exited;
  return why === undefined ? { kind: 'exited', exitCode } : { kind: 'ended', why };
}

async function firstOf(
  running: RunningProgram,
  { limits }: Job,
  signal: AbortSignal,
  silence: Silence,
): Promise<EndedBy | undefined> {
  let cleanUp = () => {};
  const ended = new Promise<EndedBy>((resolve) => {
    const wall = setTimeout(() => resolve('timeout'), limits.minutes * 60_000);
    const cancel = () => resolve('cancelled');
    signal.addEventListener('abort', cancel);
    void silence.tooLong.then(() => resolve('stuck'));
    cleanUp = () => {
      clearTimeout(wall);
      signal.removeEventListener('abort', cancel);
      silence.close();
    };
  });
  try {
    return await Promise.race([running.exited.then(() => undefined), ended]);
  } finally {
    cleanUp();
  }
}

interface Silence {
  heard(): void;
  readonly tooLong: Promise<void>;
  close(): void;
}

/** Measures how long nothing was heard. One timer at a time, however much is heard. */
function watchSilence(minutes: number): Silence {
  const limit = minutes * 60_000;
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    const look = () => {
      const left = last + limit - performance.now();
      if (left <= 0) resolve();
      else timer = setTimeout(look, Math.ceil(left));
    };
    look();
  });
  return {
    heard() {
      last = performance.now();
    },
    tooLong,
    close: () => clearTimeout(timer),
  };
}
