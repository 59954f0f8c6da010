import type { SessionResult } from '../../model/sessionResult.ts';

/** Adds changes that nothing attributes to the session: no reason to reject it, but the person should know of them. */
export function withNoticed(result: SessionResult, noticed: readonly string[]): SessionResult {
  if (noticed.length === 0) return result;
  const sessions = noticed.filter((line) => line.startsWith(bySession));
  const persons = noticed.filter((line) => !sessions.includes(line));
  const notes = [
    ...(persons.length === 0 ? [] : [`Changed outside meanwhile, treated as yours: ${persons.join('; ')}.`]),
    ...(sessions.length === 0 ? [] : [`Changed outside ${sessions.join('; ')}.`]),
  ];
  return { ...withNote(result, notes.join(' ')), outside: noticed };
}

const bySession = 'by one of several sessions: ';

/** A line about a change that is some session's, in a checkout that is reserved for them, and that none can be blamed for. */
export function byOneOfSeveral(line: string): string {
  return `${bySession}${line}`;
}

/** The result with one more sentence for people. */
export function withNote(result: SessionResult, note: string): SessionResult {
  return { ...result, message: `${result.message} ${note}` };
}
