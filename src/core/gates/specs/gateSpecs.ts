import type { GateKind } from '../../plan/schema/plan.ts';
import type { Evidence } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import type { Tools } from '../../model/tools.ts';
import type { GateSpec } from '../gateSpec.ts';
import { acceptance } from '../kinds/acceptance.ts';
import { adapt } from '../kinds/adapt.ts';
import { answer } from '../kinds/answer.ts';
import { custom } from '../kinds/custom.ts';
import { launch } from '../kinds/launch.ts';
import { merge } from '../kinds/merge.ts';
import { plan } from '../kinds/plan.ts';
import { reconcile } from '../kinds/reconcile.ts';
import { ship } from '../kinds/ship.ts';
import { spotCheck } from '../kinds/spotCheck.ts';
import { triage } from '../kinds/triage.ts';

/** The kinds of gates, each with everything that is its own. A kind that is missing here does not compile. */
export const gateSpecs: Readonly<Record<GateKind, GateSpec>> = {
  triage,
  plan,
  custom,
  launch,
  answer,
  'spot-check': spotCheck,
  reconcile,
  adapt,
  acceptance,
  ship,
  merge,
};

/**
 * Evidence that the decision of a gate is bound to, from the journal. The engine observes the same values again when
 * the decision is used; any difference voids it (product rule: a byte changed in between).
 */
export function gateEvidence(kind: GateKind, state: RunState, tools: Tools, wave?: string): Evidence {
  return gateSpecs[kind].evidence(state, tools, wave);
}
