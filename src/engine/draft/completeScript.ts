import { lintDirective } from '../../core/directive/lintDirective.ts';
import { renderScriptDirective } from '../../core/flows/scriptDirective.ts';
import type { ScriptDirectiveRequest } from '../../core/flows/scriptDirective.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import { sessionBranch, sessionId } from '../../core/model/names.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { readersWorktree, readOnce } from './readingSession.ts';
import type { Reader, ReaderPorts } from './readingSession.ts';

/** Script of a flow that an agent is asked to complete; `script` is its file, `file` that of the plan. */
export interface ScriptRequest extends Reader, Pick<ScriptDirectiveRequest, 'flow' | 'text'> {
  readonly script: string;
}

/**
 * Has an agent complete a script, which only reads in a worktree of the person's commit that is removed again.
 *
 * @param signal ends the agent
 * @throws WorkspaceError, ExecutorError
 */
export async function completeScript(
  request: ScriptRequest,
  ports: ReaderPorts,
  signal: AbortSignal,
): Promise<SessionResult> {
  const { file, settings, run, flow, text, script } = request;
  const { base, repository } = await ports.workspaces.inspect({ planFile: file });
  const scope = { kind: 'draft' as const, attempt: 1 };
  const subject = 'script';
  const id = sessionId(scope, subject);
  const branch = sessionBranch(settings.git.branchPrefix, run, scope, subject);
  const session: SessionPlan = { id, kind: 'script', scope, subject, epoch: 1, branch, base: base.commit };
  const facts = { session: id, run, repository: repository.rootCommit, branch, base: base.commit };
  const directive = lintDirective(renderScriptDirective({ ...facts, flow, file: script, text })).text;
  const worktree = readersWorktree(settings.worktree);
  await ports.workspaces.prepare(scope, [session], worktree);
  try {
    return await readOnce(request, session, { directive }, ports.executor, signal);
  } finally {
    await ports.workspaces.remove(scope, [session], worktree);
  }
}
