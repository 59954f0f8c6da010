import { citedSections } from '../../criteria/citedSections.ts';
import type { Tools } from '../../model/tools.ts';
import type { Command, Decided } from '../../model/commands.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Evidence } from '../../model/gate.ts';
import type { WaveStep } from '../../model/phase.ts';
import { scopeKey } from '../../model/names.ts';
import { isDispatching, isPrepared, planWave, waveScope } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';
import { planSessions } from './waveSessions.ts';
import type { Inspected } from './waveSteps.ts';
import { entry, manifest, thread, directives, ownership } from './waveSteps.ts';

/**
 * Mechanical steps 000 to 1 of a wave, in order, each with its evidence. The first that fails ends the preparation: the
 * wave has failed before anything was launched, and the plan is adapted.
 */
export function inspectWave(command: Inspected, state: RunState, tools: Tools): Decided {
  const wave = state.waves[command.wave];
  const plan = planWave(state, command.wave);
  if (!wave || !plan || wave.attempt !== command.attempt || wave.status !== 'preparing' || isPrepared(wave)) {
    return { events: [] };
  }
  const events: RunEvent[] = [];
  const { id, attempt } = wave;
  const cited = citedSections(state.plan.plan, wave.id, command.specs ?? {});
  const sections = typeof cited === 'string' ? {} : cited;
  const fresh = Object.entries(sections).filter(([reference, text]) => state.specs?.[reference] !== text);
  if (fresh.length > 0) events.push({ type: 'spec-read', wave: id, sections: Object.fromEntries(fresh) });
  const seen = fresh.length === 0 ? state : { ...state, specs: { ...state.specs, ...sections } };
  const sessions = planSessions(seen, wave, plan, tools);
  const steps: readonly [WaveStep, () => Evidence | string][] = [
    ['entry', () => entry(state, wave, command)],
    ['manifest', () => manifest(state, command, sessions)],
    ['thread', () => thread(state)],
    ['directives', () => (typeof cited === 'string' ? cited : directives(sessions, tools))],
    ['ownership', () => ownership(plan.tasks)],
  ];
  for (const [step, run] of steps) {
    const outcome = run();
    if (typeof outcome === 'string') {
      const failure = { kind: 'mechanical' as const, suspects: [], message: outcome };
      return {
        events: [
          ...events,
          { type: 'step-failed', wave: id, attempt, step, reason: outcome },
          { type: 'wave-failed', wave: id, attempt, failure },
        ],
      };
    }
    events.push({ type: 'step-passed', wave: id, attempt, step, evidence: outcome });
  }
  return { events: [...events, { type: 'sessions-planned', scope: waveScope(wave), sessions }] };
}

/** 3, failed: a worktree could not be made or did not pass its gate; nothing was dispatched. */
export function worktreesFailed(command: Extract<Command, { type: 'worktrees-failed' }>, state: RunState): Decided {
  const { scope, reason } = command;
  if (scope.kind !== 'wave') {
    const ended = Object.values(state.sessions).filter(
      (session) => scopeKey(session.scope) === scopeKey(scope) && session.status === 'planned',
    );
    const result = { outcome: 'crashed' as const, message: reason };
    return {
      events: ended.map((session) => ({ type: 'session-ended', session: session.id, epoch: session.epoch, result })),
    };
  }
  const wave = state.waves[scope.wave];
  if (!wave || wave.attempt !== scope.attempt || !isDispatching(wave)) return { events: [] };
  const failure = { kind: 'mechanical' as const, suspects: [], message: reason };
  const step = wave.status === 'resolving' ? 'merge' : wave.status === 'verifying' ? 'close' : 'worktrees';
  return {
    events: [
      { type: 'step-failed', wave: wave.id, attempt: wave.attempt, step, reason },
      { type: 'wave-failed', wave: wave.id, attempt: wave.attempt, failure },
    ],
  };
}
