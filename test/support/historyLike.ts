import type { RunHistory, SessionSpan } from '../../src/core/history/model.ts';

/** A minute of a session of an agent on task a1 of wave w1 that is done, and used 1,000 tokens in and 100 out. */
export function sessionLike(change: Partial<SessionSpan> = {}): SessionSpan {
  return {
    ...{ session: 's1', kind: 'implement', subject: 'a1', agent: 'coder', driver: 'claude', wave: 'w1', attempt: 1 },
    ...{ epoch: 1, from: 0, to: 60_000, outcome: 'done' },
    usage: { inputTokens: 1_000, cachedTokens: 0, outputTokens: 100 },
    ...change,
  };
}

/** A run in which nothing but these sessions happened. */
export function historyLike(sessions: readonly SessionSpan[], change: Partial<RunHistory> = {}): RunHistory {
  return {
    ...{ run: 'r1', title: 'Rename', repository: 'root', startedAt: 0, updatedAt: 60_000, phase: 'wave' },
    ...{ phases: [], attempts: [], failed: [], gates: [], left: [], projected: [], teamBudgets: [] },
    ...{ waited: 0, worked: 60_000 },
    sessions,
    ...change,
  };
}
