import type { AgentContext, AgentDriver } from '../../sessionPorts/agentDriver.ts';
import { saysLimit } from '../../core/agents/usageLimit.ts';
import { allowedEnvironment } from '../shared/environment.ts';

/**
 * Runs any program as an agent. What it prints is shown to people and means nothing; its handoff and its exit count. One
 * exception: a script around an agent that failed may end with the provider's words for a usage limit.
 */
export const commandDriver: AgentDriver = {
  id: 'command',
  launch(context) {
    const [program, ...args] = (context.profile.argv ?? []).map((argument) => fillIn(argument, context));
    if (program === undefined) throw new Error('The agent profile names no program: give it an argv.');
    return {
      argv: [program, ...args],
      env: { ...allowedEnvironment(context.environment, context.profile.env, context.platform), ...context.session },
    };
  },
  judgeExit({ exitCode, tail }) {
    if (exitCode === 0) return undefined;
    const ending = exitCode === null ? 'was ended by a signal' : `ended with exit code ${exitCode}`;
    const lastLine = lastLineOf(tail);
    if (exitCode !== null && saysLimit(lastLine)) {
      return { outcome: 'rate-limited', message: `The agent ${ending}, and its last line names a limit: ${lastLine}` };
    }
    const quoted = lastLine === '' ? '' : ` Its last line was: ${lastLine}`;
    return { outcome: 'crashed', message: `The agent ${ending}; see its output.${quoted}` };
  },
};

function lastLineOf(tail: string): string {
  const line = tail.trimEnd().split('\n').at(-1) ?? '';
  return line.trim().slice(0, 300);
}

/** Replaces the placeholders in one argument, wherever in it they stand; anything else in braces stays as it is. */
function fillIn(argument: string, { directive, handoff, worktree }: AgentContext): string {
  const values: Record<string, string> = { directive, handoff, worktree };
  return argument.replace(
    /\{(directive|handoff|worktree)\}/g,
    (placeholder, name: string) => values[name] ?? placeholder,
  );
}
