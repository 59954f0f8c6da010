import { hasApproved } from '../gates/keyObjection.ts';
import { gateSpecs } from '../gates/specs/gateSpecs.ts';
import { draftOf } from '../gates/gateDraft.ts';
import { emptyDraft } from '../model/gateDraft.ts';
import type { DraftEntry } from '../model/gateDraft.ts';
import { missingFor } from '../gates/specs/missing.ts';
import { canReopen } from '../gates/specs/reopening.ts';
import { isOver } from '../model/isOver.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { gateSections } from './boardGateSections.ts';
import type { BoardGate, GateButton } from '../model/boardModel.ts';
import { count } from '../words/labels.ts';
import { waveTitle } from '../words/waveTitle.ts';

/**
 * Gates a person can act on: pending ones, oldest first, then those that ended without approval and may be asked again.
 * A gate that a newer one of its kind has replaced is history and not among them.
 * @param key public key of the person who looks
 */
export function gatesOf(state: RunState, drafts: readonly DraftEntry[] = [], key?: string): readonly BoardGate[] {
  if (isOver(state.phase)) return [];
  const gates = Object.values(state.gates);
  const newest = new Map(gates.map((gate) => [subjectOf(gate), gate]));
  const latest = gates.filter((gate) => newest.get(subjectOf(gate)) === gate);
  const pending = latest.filter((gate) => statusOf(gate) === 'pending');
  const ended = latest.filter((gate) => canReopen(state, gate));
  return [...pending, ...ended].map((gate) => ({
    ...gateOf(state, gate, drafts),
    ...(statusOf(gate) === 'pending' && whyForOthers(state, gate, key)),
  }));
}

/** Why a pending gate waits for others than the owner of a key. */
function whyForOthers(state: RunState, gate: Gate, key: string | undefined): Pick<BoardGate, 'forOthers'> {
  if (key === undefined) return {};
  const who = state.approvers.find((approver) => approver.key === key)?.name;
  if (hasApproved(gate, { key, ...(who !== undefined && { who }) })) return { forOthers: 'approved' };
  const isNamed = gate.approvers.length === 0 || (who !== undefined && gate.approvers.includes(who));
  return isNamed ? {} : { forOthers: 'named' };
}

function subjectOf({ kind, wave = '', name = '' }: Gate): string {
  return `${kind} ${wave} ${name}`;
}

/** `Launch Wave 1 · Foundation`, `Approve the plan`. */
export function gateTitle(state: RunState, gate: Gate): string {
  const { title, named } = gateSpecs[gate.kind];
  if (named !== undefined) return named(state, gate);
  return gate.wave === undefined ? title : `${title} ${waveTitle(state, gate.wave)}`;
}

/** Approvals so far, for people, of a gate that has some and needs more: others are asked then than those who gave them. */
export function approvedSoFar({ status, required = 1, approvals = [] }: Gate): string | undefined {
  if (status !== 'pending' || approvals.length === 0) return undefined;
  return `${approvals.length} of ${count(required, 'approval')}`;
}

function statusOf(gate: Gate): BoardGate['status'] | 'approved' {
  return gate.voided === undefined ? gate.status : 'void';
}

/** A gate as views show it. @param drafts decisions that people have begun, oldest change first */
export function gateOf(state: RunState, gate: Gate, drafts: readonly DraftEntry[]): BoardGate {
  const status = statusOf(gate);
  const spec = gateSpecs[gate.kind];
  const ended = endedText(gate);
  const draft = status === 'pending' ? draftOf(drafts, state, gate, spec.files?.kept(state, gate)) : emptyDraft;
  const buttons: readonly GateButton[] = status === 'pending' ? ['approve', 'reject', 'hold'] : ['reopen'];
  const approved = approvedSoFar(gate);
  return {
    id: gate.id,
    kind: gate.kind,
    status: status === 'approved' ? 'pending' : status,
    title: gateTitle(state, gate),
    ...(approved !== undefined && { approved }),
    about: spec.about(state, gate),
    ...(gate.wave !== undefined && { wave: gate.wave, waveTitle: waveTitle(state, gate.wave) }),
    openedAt: gate.openedAt,
    ...(gate.deadline !== undefined && { deadline: gate.deadline }),
    sections: gateSections(state, gate),
    evidence: Object.entries(gate.evidence).map(([label, value]) => ({ label, value })),
    approvers: gate.approvers,
    ...(ended !== undefined && { ended }),
    buttons,
    questions: spec.questions?.(state, gate) ?? [],
    ...(spec.questionsTitle !== undefined && { questionsTitle: spec.questionsTitle }),
    ...(spec.ownTesting !== undefined && { ownTesting: spec.ownTesting }),
    ...(spec.sendsTexts && { sendsTexts: spec.sendsTexts }),
    files: spec.files?.sampled(state, gate) ?? [],
    draft,
    missing: status === 'pending' ? missingFor('approved', state, gate, draft) : [],
  };
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
