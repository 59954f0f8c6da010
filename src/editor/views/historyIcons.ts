import type { Recorded } from '../../core/model/events.ts';

/** Codicon of each kind of event; the end of a session has its own, see historyIcon. */
const icons: Readonly<Record<Exclude<Recorded['type'], 'session-ended'>, string>> = {
  'run-started': 'play',
  'thread-bound': 'comment-discussion',
  'audit-started': 'search',
  'findings-recorded': 'bug',
  'finding-triaged': 'checklist',
  'audit-closed': 'pass',
  'plan-edited': 'edit',
  'plan-approved': 'pass',
  'plan-revised': 'git-compare',
  'plan-committed': 'git-commit',
  'adaptation-proposed': 'lightbulb',
  'base-merge-proposed': 'git-merge',
  'validation-started': 'beaker',
  'findings-merged': 'bug',
  'validation-failed': 'error',
  validated: 'verified',
  shipped: 'package',
  'ship-failed': 'error',
  'surroundings-seen': 'eye',
  'run-stopped': 'debug-stop',
  'session-staged': 'list-ordered',
  'wave-opened': 'layers',
  'step-passed': 'check',
  'step-failed': 'error',
  'wave-failed': 'error',
  'wave-carried': 'arrow-right',
  'wave-committed': 'git-commit',
  'wave-unchanged': 'git-commit',
  'wave-resumed': 'debug-continue',
  'baseline-accepted': 'law',
  'sessions-planned': 'list-unordered',
  'worktrees-ready': 'worktree',
  'worktrees-removed': 'trash',
  'session-dispatched': 'debug-start',
  'session-retried': 'debug-restart',
  'session-taken-over': 'person',
  'session-handed-back': 'robot',
  'gate-opened': 'bell',
  'gate-decided': 'law',
  'gate-expired': 'watch',
  'gate-used': 'pass',
  'gate-voided': 'circle-slash',
};

export function historyIcon(event: Recorded): string {
  if (event.type !== 'session-ended') return icons[event.type];
  return event.result.outcome === 'done' ? 'pass' : 'warning';
}
