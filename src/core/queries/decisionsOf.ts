import type { Decision, Gate } from '../model/gate.ts';

/** All that people have decided at a gate, oldest first: where several have to agree, each approval. */
export function decisionsOf({ decision, approvals = [] }: Pick<Gate, 'decision' | 'approvals'>): readonly Decision[] {
  return decision === undefined || approvals.includes(decision) ? approvals : [...approvals, decision];
}
