import type { Recorded } from '../../model/events.ts';
import type { AheadRound, RunState } from '../../model/state.ts';
import type { SetEntries } from '../../../util/setEntries.ts';
import { evolveSession } from '../session/evolveSession.ts';

type AheadEvent = Extract<Recorded, { type: 'ahead-started' | 'ahead-judged' | 'ahead-voided' }>;

/** A round is read, then judged; single verdicts of it may be voided, and a new round takes its place. */
export function evolveAhead(state: RunState, event: AheadEvent, put: SetEntries): RunState {
  const before = state.ahead?.[event.wave];
  const set = (round: AheadRound): RunState => ({ ...state, ahead: put(state.ahead ?? {}, [[event.wave, round]]) });
  if (event.type === 'ahead-started') {
    const { wave, round, covers, definition, kept, sessions } = event;
    const own = Object.fromEntries(sessions.map(({ subject, id }) => [subject, id]));
    const all = Object.entries({ ...kept, ...own }).sort(([one], [other]) => (one < other ? -1 : 1));
    const changed = Object.fromEntries(Object.values(kept).map((id) => [id, before?.changed[id] ?? []]));
    const [because] = Object.values(before?.voided ?? {});
    const read = { wave, round, covers, definition, sessions: Object.fromEntries(all), voided: {}, changed };
    const started = set({ ...read, ...(because === undefined ? {} : { because }) });
    return evolveSession(started, event, put);
  }
  if (before?.round !== event.round) return state;
  if (event.type === 'ahead-judged') return set({ ...before, findings: event.findings });
  const voided = Object.fromEntries(event.sessions.map((id) => [id, event.reason]));
  return set({ ...before, voided: { ...before.voided, ...voided } });
}

/** Notes for every verdict which files a commit has changed that it did not know. */
export function aheadAfterCommit(state: RunState, wave: string): RunState {
  const files = (state.waves[wave]?.merge?.changes ?? []).map(({ path }) => path);
  if (state.ahead === undefined || files.length === 0) return state;
  const rounds = Object.entries(state.ahead).map(([id, round]): [string, AheadRound] => {
    const changed = Object.values(round.sessions).map((session): readonly [string, readonly string[]] => [
      session,
      [...new Set([...(round.changed[session] ?? []), ...files])],
    ]);
    return [id, { ...round, changed: Object.fromEntries(changed) }];
  });
  return { ...state, ahead: Object.fromEntries(rounds) };
}
