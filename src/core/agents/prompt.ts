import type { SessionMode } from '../plan/schema/plan.ts';

/** Parts of an agent's prompt: its directive and the facts of its session. */
export interface PromptParts {
  readonly directive: string;
  readonly mode: SessionMode;
  /** WAVEGATE_* variables: agents that may not run commands cannot ask for them. */
  readonly session: Readonly<Record<string, string>>;
  /** Section about the stage, where a conversation goes on with one. */
  readonly stage?: string;
  /** Notes of an earlier session for a fresh conversation, as Markdown. */
  readonly handOver?: string;
}

/** The complete first prompt of a conversation: the directive, then what only this session knows. */
export function firstPrompt({ directive, mode, session, handOver }: PromptParts): string {
  return [
    directive.trimEnd(),
    '',
    '## This session',
    '',
    ...sessionLines(session),
    '',
    handoffLine(mode),
    '',
    // Not only in the file: some programs read nothing that git ignores.
    ...(handOver === undefined
      ? []
      : [
          'An earlier session has worked on this. The file that `WAVEGATE_HANDOVER` names says:',
          '',
          handOver.trimEnd(),
          '',
        ]),
  ].join('\n');
}

/** The prompt that continues with a conversation: only what is new. */
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

/** Why an agent is started again in one session, in the conversation it has. */
export type Again = 'handed-back' | 'stage' | 'finish';

/** The prompt that goes on with the next stage of a task's recipe, in the conversation of the one before. */
export function stagePrompt({ mode, session, stage = '' }: PromptParts): string {
  return [
    'The next stage of your task begins. What the directive says of it still holds.',
    '',
    stage.trimEnd(),
    '',
    'Write the handoff again at the end, also if you change nothing.',
    '',
    ...sessionLines(session),
    '',
    handoffLine(mode),
    '',
  ].join('\n');
}

/**
 * The prompt that asks an agent, once, to finish after its program has ended without a handoff: it may have waited for
 * something in the background, which nothing waits for once the program ends.
 */
export function finishPrompt({ directive, mode, session }: PromptParts): string {
  return [
    'Your program ended, but there is no handoff of this session that can be read, so nothing counts as done yet.',
    'Whatever you had started in the background was ended with it, and nobody will wake you: what you need, run in the foreground.',
    '',
    'Everything you have changed is still in this folder. Look at it with `git status`, finish what is missing, and write the handoff. If you cannot finish, write it with the status `blocked` and a question. You are asked only this once. The task is still this one:',
    '',
    directive.trimEnd(),
    '',
    '## This session',
    '',
    ...sessionLines(session),
    '',
    handoffLine(mode),
    '',
  ].join('\n');
}

/** The prompt that goes on after a person has worked in the conversation: nothing is new but what the person did. */
export function handedBackPrompt({ directive, mode, session }: PromptParts): string {
  return [
    'A person has worked in this conversation, perhaps also on the files of this folder, and hands it back to you.',
    'Look at what has changed, keep what the person did, and finish the task. It is still this one:',
    '',
    directive.trimEnd(),
    '',
    '## This session',
    '',
    ...sessionLines(session),
    '',
    handoffLine(mode),
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
