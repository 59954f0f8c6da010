import { evidenceDifferences } from '../../gates/evidence.ts';
import type { Tools } from '../../model/tools.ts';
import { gateEvidence, gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { gateRules } from '../../plan/gateRules.ts';
import type { GateKind } from '../../plan/schema/plan.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Evidence, Gate } from '../../model/gate.ts';
import { latestGate } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';

/**
 * A new pending gate with the plan's approvers and deadline (minutes from now) for its kind. Ids count per kind, or per name.
 * @param name of a gate of the plan's own
 */
export function openGate(
  kind: GateKind,
  state: RunState,
  at: number,
  evidence: Evidence,
  wave?: string,
  name?: string,
): Extract<RunEvent, { type: 'gate-opened' }> {
  const number = Object.values(state.gates).filter((gate) => gate.kind === kind && gate.name === name).length + 1;
  const attempt = gateAttempt(kind, state, wave);
  const rules = gateRules(state.plan.plan, kind, name);
  return {
    type: 'gate-opened',
    gate: {
      id: `${name ?? kind}-${number}`,
      kind,
      ...(name === undefined ? {} : { name }),
      openedAt: at,
      approvers: rules?.approvers ?? [],
      ...(typeof rules?.required === 'number' && rules.required > 1 ? { required: rules.required } : {}),
      evidence,
      ...(wave === undefined ? {} : { wave }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(rules?.deadline === undefined ? {} : { deadline: at + rules.deadline * 60_000 }),
    },
  };
}

/** The attempt a gate of this kind would be about now: a gate of an earlier attempt says nothing about this one. */
export function gateAttempt(kind: GateKind, state: RunState, wave?: string): number | undefined {
  return wave === undefined ? gateSpecs[kind].attempt?.(state) : state.waves[wave]?.attempt;
}

/** Context of the rules for a run's own progress. */
export interface Context {
  readonly state: RunState;
  readonly at: number;
  readonly tools: Tools;
}

/** Whether a gate is about the run as it is now: results of an earlier attempt or on other evidence do not count for it. */
export function isAboutNow({ state, tools }: Context, gate: Gate): boolean {
  if (gate.voided !== undefined || gate.attempt !== gateAttempt(gate.kind, state, gate.wave)) return false;
  return evidenceDifferences(gate.evidence, gateEvidence(gate.kind, state, tools, gate.wave)).length === 0;
}

/**
 * Opens a gate unless there is one that waits, is being used, or ended without approval (then a person asks again). One about a
 * result that is another now cannot be asked again, so a new one opens in its place.
 */
export function gateNeeded(
  { state, at, tools }: Context,
  kind: GateKind,
  wave?: string,
  name?: string,
): readonly RunEvent[] {
  const latest = latestGate(state, kind, wave, name);
  const live = latest && latest.voided === undefined && latest.usedAt === undefined;
  if (live && latest.attempt === gateAttempt(kind, state, wave) && !isLeftBehind(state, latest)) return [];
  const opened = openGate(kind, state, at, gateEvidence(kind, state, tools, wave), wave, name);
  if (!live || latest.status !== 'pending') return [opened];
  const reason = `What it was about has changed, so ${opened.gate.id} has taken its place.`;
  return [{ type: 'gate-voided', gate: latest.id, reason }, opened];
}

/** Whether a gate that is not approved was about a result that the run has gone on from. */
function isLeftBehind(state: RunState, { status, evidence: { head, plan } }: Gate): boolean {
  return head !== undefined && status !== 'approved' && (head !== state.head || plan !== state.plan.hash);
}
