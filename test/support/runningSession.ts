import type { SessionResult } from '../../src/core/model/sessionResult.ts';

/** A session that goes on until the test ends it. */
export interface Running {
  readonly ended: Promise<SessionResult>;
  readonly end: (result: SessionResult) => void;
}

export function startedSession(): Running {
  let end: Running['end'] = () => undefined;
  const ended = new Promise<SessionResult>((resolve) => (end = resolve));
  return { ended, end };
}
