import { renderLearnDirective } from '../../core/learnings/learnDirective.ts';
import type { LearnDirectiveRequest } from '../../core/learnings/learnDirective.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { readAlone } from './readingSession.ts';
import type { Reader, ReaderPorts } from './readingSession.ts';

export interface LearnRequest extends Reader, Pick<LearnDirectiveRequest, 'title' | 'record' | 'known'> {}

/**
 * Has an agent read the record of a run, in a worktree of the person's commit that is removed again.
 *
 * @param signal ends the agent
 * @throws WorkspaceError, ExecutorError
 */
export async function learnFrom(
  request: LearnRequest,
  ports: ReaderPorts,
  signal: AbortSignal,
): Promise<SessionResult> {
  const { title, record, known } = request;
  return readAlone(
    'learn',
    request,
    (facts) => renderLearnDirective({ ...facts, title, record, known }),
    ports,
    signal,
  );
}
