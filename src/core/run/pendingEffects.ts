import { divisionToPropose } from '../division/facts.ts';
import type { Tools } from '../model/tools.ts';
import type { Effect } from '../model/effects.ts';
import { jobFor } from './job/jobFor.ts';
import { portOf } from './job/jobParts.ts';
import type { Scope } from '../model/sessionResult.ts';
import { scopeKey } from '../model/names.ts';
import { queuedSessions } from './session/parallel.ts';
import {
  currentWave,
  isAgentSession,
  isApprovedUnused,
  isPrepared,
  isDispatching,
  pendingGates,
  revisionsCommitted,
} from '../queries/runQueries.ts';
import { answersToPost, commentedRequests } from '../queries/reviewComments.ts';
import { waitsBesideOthers } from '../queries/otherRuns.ts';
import { wasTakenBack } from '../queries/supervisors.ts';
import { waitsForBudget } from '../queries/sharedBudgets.ts';
import type { RunState, Session } from '../model/state.ts';
import { goesOnAt } from './session/usageLimits.ts';
import { aheadOfLaunch, notLaunched } from './worktreesAhead.ts';

/**
 * Everything that should be under way in the world for this state. Derived afresh after every event and after every
 * restart, so that recovery needs no code of its own.
 */
export function pendingEffects(state: RunState, tools: Tools): readonly Effect[] {
  const sessions = Object.values(state.sessions);
  const over = removals(state);
  if (state.phase === 'stopped') return [...stopSessions(sessions), ...running(state, sessions, tools), ...over];
  return [
    ...threads(state),
    ...confirmations(state),
    ...inspection(state),
    ...preparations(state, sessions),
    // The worktrees of the wave before serve the next one.
    ...(over.length > 0 ? [] : aheadOfLaunch(state)),
    ...notLaunched(state),
    ...running(state, sessions, tools),
    ...stopSessions(sessions.filter(wasTakenBack)),
    ...over,
    ...proposals(state),
    ...budgets(state),
    ...otherRuns(state),
    ...comments(state),
    ...deadlines(state),
  ];
}

function threads(state: RunState): readonly Effect[] {
  return state.thread ? [] : [{ key: 'thread', kind: 'bind-thread' }];
}

function confirmations(state: RunState): readonly Effect[] {
  return Object.values(state.gates)
    .filter(isApprovedUnused)
    .map((gate) => ({ key: `confirm ${gate.id}`, kind: 'confirm-gate', gate: gate.id, gateKind: gate.kind }));
}

function inspection(state: RunState): readonly Effect[] {
  const wave = currentWave(state)?.state;
  if (state.phase !== 'wave' || wave?.status !== 'preparing' || isPrepared(wave)) return [];
  if (!state.thread || !revisionsCommitted(state)) return [];
  return [{ key: `inspect ${wave.id} ${wave.attempt}`, kind: 'inspect-wave', wave: wave.id, attempt: wave.attempt }];
}

/** Set-up and teardown get the port that the session gets. */
const withPort = (session: Session, state: RunState) => ({ ...session, port: portOf(session, state) });

/** Worktrees are made once the gate before them is used: for the audit at once, for a wave after its launch gate. */
function preparations(state: RunState, sessions: readonly Session[]): readonly Effect[] {
  const planned = sessions.filter((session) => session.status === 'planned');
  const scopes = new Map<string, Scope>(planned.map((session) => [scopeKey(session.scope), session.scope]));
  return [...scopes].flatMap(([key, scope]): Effect[] => {
    const allowed =
      scope.kind === 'wave'
        ? isDispatching(state.waves[scope.wave]) && state.waves[scope.wave]?.attempt === scope.attempt
        : true;
    if (!allowed) return [];
    const inScope = planned
      .filter((session) => scopeKey(session.scope) === key)
      .map((session) => withPort(session, state));
    return [{ key: `prepare ${key}`, kind: 'prepare-worktrees', scope, sessions: inScope }];
  });
}

