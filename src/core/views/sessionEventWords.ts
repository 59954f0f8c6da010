import type { RunState } from '../model/state.ts';
import { count, outcomeText } from '../words/labels.ts';
import { scopeTitle, sessionTitle } from './sessionWords.ts';
import type { EventWords, EventOf } from './eventText.ts';

/** Words of sessions and their worktrees. */
export function sessionWords(
  event: EventOf<
    | 'sessions-planned'
    | 'worktrees-ready'
    | 'worktrees-made-ahead'
    | 'worktrees-given-back'
    | 'session-dispatched'
    | 'session-retried'
    | 'answer-taken-back'
    | 'session-taken-over'
    | 'session-handed-back'
    | 'session-staged'
    | 'session-ended'
    | 'worktrees-removed'
  >,
  state: RunState,
): EventWords | undefined {
  switch (event.type) {
    case 'sessions-planned':
      return undefined;
    case 'worktrees-ready': {
      const ready = count(Object.keys(event.evidence).length, 'worktree');
      return { text: `${ready} ready`, detail: scopeTitle(state, event.scope) };
    }
    case 'worktrees-made-ahead': {
      const detail = scopeTitle(state, event.scope);
      if (event.problem !== undefined)
        return { text: 'Worktrees could not be made ahead of the launch', detail: event.problem };
      return { text: `${count(event.sessions.length, 'worktree')} made ahead of the launch`, detail };
    }
    case 'worktrees-given-back':
      if ((event.left ?? []).length > 0) return removalWords(event, state);
      return { text: 'Worktrees given back', detail: scopeTitle(state, event.scope) };
    case 'worktrees-removed':
      return removalWords(event, state);
    case 'session-dispatched':
      return { text: `Started: ${nameOf(event.session, state)}` };
    case 'session-retried':
      return { text: `Tried again: ${nameOf(event.session, state)}`, detail: event.why };
    case 'answer-taken-back':
      return { text: `Answer taken back: ${nameOf(event.session, state)}`, detail: `by ${event.who}` };
    case 'session-taken-over':
      return { text: `Taken over: ${nameOf(event.session, state)}` };
    case 'session-staged':
      return { text: `Stage ${event.stage}: ${nameOf(event.session, state)}` };
    case 'session-handed-back':
      return { text: `Handed back: ${nameOf(event.session, state)}` };
    case 'session-ended':
      return {
        text: `${outcomeText(state.sessions[event.session]?.kind, event.result)}: ${nameOf(event.session, state)}`,
        detail: event.result.message,
      };
  }
}

function removalWords(
  { scope, left = [] }: EventOf<'worktrees-removed' | 'worktrees-given-back'>,
  state: RunState,
): EventWords {
  const where = scopeTitle(state, scope);
  if (left.length === 0) return { text: 'Worktrees removed', detail: where };
  const told = left.map(({ session, why }) => `${nameOf(session, state)}: ${why}`);
  return { text: `${count(left.length, 'worktree')} of ${where} left behind`, detail: told.join(' ') };
}

function nameOf(id: string, state: RunState): string {
  const session = state.sessions[id];
  return session === undefined ? id : sessionTitle(state, session);
}
