import type { SessionMode } from '../plan/schema.ts';

/** What an agent has to know of its session, beside its directive. */
export interface PromptParts {
  readonly directive: string;
  readonly mode: SessionMode;
  /** WAVEGATE_* variables: agents that may not run commands cannot ask for them. */
  readonly session: Readonly<Record<string, string>>;
}

/** The complete first prompt of a conversation: the directive, then what only this session knows. */
export function firstPrompt({ directive, mode, session }: PromptParts): string {
  return [directive.trimEnd(), '', '## This session', '', ...sessionLines(session), '', handoffLine(mode), ''].join(
    '\n',
  );
}

/** The prompt that goes on with a conversation: only what is new. */
export function nextPrompt({ directive, mode, session }: PromptParts): string {
  return [
    'You go on with the work of this conversation, in a new session. The values below replace the earlier ones.',
    '',
    ...sessionLines(session),
    '',
    handoffLine(mode),
    '',
    directive.trimEnd(),
    '',
  ].join('\n');
}

function sessionLines(session: PromptParts['session']): readonly string[] {
  return Object.entries(session).map(([name, value]) => `- \`${name}\` is \`${value}\``);
}

function handoffLine(mode: SessionMode): string {
  return mode === 'read-only'
    ? 'You may not write files in this session. Give the handoff as your final answer instead: the JSON object and nothing else.'
    : 'Do not commit, and change no branch: Wavegate takes your changes as they lie in this folder.';
}
