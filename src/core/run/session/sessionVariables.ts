import type { Scope } from '../../model/sessionResult.ts';
import { scopeKey } from '../../model/names.ts';

/**
 * Variables that everything sees which runs for a session: set-up, agent, verification, checks and teardown. With them a
 * plan's commands keep sessions that run at once apart.
 *
 * @param port the first port of the session's own
 */
export function sessionVariables(
  run: string,
  scope: Scope,
  subject: string,
  port: number | undefined,
): Readonly<Record<string, string>> {
  return {
    WAVEGATE_RUN: run,
    ...(scope.kind === 'wave' ? { WAVEGATE_WAVE: scope.wave } : {}),
    WAVEGATE_TASK: subject,
    ...(port === undefined ? {} : { WAVEGATE_PORT: String(port) }),
    // Docker Compose would name projects after the folder's last part, which is the same in every worktree.
    COMPOSE_PROJECT_NAME: `wavegate-${run}-${scopeKey(scope)}-${subject}`.toLowerCase().replace(/[^a-z0-9_-]+/g, '-'),
  };
}
