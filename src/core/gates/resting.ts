import { mergesMore } from '../plan/mergedText.ts';
import type { GateKind, Plan } from '../plan/schema/plan.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';

/**
 * Which gates rest on an earlier decision instead of asking for one of their own. The plan says so
 * (`gates.<kind>.required: false`), or leaves it open and is small.
 */

/** Whether a plan is a single task of low or medium risk, without validators: one decision launches it, one accepts it. */
export function isSmall({ waves, validators }: Pick<Plan, 'waves' | 'validators'>): boolean {
  const [wave, ...others] = waves;
  const [task, ...more] = wave?.tasks ?? [];
  if (task === undefined || others.length + more.length + validators.length > 0) return false;
  return task.risk !== 'high' && wave !== undefined && !mergesMore(wave);
}

/** Whether gates of a kind may rest on an earlier decision, by the plan's own words or by its size. */
export function mayRest(plan: Plan, kind: Exclude<GateKind, 'plan' | 'custom'>): boolean {
  const rules = plan.gates[kind];
  if (rules !== undefined) return rules.required === false;
  return kind !== 'spot-check' && isSmall(plan);
}

/** The gate whose signed decision approved exactly the plan in force; undefined after a change that a failure caused. */
export function approvedPlan(state: RunState): Gate | undefined {
  const { status, gate: id } = state.planApproval;
  const gate = status === 'approved' && id !== undefined ? state.gates[id] : undefined;
  return gate?.kind === 'plan' && gate.evidence['plan'] === state.plan.hash ? gate : undefined;
}

/** Answer by which a person launches the waves of a plan that allows it without being asked again. */
export const launchesAhead = 'launches';

/** The newest used decision on the plan in force that launches all its waves in advance. */
export function advanceLaunch(state: RunState): Gate | undefined {
  if (state.plan.plan.gates.launch?.inAdvance !== true) return undefined;
  return Object.values(state.gates).findLast(
    ({ kind, usedAt, evidence, decision }) =>
      (kind === 'plan' || kind === 'launch') &&
      usedAt !== undefined &&
      evidence['plan'] === state.plan.hash &&
      decision?.answers?.[launchesAhead] === 'yes',
  );
}

/** Whether there are waves beside the one that is asked about, and the plan lets a person launch them all at once. */
export function offersAdvance(plan: Plan, state: Pick<RunState, 'waves'>): boolean {
  const left = plan.waves.filter(({ id }) => !['committed', 'carried'].includes(state.waves[id]?.status ?? ''));
  return plan.gates.launch?.inAdvance === true && left.length > 1;
}

/** The wave's spot-check by a person, where the run branch still is what they looked at. */
export function lookedAt(state: RunState): Gate | undefined {
  const committed = state.plan.plan.waves.map(({ id }) => {
    const wave = state.waves[id];
    const gate = Object.values(state.gates).findLast(
      (each) => each.kind === 'spot-check' && each.wave === id && each.attempt === wave?.attempt,
    );
    return wave?.status === 'committed' && gate?.usedAt !== undefined && gate.decision !== undefined ? gate : undefined;
  });
  const last = committed.at(-1);
  return committed.includes(undefined) || last?.evidence['tree'] !== state.headTree ? undefined : last;
}

/** How the stations of a plan that asks for fewer decisions are passed, a line each; empty where each has its own gate. */
export function restingLines(plan: Plan): readonly string[] {
  const launch = mayRest(plan, 'launch');
  const lines = [
    ...(launch ? ['Launch: with this approval. A launch after a failure asks again'] : []),
    ...(mayRest(plan, 'spot-check')
      ? ['Spot-check: not for a small change of tasks of low risk (5 files, 100 lines, nothing to explain)']
      : []),
    ...(mayRest(plan, 'acceptance')
      ? ['Acceptance: with the spot-check, if all checks are green and no statement has to be looked at']
      : []),
    ...(mayRest(plan, 'ship')
      ? [`Ship: with the acceptance${plan.gates.ship?.required === false ? '' : ', if the repository has no remote'}`]
      : []),
  ];
  return lines.length > 0 && isSmall(plan)
    ? [`The plan has one task, so it asks less. ${lines[0] ?? ''}`, ...lines.slice(1)]
    : lines;
}
