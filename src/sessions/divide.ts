import { divide } from '../core/division/search.ts';
import type { SearchResult } from '../core/division/search.ts';
import { colourOf, failingNames } from '../core/division/colour.ts';
import { isRed } from '../core/checks/isRed.ts';
import type { CheckWork, DivideWork } from '../core/model/sessionWork.ts';
import type { CheckRun } from '../core/model/checkRun.ts';
import type { Division, DivisionEnd, Trial } from '../core/model/division.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import { divisionText } from '../core/words/divisionLines.ts';
import type { SessionContext, SessionHandler } from '../sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../sessionPorts/sessionGit.ts';

/**
 * Finds the smallest sets of tasks of a red wave that are red together: merges some of them, runs the red checks on that in
 * a worktree made for it, and goes on from the result.
 *
 * @param check runs checks on a commit, as for a whole wave
 * @param now milliseconds that have passed, from any start
 */
export function createDivideSession(
  git: Pick<SessionGit, 'merge'>,
  check: SessionHandler<CheckWork>,
  now: () => number,
): SessionHandler<DivideWork> {
  return async (work, context) => {
    const order = work.parts.map(({ subject }) => subject);
    const search = divide(order, work.likely);
    const tried: Tried[] = [];
    const until = now() + work.minutes * 60_000;
    let step = search.next();
    while (step.done !== true) {
      const longest = Math.max(0, ...tried.map(({ trial }) => trial.milliseconds));
      if (tried.length > 0 && now() + longest > until) return concluded(work, tried, 'limit', []);
      const { tasks } = step.value;
      const named = tasks.length === 0 ? 'no task' : tasks.join(', ');
      context.reportProgress(`Try ${tried.length + 1}: ${named}`);
      const begun = now();
      const seen = await tryParts(git, check, work, tasks, context);
      if ('outcome' in seen) return { ...seen, message: `The wave could not be divided, at ${named}: ${seen.message}` };
      const { checks, colour } = seen;
      const trial = { tasks, colour, milliseconds: Math.round(now() - begun), failing: failingNames(checks) };
      tried.push({ trial, checks });
      step = search.next(colour);
    }
    const { end, sets } = step.value;
    return concluded(work, tried, end, sets);
  };
}

interface Tried {
  readonly trial: Trial;
  readonly checks: readonly CheckRun[];
}

interface Seen extends Pick<Trial, 'colour'> {
  readonly checks: readonly CheckRun[];
}

/** @returns a result of its own where the parts could not be checked at all, which ends the division */
async function tryParts(
  git: Pick<SessionGit, 'merge'>,
  check: SessionHandler<CheckWork>,
  work: DivideWork,
  tasks: readonly string[],
  context: SessionContext,
): Promise<Seen | SessionResult> {
  const { onto, stays, keep } = work;
  const parts = [...work.always, ...work.parts.filter(({ subject }) => tasks.includes(subject))];
  let commit = onto;
  if (parts.length > 0) {
    const request = { kind: 'merge' as const, onto, parts, stays, keep, keepConflicts: keep };
    const merged = await git.merge(context.place, request);
    if ('conflicts' in merged) return { colour: 'unmerged', checks: [] };
    ({ commit } = merged);
  }
  const result = await check({ ...work.check, commit }, context);
  const { outcome, checks = [], violations = [] } = result;
  const passed = outcome === 'done';
  if (context.signal.aborted) return { outcome: 'cancelled', message: 'It was stopped.' };
  if (violations.length > 0 || (!passed && (outcome !== 'blocked' || !checks.some(isRed)))) return result;
  const missing = checks.find((run) => run.missing !== undefined);
  if (!passed && missing !== undefined) return { outcome: 'blocked', message: missing.missing ?? '' };
  return { colour: colourOf(passed, checks, work.failing), checks };
}

function concluded(
  { parts }: DivideWork,
  tried: readonly Tried[],
  end: DivisionEnd,
  sets: SearchResult['sets'],
): SessionResult {
  const isOf = (tasks: readonly string[]) => (one: Tried) =>
    one.trial.tasks.length === tasks.length && one.trial.tasks.every((task) => tasks.includes(task));
  const inOrder = (chosen: (subject: string) => boolean): readonly string[] =>
    parts.map(({ subject }) => subject).filter(chosen);
  const division: Division = {
    end,
    sets: sets.map((tasks, index) => ({
      tasks: inOrder((subject) => tasks.includes(subject)),
      failing: (tried.findLast(isOf(tasks))?.checks ?? []).filter(isRed),
      without: sets.slice(0, index).flat(),
    })),
    back: inOrder((subject) => sets.some((tasks) => tasks.includes(subject))),
    rest: inOrder((subject) => !sets.some((tasks) => tasks.includes(subject))),
    trials: tried.map(({ trial }) => trial),
  };
  return { outcome: 'done', message: divisionText(division), division };
}
