import type { Tools } from '../model/tools.ts';

/** Key of the span of a session, for its run. */
export function sessionKey(session: string, epoch: number): string {
  return `session ${session} ${epoch}`;
}

/** Id of the trace of a run: 32 hex digits, the same in every process that drives it. */
export function traceIdOf(run: string, { sha256 }: Tools): string {
  return sha256(`wavegate run ${run}`).slice(0, 32);
}

/** Id of a span of a run: 16 hex digits. @param key names the span within its run */
export function spanIdOf(run: string, key: string, { sha256 }: Tools): string {
  return sha256(`wavegate span ${run} ${key}`).slice(0, 16);
}

/** The span of a session as a W3C `traceparent`, for the programs it starts. */
export function traceparentOf(run: string, session: string, epoch: number, tools: Tools): string {
  return `00-${traceIdOf(run, tools)}-${spanIdOf(run, sessionKey(session, epoch), tools)}-01`;
}
