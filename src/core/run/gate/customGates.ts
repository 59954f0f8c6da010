import { customGates } from '../../plan/gateRules.ts';
import type { CustomStep } from '../../plan/gateRules.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import { latestGate } from '../../queries/runQueries.ts';
import { gateNeeded, isAboutNow } from './openGate.ts';
import type { Context } from './openGate.ts';

/**
 * Opens the plan's own gates that a step waits for, all at once. One that was used for something else is asked about again.
 * @param wave that is to be launched
 * @returns no event while people decide; undefined once each of them is used
 */
export function gatesBefore(context: Context, before: CustomStep, wave?: string): readonly RunEvent[] | undefined {
  const waiting = notPassed(context, before, wave);
  if (waiting.length === 0) return undefined;
  return waiting.flatMap((name) => gateNeeded(context, 'custom', wave, name));
}

/** Names of the plan's own gates that a step waits for. */
export function notPassed(context: Context, before: CustomStep, wave?: string): readonly string[] {
  const { state } = context;
  return customGates(state.plan.plan, before, wave).flatMap(([name]) => {
    const gate = latestGate(state, 'custom', wave, name);
    return gate?.usedAt !== undefined && isAboutNow(context, gate) ? [] : [name];
  });
}

/** One of the plan's own gates that was rejected, on the result as it is now. */
export function rejectedBefore(context: Context, before: CustomStep): Gate | undefined {
  const { state } = context;
  return customGates(state.plan.plan, before)
    .map(([name]) => latestGate(state, 'custom', undefined, name))
    .find((gate) => gate?.status === 'rejected' && isAboutNow(context, gate));
}
