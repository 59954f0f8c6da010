import { evidenceDifferences } from '../../gates/evidence.ts';
import type { Tools } from '../../model/tools.ts';
import { gateEvidence, gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { windowObjection } from '../../gates/windowObjection.ts';
import { keyObjection } from '../../gates/keyObjection.ts';
import { voidProposals } from '../../gates/kinds/adapt.ts';
import { missingFor, missingText } from '../../gates/specs/missing.ts';
import { reopenObstacle } from '../../gates/specs/reopening.ts';
import type { Command, Decided } from '../../model/commands.ts';
import type { Gate } from '../../model/gate.ts';
import { notPassed } from './customGates.ts';
import { openGate } from './openGate.ts';
import { besideOthers } from '../../queries/otherRuns.ts';
import { planBudgetUsedUp } from '../../queries/budget.ts';
import { waveOverBudget } from '../../queries/sharedBudgets.ts';
import { latestGate, namedGate, planWave } from '../../queries/runQueries.ts';
import type { RunState } from '../../model/state.ts';
import { differenceText } from '../../queries/surroundings.ts';

/** A person's decision, its signature already verified. Refused unless it fits the gate's current state exactly. */
export function decideGate(command: Extract<Command, { type: 'decide-gate' }>, state: RunState): Decided {
  const { decision } = command;
  const gate = namedGate(state, decision.gate);
  if (!gate)
    return { refused: `There is no gate ${decision.gate} in run ${state.run}. List them with \`wavegate gates\`.` };
  if (gate.voided !== undefined)
    return { refused: `Gate ${gate.id} no longer counts: ${gate.voided} Decide the new one.` };
  if (gate.status !== 'pending') {
    const isEnded = gate.status !== 'approved';
    return {
      refused: `Gate ${gate.id} is ${gate.status} already, and stays so: a decision is never changed.${isEnded ? ' Reopen it to go on: that opens a new gate, which shows what it is about now.' : ''}`,
    };
  }
  // The latest time anybody has seen: neither a decision dated back nor a clock set back revives a gate.
  const now = Math.max(decision.at, command.at, state.updatedAt);
  if (gate.deadline !== undefined && gate.deadline <= now) {
    return { refused: `Gate ${gate.id} has expired: its deadline has passed. Reopen it to go on.` };
  }
  const objection = keyObjection(gate, decision, state);
  if (objection !== undefined) return { refused: objection };
  const differing = evidenceDifferences(gate.evidence, decision.evidence);
  if (differing.length > 0) {
    return {
      refused: `The decision is about another ${differing.join(', ')} than gate ${gate.id}. Look at the gate again.`,
    };
  }
  const { verdict, note, answers = {}, comments = [] } = decision;
  const closed = verdict === 'approved' ? windowObjection(state, gate, now) : undefined;
  if (closed !== undefined) return { refused: closed };
  const missing = missingFor(verdict, state, gate, { note, answers, comments });
  if (missing.length > 0) return { refused: missingText(missing), missing };
  return { events: [{ type: 'gate-decided', decision }] };
}

/** The decision is used: only now, and only if the world still is what was decided on, does the run move. */
export function confirmGate(
  command: Extract<Command, { type: 'confirm-gate' }>,
  state: RunState,
  tools: Tools,
): Decided {
  const gate = namedGate(state, command.gate);
  if (!gate || gate.status !== 'approved' || gate.usedAt !== undefined || gate.voided !== undefined)
    return { events: [] };
  const differing = evidenceDifferences(gate.evidence, command.evidence);
  if (differing.length > 0) {
    const told = differing.map((name) => differenceText(state, name, gate.evidence[name], command.evidence[name]));
    const reason = `Changed since the decision: ${told.join('; ')}.`;
    return { events: [{ type: 'gate-voided', gate: gate.id, reason }] };
  }
  const closed = windowObjection(state, gate, Math.max(command.at, state.updatedAt));
  if (closed !== undefined) return { events: [{ type: 'gate-voided', gate: gate.id, reason: closed }] };
  const obstacle = gateSpecs[gate.kind].startsAgents === true ? launchObstacle(state, gate) : undefined;
  if (obstacle !== undefined) return { events: [{ type: 'gate-voided', gate: gate.id, reason: obstacle }] };
  return { events: [{ type: 'gate-used', gate: gate.id }, ...gateSpecs[gate.kind].onUse(state, gate, tools)] };
}

/** Reason why agents are not started now although their launch was approved: it was not known then. */
function launchObstacle(state: RunState, { wave: id, beside }: Gate): string | undefined {
  const wave = id === undefined ? undefined : planWave(state, id);
  return wave === undefined
    ? undefined
    : (planBudgetUsedUp(state, wave) ?? waveOverBudget(state, wave) ?? besideOthers(state, wave, beside));
}

/** A parked run continues through a new gate, never through the old one. */
export function reopenGate(command: Extract<Command, { type: 'reopen-gate' }>, state: RunState, tools: Tools): Decided {
  const gate = namedGate(state, command.gate);
  if (!gate) return { refused: `There is no gate ${command.gate} in run ${state.run}.` };
  if (latestGate(state, gate.kind, gate.wave, gate.name)?.id !== gate.id) {
    return { refused: `A newer gate has taken the place of ${gate.id} already.` };
  }
  const obstacle = reopenObstacle(state, gate);
  if (obstacle !== undefined) return { refused: obstacle };
  const voided = voidProposals(state, 'The result is reviewed once more.');
  const { kind, wave, name } = gate;
  const before = kind === 'launch' || kind === 'ship' ? notPassed({ state, at: command.at, tools }, kind, wave) : [];
  if (before.length > 0) {
    const reason = `What it is about has changed, so these are asked first: ${before.join(', ')}.`;
    return { events: [...voided, { type: 'gate-voided', gate: gate.id, reason }] };
  }
  return {
    events: [...voided, openGate(kind, state, command.at, gateEvidence(kind, state, tools, wave), wave, name)],
  };
}
