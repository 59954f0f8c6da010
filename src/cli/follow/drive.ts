import { decideGate } from '../../engine/decisions.ts';
import { observePlanFile, proposeAdaptation } from '../../engine/planWatch.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { GateKind } from '../../core/plan/schema/plan.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import { aheadOfLaunch } from '../../core/run/worktreesAhead.ts';
import type { RunState } from '../../core/model/state.ts';
import { answersBeforehand } from './answers.ts';
import type { Approvals } from './approvals.ts';
import { nextStep } from './nextStep.ts';
import type { Step } from './nextStep.ts';

/** Why following a run ended. */
export type Ending =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'stopped' | 'waiting' | 'trouble'; readonly reason: string }
  | { readonly kind: 'interrupted' };

export interface Drive {
  readonly engine: RunEngine;
  readonly ports: EnginePorts;
  readonly approvals: Approvals;
  readonly who: string;
  readonly interrupted: AbortSignal;
  /** Called each time only a person can go on, where the run stays for them; it is left to them otherwise. */
  readonly onWaiting?: (reason: string) => void;
  /** Asks the person for what only a person can decide; where it is absent, or they leave, following ends. */
  readonly ask?: () => Promise<'acted' | 'left'>;
  /** Called with what happened, in order. */
  readonly onEvents: (events: readonly Recorded[], state: RunState) => void;
}

/** Gates of a kind voided this often before one is used are about something that stays changed; a person has to look. */
const mostVoided = 3;
const windowLookMs = 60_000;
/** Longest time a Node timer can be set to. */
const keepAliveMs = 2 ** 31 - 1;

/**
 * Follows a run and does what the approvals allow, until it is over, needs a person, or the environment keeps it from
 * going on. Leaves the engine open.
 */
export async function drive({
  engine,
  ports,
  approvals,
  who,
  interrupted,
  onWaiting,
  ask,
  onEvents,
}: Drive): Promise<Ending> {
  let wake = (): void => undefined;
  let trouble: string | undefined;
  const voided = new Map<GateKind, number>();
  let voidReason = '';
  let planUnsure = true;
  let waitedFor = '';
  const unsubscribe = engine.subscribe({
    onEvents(events, state) {
      onEvents(events, state);
      for (const event of events) {
        if (event.type !== 'gate-used' && event.type !== 'gate-voided') continue;
        const kind = state.gates[event.gate]?.kind;
        if (kind === undefined) continue;
        if (event.type === 'gate-used') voided.delete(kind);
        else {
          voided.set(kind, (voided.get(kind) ?? 0) + 1);
          voidReason = event.reason;
          planUnsure = true;
        }
      }
      wake();
    },
    onTrouble(message) {
      trouble = message;
      wake();
    },
  });
  const onInterrupt = (): void => wake();
  interrupted.addEventListener('abort', onInterrupt);
  // The engine's own timers do not hold the process: following does.
  const keepAlive = setInterval(() => undefined, keepAliveMs);
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      if (interrupted.aborted) return { kind: 'interrupted' };
      if (trouble !== undefined) return { kind: 'trouble', reason: trouble };
      if (planUnsure) {
        // What a voided gate was about has changed; if it was the plan, the run has to know before it is asked again.
        planUnsure = false;
        await observePlanFile(engine, ports);
      }
      const step: Step = [...voided.values()].some((times) => times >= mostVoided)
        ? { kind: 'wait', reason: `Approved ${mostVoided} times, and void each time before its use. ${voidReason}` }
        : nextStep(engine.state, approvals, ports.clock.now());
      if (step.kind === 'shipped') return { kind: 'shipped' };
      if (step.kind === 'stopped') return { kind: 'stopped', reason: step.reason };
      if (step.kind === 'moving') await woken;
      else if (step.kind === 'window') {
        if (onWaiting === undefined) {
          return {
            kind: 'waiting',
            reason: `${step.reason} With --wait it is approved and the run goes on by itself then.`,
          };
        }
        waitedFor = await wait(
          `${step.reason} Then it is approved here, and the run goes on by itself.`,
          wokenBy(step.opens, woken),
        );
      } else if (step.kind === 'wait') {
        if (ask !== undefined) {
          if ((await ask()) === 'left' && !interrupted.aborted) return { kind: 'waiting', reason: step.reason };
          continue;
        }
        if (onWaiting === undefined) {
          // What the person decides about next is made ready meanwhile; it would be cut off half-way.
          if (aheadOfLaunch(engine.state).length === 0) return { kind: 'waiting', reason: step.reason };
          await woken;
          continue;
        }
        waitedFor = await wait(step.reason, woken);
      } else {
        const asked = engine.state;
        const refused = await take(step);
        // A command refused because the run has moved on meanwhile is considered again.
        if (refused !== undefined && engine.state === asked) {
          if (onWaiting === undefined) return { kind: 'waiting', reason: refused };
          waitedFor = await wait(refused, woken);
        }
      }
    }
  } finally {
    clearInterval(keepAlive);
    interrupted.removeEventListener('abort', onInterrupt);
    unsubscribe();
  }

  /** @returns what was waited for, which is said once */
  async function wait(reason: string, woken: Promise<void>): Promise<string> {
    const now = [reason, ...pendingGates(engine.state).map(({ id }) => id)].join('\n');
    if (now !== waitedFor) onWaiting?.(reason);
    // Whoever decides has looked at what there is by then.
    voided.clear();
    await woken;
    return now;
  }

  /** @param at epoch milliseconds. A machine that slept or whose clock was set is noticed within a minute. */
  async function wokenBy(at: number, woken: Promise<void>): Promise<void> {
    const { clock } = ports;
    let cancel = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      cancel = clock.wake(Math.min(at, clock.now() + windowLookMs), resolve);
    });
    await Promise.race([woken, opened]);
    cancel();
  }

  async function take(step: Extract<Step, { kind: 'triage' | 'approve' | 'adapt' }>): Promise<string | undefined> {
    switch (step.kind) {
      case 'triage':
        for (const finding of step.findings) {
          const { refused } = await engine.submit({ type: 'triage-finding', finding, triage: step.triage, who });
          if (refused !== undefined) return refused;
        }
        return undefined;
      case 'approve': {
        const { gate } = step;
        const answers = answersBeforehand(engine.state, gate, approvals.note);
        const say = { gate: gate.id, verdict: 'approved', who, channel: 'cli', note: approvals.note, answers } as const;
        return (await decideGate(engine, ports, say)).refused;
      }
      case 'adapt':
        return (await proposeAdaptation(engine, ports, step.strategy, step.task, approvals.diagnosis, who)).refused;
    }
  }
}
