import { renderScriptDirective } from '../../core/flows/scriptDirective.ts';
import type { ScriptDirectiveRequest } from '../../core/flows/scriptDirective.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { readAlone } from './readingSession.ts';
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
  const { flow, text, script } = request;
  return readAlone(
    'script',
    request,
    (facts) => renderScriptDirective({ ...facts, flow, file: script, text }),
    ports,
    signal,
  );
}
