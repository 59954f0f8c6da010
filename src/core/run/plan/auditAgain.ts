import type { Decided } from '../../model/commands.ts';
import type { RunState } from '../../model/state.ts';
import { lensesWithoutResult } from '../../queries/lenses.ts';
import { latestGate } from '../../queries/runQueries.ts';
import { planAudit } from './planAudit.ts';

/** Runs the lenses again that have not ended as they should. What the others found stays, with its marks. */
export function auditAgain(state: RunState): Decided {
  const failed = new Set(lensesWithoutResult(state).map(({ subject }) => subject));
  if (failed.size === 0) return { refused: 'Every lens of the audit has ended as it should, or is still at work.' };
  const gate = latestGate(state, 'triage');
  const waits = gate?.usedAt === undefined && gate?.voided === undefined ? gate : undefined;
  const reason = `The audit runs again through ${[...failed].join(', ')}.`;
  const attempts = Object.values(state.sessions).map(({ scope }) =>
    scope.kind === 'audit' ? (scope.attempt ?? 1) : 0,
  );
  const lenses = state.plan.plan.audit.lenses.filter(({ id }) => failed.has(id));
  return {
    events: [
      ...(waits === undefined ? [] : [{ type: 'gate-voided', gate: waits.id, reason } as const]),
      { type: 'audit-started', sessions: planAudit(state, lenses, Math.max(...attempts) + 1) },
    ],
  };
}
