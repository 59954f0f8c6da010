import { boardOf } from '../../core/views/board.ts';
import type { RunSummary } from '../../ports/runService.ts';
import type { KnownRun } from './knownRuns.ts';

/** A run in a list of runs. @param now epoch milliseconds, by which gates expire */
export function runSummary(
  { run, repository, state, problem, modifiedAt, team }: Omit<KnownRun, 'layout'>,
  now: number,
): RunSummary {
  const ofTeam = team === undefined ? {} : ({ team: true } as const);
  if (state === undefined) {
    const headline = problem ?? 'empty';
    return { run, repository, title: run, headline, state: 'unreadable', waiting: 0, modifiedAt, ...ofTeam };
  }
  const { title, headline, activity, gates, adaptation } = boardOf(state, now);
  // A question has its gate.
  const failed = adaptation !== undefined && adaptation.proposal === undefined && adaptation.asks !== true ? 1 : 0;
  return {
    run,
    repository,
    title,
    headline,
    state: activity === 'parked' ? 'waiting' : activity,
    waiting: gates.filter(({ status }) => status === 'pending').length + failed,
    modifiedAt,
    ...ofTeam,
  };
}
