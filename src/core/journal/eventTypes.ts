import type { RunEvent } from '../model/events.ts';

/** Every type of event this version knows. The compiler holds it complete in both directions. */
const known = {
  'run-started': true,
  'thread-bound': true,
  'audit-started': true,
  'findings-recorded': true,
  'finding-triaged': true,
  'audit-closed': true,
  'plan-edited': true,
  'plan-approved': true,
  'plan-revised': true,
  'wave-opened': true,
  'step-passed': true,
  'step-failed': true,
  'spec-read': true,
  'sessions-planned': true,
  'worktrees-ready': true,
  'worktrees-made-ahead': true,
  'worktrees-given-back': true,
  'session-dispatched': true,
  'session-ended': true,
  'session-retried': true,
  'session-taken-over': true,
  'session-handed-back': true,
  'session-staged': true,
  'worktrees-removed': true,
  'gate-opened': true,
  'gate-decided': true,
  'gate-rested': true,
  'gate-expired': true,
  'gate-used': true,
  'gate-voided': true,
  'wave-failed': true,
  'division-started': true,
  'adaptation-proposed': true,
  'base-merge-proposed': true,
  'wave-carried': true,
  'wave-committed': true,
  'wave-unchanged': true,
  'wave-resumed': true,
  'baseline-accepted': true,
  'plan-committed': true,
  'ahead-started': true,
  'ahead-judged': true,
  'ahead-voided': true,
  'validation-started': true,
  'findings-merged': true,
  'validation-failed': true,
  validated: true,
  shipped: true,
  'ship-failed': true,
  'surroundings-seen': true,
  'run-stopped': true,
} as const satisfies Record<RunEvent['type'], true>;

const types: ReadonlySet<string> = new Set(Object.keys(known));

/** Whether this version knows events of that type; one it does not know was written by a newer Wavegate. */
export function isEventType(type: string): type is RunEvent['type'] {
  return types.has(type);
}
