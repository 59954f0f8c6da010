import type { PastAttempt, WaveState } from '../model/state.ts';

/** Record of an attempt of a wave that goes on or begins again, for the report. */
export function pastAttempt({ attempt, openedAt, closedAt, failure, tasks, check }: WaveState): PastAttempt {
  return {
    attempt,
    openedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(failure === undefined ? {} : { failure }),
    tasks,
    checks: check?.checks ?? [],
  };
}
