import { lintDirective } from '../../core/directive/lintDirective.ts';
import { renderLearnDirective } from '../../core/learnings/learnDirective.ts';
import type { LearnDirectiveRequest } from '../../core/learnings/learnDirective.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import { sessionBranch, sessionId } from '../../core/model/names.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { readersWorktree, readOnce } from './readingSession.ts';
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
  const { file, settings, run, title, record, known } = request;
  const { base, repository } = await ports.workspaces.inspect({ planFile: file });
  const scope = { kind: 'draft' as const, attempt: 1 };
  const subject = 'learn';
  const id = sessionId(scope, subject);
  const branch = sessionBranch(settings.git.branchPrefix, run, scope, subject);
  const session: SessionPlan = { id, kind: 'learn', scope, subject, epoch: 1, branch, base: base.commit };
  const facts = { session: id, run, repository: repository.rootCommit, branch, base: base.commit };
  const directive = lintDirective(renderLearnDirective({ ...facts, title, record, known })).text;
  const worktree = readersWorktree(settings.worktree);
  await ports.workspaces.prepare(scope, [session], worktree);
  try {
    return await readOnce(request, session, { directive }, ports.executor, signal);
  } finally {
    await ports.workspaces.remove(scope, [session], worktree);
  }
}
