import { shrinkage } from '../checks/shrinkage.ts';
import { spotCheckSample } from '../gates/spotCheckSample.ts';
import { keyObjection } from '../gates/keyObjection.ts';
import { gateEvidence, evidenceDifferences, type Tools } from '../gates/evidence.ts';
import { budgetUsedUp } from './budget.ts';
import type { Command, Refusal } from './commands.ts';
import type { RunEvent } from './events.ts';
import type { Decision, Gate } from './model.ts';
import { openGate } from './openGate.ts';
import { canReopen, hasChanges, latestGate } from './queries.ts';
import { missingReadiness } from './readiness.ts';
import type { RunState } from './state.ts';
import { differenceText } from './surroundings.ts';

type Handled = { readonly events: readonly RunEvent[] } | Refusal;

/** A person's decision, its signature already verified. Refused unless it fits the gate's current state exactly. */
export function decideGate(command: Extract<Command, { type: 'decide-gate' }>, state: RunState): Handled {
  const { decision } = command;
  const gate = state.gates[decision.gate];
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
  const missing = missingAnswers(gate, decision, state);
  if (missing) return { refused: missing };
  return { events: [{ type: 'gate-decided', decision }] };
}

/** The self-check of the acceptance gate (seed: the meta-engineer's four questions), by answer key. */
export const selfCheck = {
  explain: 'Could I explain this without looking at it?',
  rewrite: 'Could I rewrite the core logic from memory?',
  worstCase: 'Could I reason about worst-case behaviour?',
  defend: 'Could I defend the trade-offs?',
} as const;

function missingAnswers(gate: Gate, decision: Decision, state: RunState): string | undefined {
  if (decision.verdict !== 'approved') {
    return decision.note.trim() === '' ? 'Say why in the note: whoever goes on from here will need it.' : undefined;
  }
  if (gate.kind === 'triage') {
    const open = state.audit.findings.filter((finding) => finding.triage === undefined).length;
    return open > 0 ? `${open} finding(s) are not marked in, out or deferred yet.` : undefined;
  }
  if (gate.kind === 'acceptance') {
    const answers = decision.answers ?? {};
    const open = Object.keys(selfCheck).filter((question) => answers[question] !== 'yes' && answers[question] !== 'no');
    if (open.length > 0) return 'Answer the four self-check questions with yes or no first.';
    if ((answers['testing'] ?? '').trim() === '')
      return 'Note what you tried yourself: acceptance rests on your own testing too.';
  }
  if (gate.kind === 'launch') return budgetUsedUp(state) ?? missingReadiness(state, gate, decision.answers ?? {});
  if (gate.kind === 'ship' && !hasChanges(state)) {
    return 'No wave has changed anything, so there is nothing to ship. Stop the run, or add a wave to the plan.';
  }
  if (gate.kind === 'spot-check') return missingVerdicts(gate, decision, state) ?? missingReason(gate, decision, state);
  return undefined;
}

/** Tests that no longer run are unexplained until a person says why. */
function missingReason(gate: Gate, { note }: Decision, state: RunState): string | undefined {
  const checks = state.waves[gate.wave ?? '']?.check?.checks ?? [];
  const fewer = checks.flatMap((run) => {
    const words = shrinkage(run);
    return words === undefined ? [] : [`${run.name} (${words})`];
  });
  if (fewer.length === 0 || note.trim() !== '') return undefined;
  return `Fewer tests ran than before: ${fewer.join('; ')}. Say in the note why that is right, or reject the gate.`;
}

function missingVerdicts(gate: Gate, decision: Decision, state: RunState): string | undefined {
  if ((decision.comments ?? []).length > 0) {
    return 'You left comments. Reject the gate to send them to the agents, or delete them.';
  }
  const answers = decision.answers ?? {};
  const refused = Object.keys(answers).filter((file) => answers[file] === 'not-ok');
  if (refused.length > 0) return `You marked ${refused.join(', ')} as not ok. Reject the gate, or change the mark.`;
  const open = spotCheckSample(state, gate.wave ?? '').filter((file) => answers[file.path] !== 'ok');
  if (open.length === 0) return undefined;
  return `${open.length} of the files to look at have no verdict yet, first ${open[0]?.path ?? ''}. Look at each and mark it ok or not ok.`;
}

