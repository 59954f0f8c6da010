import type { Command, Decided } from '../model/commands.ts';
import type { Effect } from '../model/effects.ts';
import { scopeKey } from '../model/names.ts';
import type { Scope } from '../model/sessionResult.ts';
import type { RunState, Session } from '../model/state.ts';
import { isApprovedUnused, isDispatching, latestGate, planWave } from '../queries/runQueries.ts';
import { portOf } from './job/jobParts.ts';

/**
 * Making the worktrees of a wave while a person reads its launch gate. Nothing an agent could run starts in them before the
 * gate is used; set-up commands are those of the plan in force, which is approved by then.
 */

/** Worktrees to be made for a wave whose launch gate waits. */
export function aheadOfLaunch(state: RunState): readonly Effect[] {
  if (state.phase !== 'wave' || state.parked !== undefined || state.planApproval.status !== 'approved') return [];
  return Object.values(state.waves).flatMap((wave): Effect[] => {
    const gate = wave.status === 'launch' ? latestGate(state, 'launch', wave.id) : undefined;
    if (gate?.status !== 'pending' || gate.voided !== undefined) return [];
    const scope: Scope = { kind: 'wave', wave: wave.id, attempt: wave.attempt };
    const key = scopeKey(scope);
    const sessions = plannedIn(state, key);
    if (sessions.length === 0 || state.madeAhead?.[key] !== undefined) return [];
    return [{ key: `make ahead ${key}`, kind: 'make-worktrees-ahead', scope, sessions }];
  });
}

/** Worktrees to be given back, because the gate they were made for will not be used. Those of a stopped run go with all of it. */
export function notLaunched(state: RunState): readonly Effect[] {
  if (state.phase === 'stopped') return [];
  return Object.entries(state.madeAhead ?? {}).flatMap(([key, { scope, sessions: ids, problem }]): Effect[] => {
    if (problem !== undefined || mayLaunch(state, scope)) return [];
    const sessions = plannedIn(state, key).filter(({ id }) => ids.includes(id));
    if (sessions.length === 0) return [];
    return [{ key: `give back ${key}`, kind: 'give-worktrees-back', scope, sessions }];
  });
}

/** A gate on hold may be opened again, one that was rejected or has expired may, too, and worktrees are made again then. */
function mayLaunch(state: RunState, scope: Scope): boolean {
  if (scope.kind !== 'wave' || planWave(state, scope.wave) === undefined) return false;
  const wave = state.waves[scope.wave];
  if (wave?.attempt !== scope.attempt) return false;
  if (wave.status !== 'launch') return isDispatching(wave);
  const gate = latestGate(state, 'launch', wave.id);
  return gate?.status === 'pending' || gate?.status === 'hold' || isApprovedUnused(gate);
}

function plannedIn(state: RunState, key: string): readonly Session[] {
  return Object.values(state.sessions)
    .filter((session) => session.status === 'planned' && scopeKey(session.scope) === key)
    .map((session) => ({ ...session, port: portOf(session, state) }));
}

/** Worktrees that were reported after their gate was used are those that agents are sent into. */
export function madeAhead(command: Extract<Command, { type: 'worktrees-made-ahead' }>, state: RunState): Decided {
  const { scope, sessions, ports, problem, setup = [] } = command;
  const key = scopeKey(scope);
  if (state.madeAhead?.[key] !== undefined || plannedIn(state, key).length === 0) return { events: [] };
  return {
    events: [
      {
        type: 'worktrees-made-ahead',
        scope,
        sessions,
        ...(ports === undefined ? {} : { ports }),
        ...(problem === undefined ? {} : { problem }),
        ...(setup.length > 0 && { setup }),
      },
    ],
  };
}

export function givenBack(
  { scope, left = [] }: Extract<Command, { type: 'worktrees-given-back' }>,
  state: RunState,
): Decided {
  if (state.madeAhead?.[scopeKey(scope)] === undefined) return { events: [] };
  return { events: [{ type: 'worktrees-given-back', scope, ...(left.length > 0 && { left }) }] };
}
