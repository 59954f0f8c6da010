import { pathMatcher } from '../../core/glob/globs.ts';
import type { FileChange } from '../../core/model/repository.ts';

/** Paths a session may change: globs relative to the repository root. A read-only session owns and deletes nothing. */
export interface AllowedPaths {
  readonly owns: readonly string[];
  readonly deletes: readonly string[];
  readonly protected: readonly string[];
}

export interface ScopeViolation {
  readonly path: string;
  readonly kind: FileChange['kind'];
  readonly why: 'protected' | 'not-owned' | 'undeclared-deletion';
}

/**
 * Changes a session was not allowed to make, in the order given. Protected files may not be touched even by their owner;
 * owning a file is no leave to delete it, and leave to delete it is none to change it.
 */
export function scopeViolations(changes: readonly FileChange[], allowed: AllowedPaths): readonly ScopeViolation[] {
  const isProtected = pathMatcher(allowed.protected);
  const isOwned = pathMatcher(allowed.owns);
  const isDeletable = pathMatcher(allowed.deletes);
  return changes.flatMap(({ path, kind }): readonly ScopeViolation[] => {
    if (isProtected(path)) return [{ path, kind, why: 'protected' }];
    if (kind === 'deleted') return isDeletable(path) ? [] : [{ path, kind, why: 'undeclared-deletion' }];
    return isOwned(path) ? [] : [{ path, kind, why: 'not-owned' }];
  });
}
