import { isRed } from '../checks/isRed.ts';
import type { Plan, PlanWave } from '../plan/schema/plan.ts';
import type { CheckWork } from '../model/sessionWork.ts';
import type { CheckRun } from '../model/checkRun.ts';
import { planWave, waveScope } from './runQueries.ts';
import { readinessSubject, sessionId } from '../model/names.ts';
import type { RunState, Session, WaveState } from '../model/state.ts';

/** Something that must be in place before a launch: shown by a command, or confirmed by a person. */
export interface ReadinessItem {
  /** Key of the person's answer: `ready-1` for the first item of the plan, `ready-WAVE-1` for that of a wave. */
  readonly id: string;
  readonly item: string;
  readonly probe?: string | undefined;
  readonly owner?: string | undefined;
}

/** Items of a plan, or of a wave, in their order. A text after "$ " is a probe that is called by its command. */
export function readinessItems(
  { readiness }: Pick<Plan, 'readiness'>,
  wave?: Pick<PlanWave, 'id'>,
): readonly ReadinessItem[] {
  return readiness.map((entry, index) => {
    const id = `ready-${wave === undefined ? '' : `${wave.id}-`}${index + 1}`;
    if (typeof entry !== 'string') return { id, ...entry };
    return entry.startsWith('$ ')
      ? { id, item: entry.slice(2).trim(), probe: entry.slice(2).trim() }
      : { id, item: entry };
  });
}

/** Items that the launch of a wave depends on: its own, and those of the plan until anything has been launched. */
export function itemsInForce(state: RunState, wave: string | undefined): readonly ReadinessItem[] {
  const planned = wave === undefined ? undefined : planWave(state, wave);
  return [
    ...(hasLaunched(state) ? [] : readinessItems(state.plan.plan)),
    ...(planned === undefined ? [] : readinessItems(planned, planned)),
  ];
}

/** Items that a person confirms, and who has to where that is not anybody's: an owner who is an approver of the run. */
export function itemsToConfirm(
  state: RunState,
  wave: string | undefined,
): readonly (ReadinessItem & { readonly attests?: string })[] {
  return itemsInForce(state, wave)
    .filter(({ probe }) => probe === undefined)
    .map((item) =>
      item.owner !== undefined && state.approvers.some(({ name }) => name === item.owner)
        ? { ...item, attests: item.owner }
        : item,
    );
}

export function hasLaunched(state: RunState): boolean {
  return Object.values(state.gates).some(({ kind, usedAt }) => kind === 'launch' && usedAt !== undefined);
}

/** Probes as checks: what was red before the run is no excuse, being ready is what they are for. */
export function probes(state: RunState, wave: string): CheckWork['checks'] {
  return itemsInForce(state, wave).flatMap(({ id, probe }) =>
    probe === undefined ? [] : [{ name: id, command: probe, strict: true as const }],
  );
}

/** The session that runs the probes before a wave, once it is planned. */
export function probeSession(state: RunState, wave: WaveState): Session | undefined {
  return state.sessions[sessionId(waveScope(wave), readinessSubject)];
}

/** Results of the probes of a wave; undefined where none were run. */
export function probeResults(state: RunState, wave: WaveState | undefined): readonly CheckRun[] | undefined {
  const session = wave === undefined ? undefined : probeSession(state, wave);
  return session?.result === undefined ? undefined : (session.result.checks ?? []);
}

/** Whether an item is in place, as far as a probe says so; undefined where a person has to. */
export function isReady({ id, probe }: ReadinessItem, results: readonly CheckRun[]): boolean | undefined {
  if (probe === undefined) return undefined;
  const run = results.find(({ name }) => name === id);
  return run !== undefined && !isRed(run);
}

/** An item as people read it: `A copy of the data is at hand (Ann)`. */
export function itemText({ item, owner }: ReadinessItem): string {
  return owner === undefined ? item : `${item} (${owner})`;
}

/** Items whose probe is red at the launch gate of a wave. */
export function notReady(state: RunState, wave: string | undefined): readonly ReadinessItem[] {
  const live = wave === undefined ? undefined : state.waves[wave];
  const results = probeResults(state, live) ?? [];
  return itemsInForce(state, wave).filter((item) => isReady(item, results) === false);
}
