import type { Scope } from './sessionResult.ts';

/**
 * Names of branches, refs and sessions. Session branches do not sit below the run branch, because git cannot keep both
 * `wavegate/<run>` and `wavegate/<run>/…`.
 */
export function runBranch(prefix: string, run: string): string {
  return `${prefix}/${run}`;
}

/** Branch of one agent session. An attempt after the first is marked by `@2`, so that nothing is overwritten. */
export function sessionBranch(prefix: string, run: string, scope: Scope, subject: string): string {
  return `${prefix}/${run}.sessions/${scopePath(scope)}/${subject}`;
}

/** Branch at the remote that is the head of the pull request of one wave. */
export function waveBranch(prefix: string, run: string, wave: string): string {
  return `${prefix}/${run}.waves/${wave}`;
}

/** Ref that keeps the merged state of a wave attempt reachable, whether or not it is ever committed. */
export function mergedRef(run: string, scope: Scope): string {
  return `refs/wavegate/${run}/merged/${scopePath(scope)}`;
}

/** Ref that keeps the work of a wave attempt with its conflicts, for the session that resolves them. */
export function conflictsRef(run: string, scope: Scope): string {
  return `refs/wavegate/${run}/conflicts/${scopePath(scope)}`;
}

/** Ref that keeps what a division tries reachable. */
export function dividedRef(run: string, scope: Scope): string {
  return `refs/wavegate/${run}/divided/${scopePath(scope)}`;
}

/** Subject of the merge of a wave whose conflicts were resolved; no id of a task holds the sign. */
export const resolvedMerge = 'merge@resolved';

/** Subject of the session that runs the probes of the plan's readiness. */
export const readinessSubject = 'check@readiness';

/** Subject of the session that reports the acceptance criteria of a wave. */
export const verifierSubject = 'verify@criteria';

/** Session id, unique in its run: `~` cannot occur in plan ids, so parts never run together. */
export function sessionId(scope: Scope, subject: string): string {
  return `${scopeKey(scope)}~${subject}`;
}

/** One word per scope, unique in its run. */
export function scopeKey(scope: Scope): string {
  switch (scope.kind) {
    case 'audit':
      return scope.attempt === undefined ? 'audit' : `audit~${scope.attempt}`;
    case 'wave':
      return `wave~${scope.wave}~${scope.attempt}`;
    case 'ahead':
      return `ahead~${scope.wave}~${scope.attempt}`;
    case 'explore':
      return `explore~${scope.wave}~${scope.attempt}`;
    case 'supervise':
      return `supervise~${scope.team}~${scope.attempt}`;
    case 'adapt':
      return `adapt~${scope.revision}`;
    case 'draft':
      return `draft~${scope.attempt}`;
    case 'validate':
      return `validate~${scope.attempt}`;
    case 'ship':
      return `ship~${scope.attempt}`;
  }
}

function scopePath(scope: Scope): string {
  if (scope.kind === 'wave') return scope.attempt === 1 ? scope.wave : `${scope.wave}@${scope.attempt}`;
  return scopeKey(scope).replaceAll('~', '-');
}