/** The decision is used: only now, and only if the world still is what was decided on, does the run move. */
export function confirmGate(command: Extract<Command, { type: 'confirm-gate' }>, state: RunState): Handled {
  const gate = state.gates[command.gate];
  if (!gate || gate.status !== 'approved' || gate.usedAt !== undefined || gate.voided !== undefined)
    return { events: [] };
  const differing = evidenceDifferences(gate.evidence, command.evidence);
  if (differing.length > 0) {
    const told = differing.map((name) => differenceText(name, gate.evidence[name], command.evidence[name]));
    const reason = `Changed since the decision: ${told.join('; ')}.`;
    return { events: [{ type: 'gate-voided', gate: gate.id, reason }] };
  }
  return { events: [{ type: 'gate-used', gate: gate.id }, ...consequences(gate, state)] };
}

function consequences(gate: Gate, state: RunState): readonly RunEvent[] {
  switch (gate.kind) {
    case 'triage':
      return [{ type: 'audit-closed' }];
    case 'plan':
      return state.edit?.plan && state.edit.plan.hash === gate.evidence['plan']
        ? [{ type: 'plan-revised', plan: state.edit.plan, gate: gate.id }]
        : [{ type: 'plan-approved', hash: state.plan.hash, gate: gate.id }];
    case 'adapt': {
      const proposal = state.adaptation?.proposal;
      if (!proposal || !state.adaptation) return [];
      const revised: RunEvent = {
        type: 'plan-revised',
        plan: proposal.plan,
        gate: gate.id,
        cause: state.adaptation.cause,
      };
      return [revised, ...carry(state, proposal.strategy, state.adaptation.cause.wave, proposal.plan.plan.waves)];
    }
    case 'launch':
      return launchPassed(gate);
    case 'spot-check':
    case 'ship':
      return [];
    case 'acceptance':
      return [{ type: 'validated', gate: gate.id }];
  }
}

/** Step 2: a typed decision came before anything was launched. */
function launchPassed(gate: Gate): readonly RunEvent[] {
  if (gate.wave === undefined || gate.attempt === undefined) return [];
  const evidence = { gate: gate.id, who: gate.decision?.who ?? '' };
  return [{ type: 'step-passed', wave: gate.wave, attempt: gate.attempt, step: '2', evidence }];
}

/** Fixing forward keeps the failed wave's merged work; the recovery wave after it commits both. */
function carry(
  state: RunState,
  strategy: string,
  wave: string,
  waves: readonly { readonly id: string }[],
): readonly RunEvent[] {
  const commit = state.waves[wave]?.merge?.commit;
  const into = waves[waves.findIndex((candidate) => candidate.id === wave) + 1]?.id;
  if (strategy !== 'fix' || state.waves[wave]?.status !== 'failed' || !commit || !into) return [];
  return [{ type: 'wave-carried', wave, into, commit }];
}

/** A parked run continues through a new gate, never through the old one. */
export function reopenGate(command: Extract<Command, { type: 'reopen-gate' }>, state: RunState, tools: Tools): Handled {
  const gate = state.gates[command.gate];
  if (!gate) return { refused: `There is no gate ${command.gate} in run ${state.run}.` };
  if (latestGate(state, gate.kind, gate.wave)?.id !== gate.id) {
    return { refused: `A newer gate has taken the place of ${gate.id} already.` };
  }
  if (gate.voided !== undefined || gate.status === 'pending' || gate.status === 'approved') {
    return { refused: `Gate ${gate.id} has not ended without approval, so there is nothing to reopen.` };
  }
  if (gate.kind === 'spot-check' && gate.status === 'rejected') {
    return { refused: 'A rejected spot-check is followed by adapting the plan: pick what to do with the wave.' };
  }
  if (gate.kind === 'adapt' && gate.status === 'rejected') {
    return { refused: 'The rejected adaptation is gone: pick another one.' };
  }
  if (!canReopen(state, gate)) {
    return { refused: `What gate ${gate.id} was about has changed since. A new gate opens when the run gets there.` };
  }
  const proposals = Object.values(state.gates).filter((other) => other.kind === 'adapt' && other.status === 'pending');
  return {
    events: [
      ...proposals
        .filter(({ voided }) => voided === undefined)
        .map(({ id }): RunEvent => ({ type: 'gate-voided', gate: id, reason: 'The result is looked at once more.' })),
      openGate(gate.kind, state, command.at, gateEvidence(gate.kind, state, tools, gate.wave), gate.wave),
    ],
  };
}
