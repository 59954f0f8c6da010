import type { SessionResult } from '../../model/sessionResult.ts';

/** Adds changes that nothing attributes to the session: no reason to reject it, but the person should know of them. */
export function withNoticed(result: SessionResult, noticed: readonly string[]): SessionResult {
  if (noticed.length === 0) return result;
  const note = `Changed outside meanwhile, treated as yours: ${noticed.join('; ')}.`;
  return { ...withNote(result, note), outside: noticed };
}

/** The result with one more sentence for people. */
export function withNote(result: SessionResult, note: string): SessionResult {
  return { ...result, message: `${result.message} ${note}` };
}
