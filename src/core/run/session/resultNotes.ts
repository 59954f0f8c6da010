import type { SessionResult } from '../../model/sessionResult.ts';

/** Adds changes that nothing attributes to the session: no reason to reject it, but the person should know of them. */
export function withNoticed(result: SessionResult, noticed: readonly string[]): SessionResult {
  if (noticed.length === 0) return result;
  return { ...withNote(result, outsideNotes(noticed).join(' ')), outside: noticed };
}

/** Sentences about changes outside a worktree that nothing attributes to a session. @param noticed `outside` of results */
export function outsideNotes(noticed: readonly string[]): readonly string[] {
  const sessions = noticed.filter((line) => line.startsWith(bySession));
  const persons = noticed.filter((line) => !sessions.includes(line));
  return [
    ...(persons.length === 0 ? [] : [`Changed outside meanwhile, treated as yours: ${persons.join('; ')}.`]),
    ...(sessions.length === 0 ? [] : [`Changed outside ${sessions.join('; ')}.`]),
  ];
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
