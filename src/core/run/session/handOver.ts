import { addUsage } from '../../agents/usage.ts';
import { exploredFor } from '../../queries/exploring.ts';
import type { Conversation } from '../../model/sessionWork.ts';
import type { Outcome, Usage } from '../../model/sessionResult.ts';
import type { RunState, Session } from '../../model/state.ts';

/** After any other end, a conversation is full, broken, or was stopped for what it did: what follows starts afresh. */
const goesOn: readonly Outcome[] = ['done', 'blocked', 'rate-limited', 'auth'];

/** The conversation a session continues with; undefined where it starts afresh. */
export function conversationOf(state: RunState, session: Session): Conversation | undefined {
  const result = earlierOf(state, session)?.result;
  if (result?.conversation === undefined || !goesOn.includes(result.outcome)) return undefined;
  return { id: result.conversation, used: usedIn(state, result.conversation) };
}

/**
 * Notes for a fresh session about the one whose work it takes over: Markdown for a file in its worktree. Undefined for
 * sessions that take over no work.
 */
export function handOverOf(state: RunState, session: Session): string | undefined {
  const earlier = earlierOf(state, session);
  const result = earlier?.result;
  if (earlier === undefined || result === undefined) return undefined;
  const { outcome, message, summary, question, changes = [], snapshot, review, verification = [] } = result;
  return lines(
    `# What session ${earlier.id} left`,
    '',
    `It did this work before you, began at commit ${earlier.base} and ended as "${outcome}". What it says is a claim: check it.`,
    '',
    ...section('What it said', [summary ?? message, ...(question === undefined ? [] : [`It asked: ${question}`])]),
    ...section(
      'What it found',
      (review?.findings ?? []).map(({ severity, file, line, title, detail }) =>
        [`- ${severity}, ${file}:${line}: ${title}`, detail].filter((part) => part !== '').join('. '),
      ),
    ),
    ...section('What it changed', [
      ...changes.map(({ path, kind }) => `- ${path} (${kind})`),
      ...takeOver(earlier, session, snapshot, changes.length),
    ]),
    ...section(
      'Commands that were run on its work',
      verification.map(({ command, exitCode }) => `- ${command}: ${exitCode === null ? 'did not end' : exitCode}`),
    ),
  );
}

function takeOver(
  earlier: Session,
  session: Session,
  snapshot: string | undefined,
  changed: number,
): readonly string[] {
  if (snapshot === undefined || changed === 0) return [];
  if (session.base === snapshot || session.id === earlier.id) return ['', 'Your worktree holds this.'];
  return [
    '',
    'Your worktree does not hold this.',
    `\`git diff ${earlier.base} ${snapshot}\` shows it, \`git restore --source=${snapshot} --worktree -- FILE\` takes a file over.`,
  ];
}

/** The session this one continues from: itself, where a limit had stopped it. */
function earlierOf(state: RunState, session: Session): Session | undefined {
  const { continues, interrupted } = session;
  if (interrupted !== undefined) return { ...session, result: interrupted };
  return continues === undefined ? exploredFor(state, session) : state.sessions[continues];
}

/** Total usage of all sessions of a conversation. */
function usedIn(state: RunState, conversation: string): Usage {
  let used: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  for (const session of Object.values(state.sessions)) {
    for (const result of [session.interrupted, session.result]) {
      if (result?.conversation === conversation && result.usage !== undefined) used = addUsage(used, result.usage);
    }
  }
  return used;
}

function section(title: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`## ${title}`, '', ...body, ''];
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n').trimEnd()}\n`;
}
