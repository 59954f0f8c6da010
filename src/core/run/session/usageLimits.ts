import { profileOf } from '../../plan/lookup.ts';
import { budgetUsedUp } from '../../queries/budget.ts';
import { teamBudgetUsedUp } from '../../queries/teamBudgets.ts';
import type { RunEvent, WaveFailure } from '../../model/events.ts';
import type { Outcome } from '../../model/sessionResult.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

/** After the time a provider names, clocks may still differ. */
const graceMs = 60_000;
const longestPauseMs = 3_600_000;

/** Refusal of a provider that holds up a wave: a usage limit, with the time it is lifted if the provider gave one, or a login. */
export interface UsageLimit {
  readonly resetsAt?: number;
  /** An account was not let in: it is over once a person has logged in again, whatever the time. */
  readonly login?: true;
}

/** Whether the provider ended a session, through no fault of its work: it can go on where it was. */
export function isRefused(outcome: Outcome | undefined): boolean {
  return outcome === 'rate-limited' || outcome === 'auth';
}

/** The refusal that alone keeps these sessions from being done; undefined when anything else is wrong, too. */
export function limitOf(failed: readonly Session[]): UsageLimit | undefined {
  if (failed.length === 0 || !failed.every(({ result }) => isRefused(result?.outcome))) return undefined;
  if (failed.some(({ result }) => result?.outcome === 'auth')) return { login: true };
  const times = failed.flatMap(({ result }) => result?.limit?.resetsAt ?? []);
  return times.length === 0 ? {} : { resetsAt: Math.max(...times) };
}

/** Time when the wave or the validation at hand continues by itself after a limit; undefined where a person has to act. */
export function goesOnAt(state: RunState): number | undefined {
  if (state.plan.plan.limits.onUsageLimit !== 'wait' || state.adaptation?.proposal !== undefined) return undefined;
  const resetsAt = limitInForce(state)?.resetsAt;
  if (resetsAt === undefined) return undefined;
  const { earlier = [], closedAt = 0 } = state.waves[state.adaptation?.cause.wave ?? ''] ?? {};
  const before = earlier.length - 1 - earlier.findLastIndex(({ failure }) => !isLimit(failure));
  // A provider may name a time that has passed, again and again: each is waited for longer.
  const pauseMs = Math.min(graceMs * (2 ** Math.min(before, 10) - 1), longestPauseMs);
  return Math.max(resetsAt, closedAt + pauseMs) + graceMs;
}

function isLimit(failure: WaveFailure | undefined): boolean {
  return failure?.kind === 'sessions' && failure.limit !== undefined;
}

/** The limit that the failure at hand is about; undefined when nothing has failed, or for another reason. */
export function limitInForce({ adaptation, waves, validation }: RunState): UsageLimit | undefined {
  if (adaptation === undefined) return undefined;
  const failure: WaveFailure | undefined = waves[adaptation.cause.wave]?.failure ?? validation?.failure;
  return failure?.kind === 'sessions' ? failure.limit : undefined;
}

/**
 * Once a session could not start, or its account may not continue, those of the wave that have not been started would
 * only run into the same: they end without a start. What is running continues.
 */
export function haltRest(state: RunState, sessions: readonly Session[]): readonly RunEvent[] {
  const causes = new Map<string, Session>();
  for (const session of sessions.filter(refuses)) {
    const account = accountOf(state, session);
    if (account !== undefined && !causes.has(account)) causes.set(account, session);
  }
  if (causes.size === 0) return [];
  return sessions
    .filter(({ status, checksOnly }) => status === 'ready' && checksOnly === undefined)
    .flatMap((session): readonly RunEvent[] => {
      const cause = causes.get(accountOf(state, session) ?? '');
      if (cause?.result === undefined) return [];
      const { outcome, message, limit } = cause.result;
      const result = {
        outcome,
        message: `Not started, because of ${cause.subject}: ${message}`,
        ...(limit === undefined ? {} : { limit }),
      };
      return [{ type: 'session-ended', session: session.id, epoch: session.epoch, result }];
    });
}

/** Whether the end of a session means that others of its account would only run into the same. */
function refuses({ status, result }: Session): boolean {
  return status === 'ended' && (isRefused(result?.outcome) || result?.neverRan === true);
}

/**
 * Tasks of a wave that have not begun once a budget of the plan is used up: they end without a start, and the wave fails with
 * the reason once those at work have ended, so that the person may raise the budget and try it again. What an interrupted
 * session has done already is not given up: it goes on.
 */
export function haltOverBudget(state: RunState, sessions: readonly Session[]): readonly RunEvent[] {
  return sessions
    .filter(({ status, checksOnly, interrupted }) => {
      return status === 'ready' && checksOnly === undefined && interrupted === undefined;
    })
    .flatMap((session): readonly RunEvent[] => {
      const spent = budgetUsedUp(state) ?? teamBudgetUsedUp(state, session.team);
      if (spent === undefined) return [];
      const result = { outcome: 'budget' as const, message: `Not started. ${spent}` };
      return [{ type: 'session-ended', session: session.id, epoch: session.epoch, result }];
    });
}

/** Profiles that start the same program with the same variables of the person share its login and its limits. */
function accountOf({ plan }: RunState, session: Session): string | undefined {
  const profile = profileOf(plan.plan, session);
  return profile && JSON.stringify([profile.driver, profile.argv ?? [], [...profile.env].sort()]);
}

/**
 * The sessions of a wave that only a provider has stopped go on where they are: in the same worktrees, with what they have
 * done so far, as the same attempt.
 */
export function resumeWave(wave: WaveState, sessions: readonly Session[], why: string): readonly RunEvent[] {
  const refused = sessions.filter(({ result }) => isRefused(result?.outcome));
  return [
    { type: 'wave-resumed', wave: wave.id, attempt: wave.attempt },
    ...refused.map(({ id, epoch }): RunEvent => ({ type: 'session-retried', session: id, epoch: epoch + 1, why })),
  ];
}