function running(state: RunState, sessions: readonly Session[], tools: Tools): readonly Effect[] {
  // Those that wait when their run is stopped begin no more, and are ended at once.
  const queued = state.phase === 'stopped' ? new Set<string>() : queuedSessions(state);
  return sessions
    .filter(({ id }) => !queued.has(id))
    .filter(({ status }) => status === 'running' || status === 'ready')
    .flatMap((session): Effect[] => {
      const job = jobFor(session, state, tools);
      return job ? [{ key: `run ${session.id} ${session.epoch}`, kind: 'run-session', job }] : [];
    });
}

function stopSessions(sessions: readonly Session[]): readonly Effect[] {
  return sessions
    .filter((session) => session.status === 'running')
    .map((session) => ({
      key: `stop ${session.id} ${session.epoch}`,
      kind: 'stop-session',
      session: session.id,
      epoch: session.epoch,
    }));
}

/**
 * Worktrees go when their scope is closed: the audit when it ends, a wave's attempts when its work is committed, and all when
 * the run is stopped. Those whose sessions have not begun may be there then, too, or in the making.
 */
export function removals(state: RunState): readonly Effect[] {
  const sessions = Object.values(state.sessions);
  const agents = sessions.filter((session) => isAgentSession(session));
  const scopes = new Map<string, Scope>(agents.map((session) => [scopeKey(session.scope), session.scope]));
  return [...scopes].flatMap(([key, scope]): Effect[] => {
    if (state.removed.includes(key)) return [];
    const isIn = (session: Session): boolean => scopeKey(session.scope) === key;
    const inScope = agents.filter(isIn);
    const over =
      state.phase === 'stopped'
        ? // What merges and checks reads the branches of the agents.
          sessions.filter(isIn).every(({ status }) => status === 'ended' || status === 'planned')
        : inScope.every(({ status }) => status === 'ended') && isClosed(state, scope);
    if (!over) return [];
    const removed = inScope.map((session) => withPort(session, state));
    return [{ key: `remove ${key}`, kind: 'remove-worktrees', scope, sessions: removed }];
  });
}

function isClosed(state: RunState, scope: Scope): boolean {
  if (scope.kind === 'audit' || scope.kind === 'validate' || scope.kind === 'ahead' || scope.kind === 'explore')
    return true;
  if (scope.kind === 'supervise') return true;
  if (scope.kind !== 'wave') return false;
  const wave = state.waves[scope.wave];
  if (wave?.status === 'committed') return true;
  if (wave?.status !== 'carried' || wave.carriedInto === undefined) return false;
  const into = state.waves[wave.carriedInto];
  return into !== undefined && isClosed(state, { kind: 'wave', wave: into.id, attempt: into.attempt });
}

function proposals(state: RunState): readonly Effect[] {
  const found = divisionToPropose(state);
  return found === undefined
    ? []
    : [{ key: `propose ${found.session}`, kind: 'propose-division', session: found.session }];
}

function budgets(state: RunState): readonly Effect[] {
  return waitsForBudget(state) ? [{ key: 'budgets', kind: 'watch-budgets' }] : [];
}

function otherRuns(state: RunState): readonly Effect[] {
  return waitsBesideOthers(state) ? [{ key: 'runs', kind: 'watch-runs' }] : [];
}

/** Comments of the pull request are read while it waits, and answers posted as soon as there are any. */
function comments(state: RunState): readonly Effect[] {
  const asked = commentedRequests(state);
  return [
    ...(asked === undefined ? [] : [{ key: `comments ${asked.urls.join(' ')}`, kind: 'watch-comments' as const }]),
    ...answersToPost(state).map(({ id, comment, history = [] }): Effect => {
      const { thread, kind, author, answer: text = '' } = comment;
      const marker = `wavegate ${state.run} ${id} ${history.length}`;
      return {
        key: `answer ${id} ${history.length}`,
        kind: 'answer-comment',
        finding: id,
        answer: { thread, kind, author, text, marker },
      };
    }),
  ];
}

/** The nearest deadline; when it passes, `tick` looks at all of them. */
function deadlines(state: RunState): readonly Effect[] {
  const nearest = Math.min(
    goesOnAt(state) ?? Infinity,
    ...pendingGates(state).map((gate) => gate.deadline ?? Infinity),
  );
  return Number.isFinite(nearest) ? [{ key: `wake ${nearest}`, kind: 'wake', at: nearest }] : [];
}
