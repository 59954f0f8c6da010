import type { WaveFailure } from '../model/events.ts';
import type { WaveStep } from '../model/phase.ts';
import type { Outcome } from '../model/sessionResult.ts';

/** Words about a kind of failure. */
export interface FailureWords {
  /** Short name that groups failures of a kind: an outcome of a session, a step, a gate. */
  readonly kind: string;
  readonly title: string;
  /** The step, check or person that noticed it. */
  readonly caughtBy: string;
  /** Likely outcome without the check. */
  readonly otherwise: string;
}

function words(kind: string, title: string, caughtBy: string, otherwise: string): FailureWords {
  return { kind, title, caughtBy, otherwise };
}

export const movedRefsWords = words(
  'moved-refs',
  'An agent moved branches or tags',
  'refs compared before and after the session',
  'Its work would have been merged, or yours moved, with no gate between.',
);
export const voidedWords = words(
  'approval-voided',
  'Something changed after the approval',
  'evidence observed again when the approval was used',
  'Agents would have started, or a result shipped, on something nobody approved.',
);
export const expiredWords = words(
  'gate-expired',
  'Nobody decided in time',
  'deadline of the gate',
  'Silence would have counted as consent.',
);
export const shipWords = words(
  'ship-failed',
  'The result did not get out',
  'ship session',
  'It would have counted as shipped.',
);
export const ciWords = words(
  'red-ci',
  'CI was red on what was pushed',
  'CI of the forge',
  'It would have been merged.',
);
export const resultChecksWords = words(
  'red-result',
  'Checks were red on the whole result',
  'validation',
  'It would have been accepted.',
);
export const rejectedWords = words(
  'gate-rejected',
  'A person rejected it',
  'a person at a gate',
  'It would have gone on.',
);

export const stepWords: Readonly<Record<WaveStep, FailureWords>> = {
  entry: words('entry', 'Input of the wave was incomplete', 'entry step', 'A phase would have been skipped.'),
  manifest: words(
    'manifest',
    'Sessions could not be resolved',
    'manifest step',
    'Agents would have worked in the wrong repository.',
  ),
  thread: words('thread', 'No coordination thread', 'thread step', 'Coordination would have left no record.'),
  directives: words('directive', 'Directive refused', 'lint of directives', 'An agent might have merged its own work.'),
  ownership: words('ownership', 'Two tasks would write one file', 'ownership step', 'A merge conflict by design.'),
  launch: words('launch', 'Not launched', 'launch gate', 'Agents would have started unasked.'),
  worktrees: words(
    'worktree',
    'Worktree was not as planned',
    'worktree gate',
    'Agents would have worked on the wrong branch.',
  ),
  handoffs: words('handoff', 'Handoff did not hold', 'handoff check', 'A claim would have been believed.'),
  merge: words('merge', 'Merge failed', 'merge session', 'A half-done merge would have been left.'),
  close: words('close', 'Wave could not be closed', 'close step', 'Work would have been left in worktrees.'),
};

export const waveWords: Readonly<Record<WaveFailure['kind'], FailureWords>> = {
  sessions: words('sessions', 'Tasks were not done', 'handoff check', 'Unfinished work would have been merged.'),
  conflict: words('conflict', 'Tasks conflicted', 'merge session', 'One of them would have overwritten the other.'),
  checks: words('red-checks', 'Checks were red on the merged tree', 'test gate', 'A red commit on the run branch.'),
  'spot-check': words('spot-check', 'A reviewer found something', 'spot-check gate', 'It would have been committed.'),
  rejected: words('result-rejected', 'The result was rejected', 'acceptance gate', 'It would have been shipped.'),
  findings: words('validator-findings', 'Validators found blockers', 'validation', 'It would have been accepted.'),
  mechanical: words(
    'mechanical',
    'A mechanical step failed',
    'session host',
    'The run would have been left half done.',
  ),
};

export const outcomeWords: Readonly<Record<Exclude<Outcome, 'done' | 'cancelled'>, FailureWords>> = {
  blocked: words('blocked', 'Agent was blocked', 'handoff check', 'A guess would have been merged.'),
  'no-handoff': words('no-handoff', 'No handoff file', 'handoff check', 'Unfinished work would have been merged.'),
  'stale-handoff': words(
    'stale-handoff',
    'Handoff of another session',
    'handoff check',
    'An old result would have counted.',
  ),
  'scope-violated': words(
    'scope-violated',
    'Changes outside the task',
    'ownership check',
    'A file of another task would have changed.',
  ),
  'readonly-violated': words(
    'readonly-violated',
    'A read-only agent wrote',
    'ownership check',
    'A reviewer would have changed the work.',
  ),
  'context-exhausted': words(
    'context-exhausted',
    'Context was used up',
    'driver',
    'Half of the work would have passed for all of it.',
  ),
  'rate-limited': words(
    'rate-limited',
    'Limit of a provider',
    'driver',
    'Further agents would have been started in vain.',
  ),
  auth: words('auth', 'Not logged in', 'driver', 'Further agents would have been started in vain.'),
  budget: words('budget', 'Budget used up', 'session host', 'It would have gone on spending.'),
  stuck: words('stuck', 'No output (timed out)', 'session host', 'It would have waited for ever.'),
  timeout: words('timeout', 'Took too long', 'session host', 'It would have gone on.'),
  crashed: words('crashed', 'Crashed', 'session host', 'Half of the work would have passed for all of it.'),
};

export const leftWorktreeWords = words(
  'left-worktree',
  'Worktree could not be removed',
  'teardown',
  'It would be there unnoticed, with its work.',
);
