import { isRed } from '../checks/isRed.ts';
import { spotCheckSample } from '../gates/spotCheckSample.ts';
import { shrinkage } from '../checks/shrinkage.ts';
import { selfCheck } from '../run/decideGate.ts';
import type { CheckRun, Gate } from '../run/model.ts';
import { canReopen, shipRemote } from '../run/queries.ts';
import { itemText, itemsInForce, notReady } from '../run/readiness.ts';
import type { RunState } from '../run/state.ts';
import { gateSections } from './boardGateSections.ts';
import type { BoardGate, GateButton } from './boardModel.ts';
import { waveTitle } from './boardWaves.ts';
import { gateTitles, listed } from './boardWords.ts';

/**
 * Gates a person can act on: pending ones, oldest first, then those that ended without approval and may be asked again.
 * A gate that a newer one of its kind has replaced is history and not among them.
 */
export function gatesOf(state: RunState): readonly BoardGate[] {
  if (isOver(state)) return [];
  const gates = Object.values(state.gates);
  const newest = new Map(gates.map((gate) => [`${gate.kind} ${gate.wave ?? ''}`, gate]));
  const latest = gates.filter((gate) => newest.get(`${gate.kind} ${gate.wave ?? ''}`) === gate);
  const pending = latest.filter((gate) => statusOf(gate) === 'pending');
  const ended = latest.filter((gate) => canReopen(state, gate));
  return [...pending, ...ended].map((gate) => gateOf(state, gate));
}

/** `Launch Wave 1 · Foundation`, `Approve the plan`. */
export function gateTitle(state: RunState, gate: Gate): string {
  if (gate.wave === undefined) return gateTitles[gate.kind];
  return `${gateTitles[gate.kind]} ${waveTitle(state, gate.wave)}`;
}

function isOver(state: RunState): boolean {
  return state.phase === 'shipped' || state.phase === 'stopped';
}

function statusOf(gate: Gate): BoardGate['status'] | 'approved' {
  return gate.voided === undefined ? gate.status : 'void';
}

function gateOf(state: RunState, gate: Gate): BoardGate {
  const status = statusOf(gate);
  const acceptance = gate.kind === 'acceptance';
  const ended = endedText(gate);
  const buttons: readonly GateButton[] = status === 'pending' ? ['approve', 'reject', 'hold'] : ['reopen'];
  return {
    id: gate.id,
    kind: gate.kind,
    status: status === 'approved' ? 'pending' : status,
    title: gateTitle(state, gate),
    about: aboutOf(state, gate),
    ...(gate.wave !== undefined && { wave: gate.wave }),
    openedAt: gate.openedAt,
    ...(gate.deadline !== undefined && { deadline: gate.deadline }),
    sections: gateSections(state, gate),
    evidence: Object.entries(gate.evidence).map(([label, value]) => ({ label, value })),
    approvers: gate.approvers,
    ...(ended !== undefined && { ended }),
    buttons,
    questions: questionsOf(state, gate),
    ...(acceptance && { ownTesting: 'testing' }),
    files: gate.kind === 'spot-check' ? spotCheckSample(state, gate.wave ?? '') : [],
  };
}

function questionsOf(state: RunState, { kind }: Gate): BoardGate['questions'] {
  if (kind === 'acceptance') return Object.entries(selfCheck).map(([id, text]) => ({ id, text }));
  if (kind !== 'launch') return [];
  return itemsInForce(state)
    .filter(({ probe }) => probe === undefined)
    .map((item) => ({ id: item.id, text: `In place? ${itemText(item)}` }));
}

function aboutOf(state: RunState, gate: Gate): string {
  switch (gate.kind) {
    case 'triage': {
      const open = state.audit.findings.filter((finding) => finding.triage === undefined).length;
      return open === 0
        ? 'Every finding is marked. Approving closes the audit.'
        : `Mark each finding in, out or deferred first; ${open} ${open === 1 ? 'is' : 'are'} open.`;
    }
    case 'plan':
      return 'Approving binds the run to exactly this plan. Any later edit voids the approval.';
    case 'launch':
      if (notReady(state, gate.wave).length > 0) {
        return 'Not everything that the plan needs before its first launch is in place. Put it in place, then run the checks again.';
      }
      return 'Approving starts the agents of this wave, each in its own worktree.';
    case 'spot-check':
      return `The wave is merged. ${ranText(gate.wave === undefined ? [] : (state.waves[gate.wave]?.check?.checks ?? []))} Approving commits it to the run branch.`;
    case 'adapt':
      return 'Approving makes the changed plan the plan of this run, as a revision of its own.';
    case 'acceptance':
      return `All waves are committed. ${ranText(state.validation?.checks ?? [])} Approving accepts the result as yours.`;
    case 'ship':
      return shipRemote(state) === undefined
        ? 'Approving ends the run. The repository has no remote, so the run branch stays here for you to take.'
        : `Approving pushes the run branch to ${shipRemote(state)}. Until then nothing has left this machine.`;
  }
}

/** Sentence about the checks that ran for a gate, and their results: never more than the checks themselves say. */
function ranText(checks: readonly CheckRun[]): string {
  if (checks.length === 0) return 'Nothing was run on the result: the plan has no checks.';
  const names = listed(checks.map(({ name }) => name));
  const excused = checks.some(isRed) ? ', but for what was red before the run' : '';
  const ran = checks.length === 1 ? `The check ${names} is green` : `The checks ${names} are green`;
  const shrunk = checks.some((check) => shrinkage(check) !== undefined)
    ? ' Fewer tests ran than before: approving needs a note that says why.'
    : '';
  return `${ran}${excused}.${shrunk}`;
}

/** Why a gate is no longer pending: who decided, when it expired, or what has changed. Undefined while it is. */
export function endedText(gate: Gate): string | undefined {
  if (gate.voided !== undefined) return gate.voided;
  if (gate.status === 'expired') return 'Its deadline passed without a decision.';
  if (gate.decision === undefined) return undefined;
  const verb = gate.decision.verdict === 'hold' ? 'put on hold' : gate.decision.verdict;
  const by = `${verb.charAt(0).toUpperCase()}${verb.slice(1)} by ${gate.decision.who}`;
  return gate.decision.note === '' ? `${by}.` : `${by}: ${gate.decision.note}`;
}
