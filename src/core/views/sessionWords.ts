import type { Scope, SessionKind } from '../model/sessionResult.ts';
import { planTask, planWave } from '../queries/runQueries.ts';
import type { Occasion } from '../model/supervision.ts';
import type { RunState, Session } from '../model/state.ts';
import { aheadTitle } from '../validators/aheadLines.ts';
import { validatorTitle } from '../validators/validatorLines.ts';
import { waveTitle } from '../words/waveTitle.ts';

/** Title of a group of sessions: the audit, a wave and its attempt, and so on. */
export function scopeTitle(state: RunState, scope: Scope): string {
  switch (scope.kind) {
    case 'audit':
      return 'Audit';
    case 'draft':
      return scope.attempt === 1 ? 'Draft' : `Attempt ${scope.attempt}: Draft`;
    case 'wave': {
      const title = waveTitle(state, scope.wave);
      return scope.attempt === 1 ? title : `Attempt ${scope.attempt}: ${title}`;
    }
    case 'ahead': {
      const title = `${waveTitle(state, scope.wave)}, ahead`;
      return scope.attempt === 1 ? title : `Attempt ${scope.attempt}: ${title}`;
    }
    case 'explore':
      return `${waveTitle(state, scope.wave)}, implementation plans`;
    case 'supervise':
      return `Supervisor of ${scope.team}`;
    case 'adapt':
      return `Plan revision ${scope.revision}`;
    case 'validate':
      return scope.attempt === 1 ? 'Validation' : `Attempt ${scope.attempt}: Validation`;
    case 'ship':
      return scope.attempt === 1 ? 'Ship' : `Attempt ${scope.attempt}: Ship`;
  }
}

const workTitles: Readonly<
  Record<
    Exclude<
      SessionKind,
      'audit' | 'implement' | 'fix' | 'resolve' | 'validate' | 'validate-task' | 'explore' | 'supervise'
    >,
    string
  >
> = {
  draft: 'Draft the plan',
  'review-plan': 'Review the plan',
  learn: 'Learn from the run',
  script: 'Complete a script',
  verify: 'Verify the acceptance criteria',
  merge: 'Merge the branches',
  check: 'Run the checks',
  divide: 'Find the tasks that are red together',
  commit: 'Commit the wave',
  revise: 'Commit the plan',
  ship: 'Push and write the pull request',
  ci: 'Wait for CI',
  land: 'Merge the pull request',
};

/** Occasions on which a supervisor is asked, in a word or two. */
export const occasionTitles: Readonly<Record<Occasion, string>> = {
  question: 'questions',
  trouble: 'failed wave',
  'spot-check': 'spot-check',
};

/** A session's name: its task or lens, or the mechanical work it does. */
export function sessionTitle(
  state: RunState,
  session: Pick<Session, 'kind' | 'scope' | 'subject' | 'supervises'>,
): string {
  const { supervises } = session;
  switch (session.kind) {
    case 'audit':
      return `Audit: ${session.subject}`;
    case 'validate':
      return validatorTitle(state, session.subject);
    case 'validate-task':
      return aheadTitle(state.plan.plan, session.subject);
    case 'resolve':
      return 'Resolve a conflict';
    case 'supervise':
      return supervises === undefined
        ? 'Supervisor'
        : `Supervisor of ${supervises.team}: ${occasionTitles[supervises.occasion]}`;
    case 'explore':
    case 'implement':
    case 'fix': {
      const wave =
        session.scope.kind === 'wave' || session.scope.kind === 'explore'
          ? planWave(state, session.scope.wave)
          : undefined;
      const title = planTask(wave, session.subject)?.title ?? session.subject;
      if (session.kind === 'explore') return `Explore: ${title}`;
      // A task of a wave that repairs is called so already.
      return session.kind === 'fix' && !title.startsWith('Fix: ') ? `Fix: ${title}` : title;
    }
    default:
      return workTitles[session.kind];
  }
}
