import type { Tools } from '../core/model/tools.ts';
import { gateEvidence, gateSpecs } from '../core/gates/specs/gateSpecs.ts';
import { removedPlan } from '../core/plan/planHash.ts';
import { runBranch } from '../core/model/names.ts';
import type { Evidence, Gate } from '../core/model/gate.ts';
import type { RunState } from '../core/model/state.ts';
import { readPlanFile } from './planFile.ts';
import type { EnginePorts } from './ports.ts';

/**
 * Observes again, in the world, what a gate's decision was about: the plan file on disk, the tip of the run branch, the
 * tree of the merged commit. What exists only in the journal (results, directives) is hashed again from it.
 * @throws WorkspaceError when git cannot answer
 */
export async function observeEvidence(
  gate: Gate,
  state: RunState,
  ports: EnginePorts,
  tools: Tools,
): Promise<Evidence> {
  const observed: Record<string, string> = { ...gateEvidence(gate.kind, state, tools, gate.wave) };
  const branch = runBranch(state.plan.plan.git.branchPrefix, state.run);
  if ('plan' in gate.evidence) observed['plan'] = await observePlan(gate, state, ports);
  if ('base' in gate.evidence || 'head' in gate.evidence) {
    const tip = (await ports.workspaces.resolve(branch)) ?? 'no such branch';
    if ('head' in gate.evidence) observed['head'] = tip;
    else observed['base'] = tip;
  }
  if ('tree' in gate.evidence) {
    const commit = gate.wave === undefined ? state.head : state.waves[gate.wave]?.merge?.commit;
    observed['tree'] = commit === undefined ? '' : await ports.workspaces.tree(commit);
  }
  return observed;
}

/**
 * The plan's hash as the decision must see it. A revision made by an adaptation may not be in the person's file yet:
 * the file then still holds what it last agreed on, and that is not an edit.
 */
async function observePlan(gate: Gate, state: RunState, { digest, planFile }: EnginePorts): Promise<string> {
  const { hash: onDisk } = readPlanFile(await planFile.read(), state, digest);
  const decided = gate.evidence['plan'] ?? '';
  // An edit that is on record waits for its own gate; a wave that was launched before it is not about it.
  const { scope, planEdit } = gateSpecs[gate.kind];
  if (onDisk === state.edit?.hash && scope === 'wave' && planEdit === 'keeps') return state.plan.hash;
  if (state.edit) return onDisk;
  if (onDisk === removedPlan && state.planApproval.status === 'approved') return state.plan.hash;
  return onDisk === state.synced || onDisk === state.plan.hash
    ? state.plan.hash
    : onDisk === decided
      ? decided
      : onDisk;
}
