import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterRunTime } from '../../clock/runTime.ts';
import type { AgentLaunch } from '../../sessionPorts/agentDriver.ts';
import type { Programs, RunningProgram } from '../../ports/programs.ts';
import { ProgramError } from '../../ports/programs.ts';
import type { Inside } from '../../ports/inside.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { AgentListener } from './agentListener.ts';
import type { Resting } from './resting.ts';
import { watchResting } from './resting.ts';
import type { Silence } from './silence.ts';
import { watchSilence } from './silence.ts';
import { onAbort } from '../../util/onAbort.ts';

/** How an agent's process ended. */
export type AgentEnd =
  /** `left`: names of the programs it left running. */
  | { readonly kind: 'exited'; readonly exitCode: number | null; readonly left?: readonly string[] }
  | { readonly kind: 'never-ran'; readonly message: string }
  | ({ readonly kind: 'ended' } & Ended);

/** Why Wavegate ended it. */
export interface Ended {
  readonly why: 'cancelled' | 'timeout' | 'stuck' | 'rate-limited' | 'budget' | 'auth';
  /** The limit that was reached, or what the provider said. */
  readonly detail?: string;
}

/**
 * Runs an agent to its end within the limits of its job, or until a person takes its conversation over. Its whole process tree is gone afterwards, whichever way it
 * ended: what an agent leaves running could still write.
 *
 * @param context `minutes`: the longest this run may take; `handedOff`: whether its handoff can be read
 */
export async function runAgent(
  programs: Programs,
  launch: AgentLaunch,
  inside: Inside,
  context: SessionContext & { readonly minutes: number; readonly handedOff: () => Promise<boolean> },
  listener: AgentListener,
): Promise<AgentEnd | 'taken-over'> {
  const { place, marker, signal } = context;
  if (signal.aborted) return { kind: 'ended', why: 'cancelled' };
  const { files = {}, argv, env, input } = launch;
  for (const [file, text] of Object.entries(files)) await writeFile(file, text);
  if (launch.usageFile !== undefined) await mkdir(path.dirname(launch.usageFile), { recursive: true });
  const { idleMinutes, startMinutes = 2 * idleMinutes, warnMinutes, exitMinutes = 1 } = context.job.limits;
  const idleLimits = { start: startMinutes, between: () => listener.idleLimit(), warn: warnMinutes };
  const silence = watchSilence(idleLimits, context.onQuiet);
  const { handedOff } = context;
  const resting = watchResting(exitMinutes, { rests: () => listener.rests(), handedOff });
  let running: RunningProgram;
  try {
    running = await programs.start({
      argv,
      env,
      inside,
      cwd: place.worktree,
      marker,
      ...(input === undefined ? {} : { input }),
      heard: (chunk, stream) => listener.hear(chunk, stream),
      output(chunk) {
        silence.heard();
        resting.heard();
        context.output(chunk);
      },
    });
  } catch (error) {
    silence.close();
    if (error instanceof ProgramError) return { kind: 'never-ran', message: error.message };
    throw error;
  }
  await context.agentStarted(running.identity);
  const ended = await firstOf(running, context, { silence, resting }, listener);
  const left = await running.end();
  listener.end();
  const { exitCode } = await running.exited;
  if (ended === 'taken-over') return ended;
  if (ended === 'finished') return { kind: 'exited', exitCode: 0, left };
  return ended === undefined ? { kind: 'exited', exitCode, left } : { kind: 'ended', ...ended };
}

async function firstOf(
  running: RunningProgram,
  { minutes, signal, takeOver }: SessionContext & { readonly minutes: number },
  { silence, resting }: { readonly silence: Silence; readonly resting: Resting },
  listener: AgentListener,
): Promise<Ended | 'taken-over' | 'finished' | undefined> {
  let cleanUp = () => {};
  const ended = new Promise<Ended | 'taken-over' | 'finished'>((resolve) => {
    const cancelWall = afterRunTime(minutes * 60_000, () => resolve(lateBecause('timeout', listener)));
    const cancel = () => resolve({ why: 'cancelled' });
    const forget = onAbort(signal, cancel);
    void silence.tooLong.then((tooLong) =>
      resolve(listener.rests() ? 'finished' : lateBecause('stuck', listener, `${tooLong} minutes`)),
    );
    void resting.over.then(() => resolve('finished'));
    void listener.hopeless.then(resolve);
    void Promise.all([takeOver.asked(), listener.begun]).then(() => resolve('taken-over'));
    cleanUp = () => {
      cancelWall();
      forget();
      silence.close();
      resting.close();
    };
  });
  try {
    return await Promise.race([running.exited.then(() => undefined), ended]);
  } finally {
    cleanUp();
  }
}

/** An agent that was refused last is neither stuck nor slow: it waits for its provider. */
function lateBecause(why: 'timeout' | 'stuck', listener: AgentListener, limit?: string): Ended {
  const detail = listener.transcript().retrying;
  if (detail !== undefined) return { why: 'rate-limited', detail };
  return limit === undefined ? { why } : { why, detail: limit };
}
