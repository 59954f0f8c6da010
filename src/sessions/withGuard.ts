import type { GuardRequest, SessionGit, SessionGuard, SessionPlace } from '../sessionPorts/sessionGit.ts';
import { errorMessage } from '../util/errors.ts';

/**
 * Does the work of a session under a guard, which is taken down whatever becomes of the work. Where the work fails, what it
 * changed outside its worktree until then is undone first: nobody compares again later.
 *
 * @param work should call `restore` when what it started has ended
 * @throws the error of the work, with what was undone; Error when the guard cannot be set
 */
export async function withGuard<T>(
  git: Pick<SessionGit, 'guard'>,
  place: SessionPlace,
  request: GuardRequest,
  work: (guard: Pick<SessionGuard, 'environment' | 'restore'>) => Promise<T>,
): Promise<T> {
  const guard = await git.guard(place, request);
  try {
    return await work(guard);
  } catch (error) {
    const report = await guard.restore([]).catch(() => undefined);
    throw withUndone(error, report?.violations ?? []);
  } finally {
    await guard.end();
  }
}

function withUndone(error: unknown, violations: readonly string[]): unknown {
  if (violations.length === 0) return error;
  const message = errorMessage(error);
  return new Error(`${message} What it had changed outside its worktree was undone: ${violations.join('; ')}.`, {
    cause: error,
  });
}
