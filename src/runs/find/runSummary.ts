import { boardOf } from '../../core/views/board.ts';
import { decisionsToMake } from '../../core/views/decisionsToMake.ts';
import type { RunSummary } from '../../ports/runService.ts';
import type { KnownRun } from './knownRuns.ts';

/**
 * A run in a list of runs.
 * @param now epoch milliseconds, by which gates expire
 * @param key public key of the person who looks
 */
export function runSummary(
  { run, repository, state, problem, modifiedAt, team }: Omit<KnownRun, 'layout'>,
  now: number,
  key?: string,
): RunSummary {
  const ofTeam = team === undefined ? {} : ({ team: true } as const);
  if (state === undefined) {
    const headline = problem ?? 'empty';
    return { run, repository, title: run, headline, state: 'unreadable', waiting: 0, modifiedAt, ...ofTeam };
  }
  const board = boardOf(state, now, [], key);
  const { title, headline, activity } = board;
  return {
    run,
    repository,
    title,
    headline,
    state: activity === 'parked' ? 'waiting' : activity,
    waiting: decisionsToMake(board),
    modifiedAt,
    ...ofTeam,
  };
}
