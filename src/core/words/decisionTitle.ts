import type { GateKind } from '../plan/schema/plan.ts';
import type { Verdict } from '../model/gate.ts';

const verbs: Readonly<Record<Verdict, string>> = { approved: 'Approve', rejected: 'Reject', hold: 'Hold' };

/** Subjects of decisions, as they follow a verb. */
const subjects: Readonly<Partial<Record<GateKind, string>>> = {
  triage: 'triage',
  plan: 'plan',
  launch: 'launch',
  answer: 'question',
  'spot-check': 'spot-check',
  adapt: 'plan change',
  acceptance: 'result',
  ship: 'shipping',
};

/**
 * Title of a question for a decision: `Approve plan`, `Reject spot-check · Wave 2 · Migration`.
 * @param title of the gate, for kinds that have no word of their own
 * @param wave title of the wave that the gate is about
 */
export function decisionTitle(verdict: Verdict, kind: GateKind, title: string, wave?: string): string {
  const subject = subjects[kind] ?? `“${title}”`;
  return wave === undefined ? `${verbs[verdict]} ${subject}` : `${verbs[verdict]} ${subject} · ${wave}`;
}
