import type { Job } from '../../core/model/effects.ts';
import { jobFor } from '../../core/run/job/jobFor.ts';
import type { RunState, Session } from '../../core/model/state.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { waveCommits } from '../../core/queries/bisect.ts';
import type { WaveCommit } from '../../core/queries/bisect.ts';
import { digest } from '../../decisions/digest.ts';
import { mergeParts } from '../../git/merge/mergeParts.ts';
import { deleteRef } from '../../git/refs/refs.ts';
import { gitLine } from '../../git/call/runGit.ts';
import type { Executor } from '../../ports/executor.ts';

export interface BisectRequest {
  readonly repository: string;
  readonly state: RunState;
  /** Command that is green on good code. Split as a shell would, without one. */
  readonly command: string;
  /** Longest time one run of it may take. */
  readonly minutes: number;
  /** Tells apart what several searches have run. */
  readonly search: string;
  readonly executor: Pick<Executor, 'ensureSession' | 'awaitResult'>;
  /** Called with what was tried and how it ended. */
  readonly tried: (what: string, isGreen: boolean) => void;
}

export type Bisected =
  | { readonly found: 'nothing'; readonly why: string }
  | {
      readonly found: 'wave';
      readonly wave: WaveCommit;
      /** Tasks that make it red: each alone, or only together. */
      readonly tasks: readonly string[];
      readonly how: 'alone' | 'together' | 'not told apart';
    };

/**
 * Finds the wave whose commit turned a command red, by halving, and then the task, by merging its parts again without the
 * others. Each try is a session of checks: a worktree of its own, set up as the plan says, and removed after it.
 *
 * @throws Error when the command cannot be run, or is red before the run already
 */
export async function bisect(request: BisectRequest): Promise<Bisected> {
  const { state } = request;
  const waves = waveCommits(state);
  const last = waves.at(-1);
  if (last === undefined) return { found: 'nothing', why: 'No wave of this run has changed anything.' };
  if (!(await isGreen(request, 'the base', state.base.commit))) {
    return { found: 'nothing', why: 'It is red on the commit that the run began from, so no wave has made it red.' };
  }
  if (await isGreen(request, titleOf(last), last.commit)) {
    return { found: 'nothing', why: 'It is green on the last wave of the run.' };
  }
  let good = -1;
  let bad = waves.length - 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const wave = waves[middle];
    if (wave === undefined) break;
    if (await isGreen(request, titleOf(wave), wave.commit)) good = middle;
    else bad = middle;
  }
  const wave = waves[bad] ?? last;
  return { found: 'wave', wave, ...(await guilty(request, wave)) };
}

/** Tries each task of a wave without the others. */
async function guilty(
  request: BisectRequest,
  wave: WaveCommit,
): Promise<{ readonly tasks: readonly string[]; readonly how: 'alone' | 'together' | 'not told apart' }> {
  const { parts } = wave;
  const all = parts.map(({ subject }) => subject);
  if (parts.length < 2) return { tasks: all, how: 'alone' };
  const onto = await gitLine(['rev-parse', '--verify', `${wave.commit}^1`], { folder: request.repository });
  const alone: string[] = [];
  for (const part of parts) {
    const keep = `refs/wavegate/${request.state.run}/bisect/${request.search}/${part.subject}`;
    const merged = await mergeParts({ repository: request.repository, onto, parts: [part], keep });
    if (!('commit' in merged)) return { tasks: all, how: 'not told apart' };
    try {
      if (!(await isGreen(request, `${titleOf(wave)}, task ${part.subject} alone`, merged.commit))) {
        alone.push(part.subject);
      }
    } finally {
      await deleteRef(request.repository, keep);
    }
  }
  return alone.length > 0 ? { tasks: alone, how: 'alone' } : { tasks: all, how: 'together' };
}

function titleOf({ wave, title }: WaveCommit): string {
  return `wave ${wave} (${title})`;
}

async function isGreen(request: BisectRequest, what: string, commit: string): Promise<boolean> {
  const job = jobOf(request, commit);
  await request.executor.ensureSession(job);
  // Waiting for a session keeps no process alive by itself.
  const held = setInterval(() => undefined, 60_000);
  const result = await request.executor.awaitResult(job).finally(() => clearInterval(held));
  const green = colourOf(result, what);
  request.tried(what, green);
  return green;
}

/** @throws Error when the command has said nothing about the commit */
function colourOf({ outcome, message, checks = [] }: SessionResult, what: string): boolean {
  const [run] = checks;
  if (outcome === 'done') return true;
  if (outcome === 'blocked' && run !== undefined && run.exitCode !== null && run.missing === undefined) return false;
  throw new Error(`The command could not be run on ${what}: ${message}`);
}

/** The checks of a run with this command in their place, so that worktree, sandbox and environment are those of the run. */
function jobOf({ state, command, minutes, search }: BisectRequest, commit: string): Job {
  const subject = `bisect-${commit.slice(0, 10)}`;
  const scope = { kind: 'validate' as const, attempt: 1 };
  const id = `bisect~${search}~${commit.slice(0, 10)}`;
  const session: Session = { id, kind: 'check', scope, subject, epoch: 1, base: commit, status: 'ready' };
  const job = jobFor(session, state, { sha256: (text) => digest.sha256(text) });
  if (job?.work.kind !== 'check') throw new Error('The checks of this run cannot be composed.');
  const { push: _push, before: _before, baseline: _baseline, measuredFrom: _from, ...work } = job.work;
  const limit = minutes + 15;
  return {
    ...job,
    limits: { minutes: limit, idleMinutes: limit },
    work: { ...work, checks: [{ name: 'bisect', command, strict: true }], retries: 0, minutes, counts: {}, known: [] },
  };
}
