import { readFileSync } from 'node:fs';
import type { Conversation, Reply } from './conversation.ts';
import { resultsSince, sessionsIn } from './conversation.ts';
import type { Script } from './modelServer.ts';
import type { Action } from './toolbox.ts';
import { callFor } from './toolbox.ts';

type Session = Readonly<Record<string, string>>;

/** The handoff of a session that changed these files. */
export function handoffFor(session: Session, files: readonly string[], summary: string): object {
  return {
    session: session['WAVEGATE_SESSION'],
    task: session['WAVEGATE_TASK'],
    status: 'done',
    summary,
    filesChanged: files,
    verification: [],
  };
}

/** Carries out the actions one after the other, then says the last words. */
function inOrder(
  actions: (session: Session) => readonly Action[],
  last: (session: Session, told: string) => Reply,
): Script {
  return (conversation, session) => {
    const step = actions(session)[resultsSince(conversation)];
    if (step !== undefined) return callFor(step, conversation);
    const told = `sessions=${sessionsIn(conversation)} results=${conversation.items.filter(({ kind }) => kind === 'result').length}`;
    return last(session, told);
  };
}

/** Changes a file, hands off, says so. @param content what the file holds afterwards @param also done before the handoff */
export const editScript = (worktree: string, file: string, content: string, also: readonly Action[] = []): Script =>
  inOrder(
    (session) => [
      { do: 'read', path: `${worktree}/${file}` },
      { do: 'overwrite', path: `${worktree}/${file}`, content },
      ...also,
      {
        do: 'create',
        path: session['WAVEGATE_HANDOFF'] ?? '',
        content: JSON.stringify(handoffFor(session, [file], 'Changed the file.')),
      },
    ],
    (_session, told) => ({ kind: 'text', text: `All done. ${told}` }),
  );

/** Work of a model on a task, below the worktree: files as they are to be, and commands to check them with. */
export interface TaskWork {
  readonly files: readonly { readonly path: string; readonly content: string; readonly isNew: boolean }[];
  readonly verify: readonly string[];
}

/**
 * Does a task as a diligent agent would: reads what it will change, writes it, runs its checks, hands off.
 *
 * @param pause how long the model thinks before it says that it is done
 */
export function taskScript(worktree: string, { files, verify }: TaskWork, pause: () => Promise<void>): Script {
  const at = (file: string) => `${worktree}/${file}`;
  const names = files.map(({ path }) => path);
  return async (conversation, session) => {
    const actions: readonly Action[] = [
      ...files.filter(({ isNew }) => !isNew).map(({ path }): Action => ({ do: 'read', path: at(path) })),
      ...files.map(({ path, content, isNew }): Action => ({
        do: isNew ? 'create' : 'overwrite',
        path: at(path),
        content,
      })),
      ...verify.map((command): Action => ({ do: 'run', command })),
      {
        do: 'create',
        path: session['WAVEGATE_HANDOFF'] ?? '',
        content: JSON.stringify(handoffFor(session, names, `Changed ${names.join(', ')}; all checks are green.`)),
      },
    ];
    const step = actions[resultsSince(conversation)];
    if (step !== undefined) return callFor(step, conversation);
    await pause();
    return { kind: 'text', text: `Done. I changed ${names.join(', ')}, ran the checks and left the handoff.` };
  };
}

/** Looks at a file and answers with a handoff, as an auditor does; before that, the actions given. */
export const auditScript =
  (actions: readonly Action[]): Script =>
  (conversation, session) => {
    const finding = { severity: 'high', file: 'src/a.js', line: 1, title: 'Wrong', detail: '', remediation: 'Right' };
    const answer = { ...handoffFor(session, [], 'Looked at it.'), question: '', findings: [finding] };
    const done = resultsSince(conversation);
    const step = actions[done];
    if (step !== undefined) return callFor(step, conversation);
    return answering(answer, conversation, actions.length);
  };

/** Gives the answer of a read-only agent, by the tool that is there for it or else as text. */
export function answering(answer: object, conversation: Conversation, before: number): Reply {
  const structured = conversation.tools.find(({ name }) => /^structured_?output$/i.test(name));
  if (structured !== undefined && resultsSince(conversation) === before)
    return { kind: 'call', tool: structured.name, args: answer };
  return { kind: 'text', text: structured === undefined ? JSON.stringify(answer) : 'Given.' };
}

/**
 * Validates: finds a blocker in a file at first, and approves once it knows that it has: because it is asked again in the
 * same conversation, or because a fresh one was told.
 */
export const validatorScript =
  (file: string, title = 'Not mended yet'): Script =>
  (conversation, session) => {
    const sessions = sessionsIn(conversation);
    const knows = sessions > 1 || conversation.items.some(({ text }) => text.includes(title));
    const finding = { severity: 'blocker', file, line: 1, title, detail: '', remediation: 'Mend it', criteria: [] };
    const directive = readFileSync(session['WAVEGATE_DIRECTIVE'] ?? '', 'utf8');
    const earlier = [...directive.matchAll(/^- (\S+), blocker/gm)].map(([, id]) => ({ id, status: 'fixed' }));
    const review = knows
      ? { verdict: 'approve', findings: [], earlier }
      : { verdict: 'changes', findings: [finding], earlier: [] };
    const summary = `Looked at ${sessions} sessions of this conversation.`;
    return answering({ ...handoffFor(session, [], summary), question: '', review }, conversation, 0);
  };

/** Does these things, and no more. */
export const doingScript = (actions: readonly Action[]): Script =>
  inOrder(
    () => actions,
    () => ({ kind: 'text', text: 'That was all.' }),
  );

/** Refuses every request. */
export const refusalScript =
  (status: number, type: string, message: string): Script =>
  () => ({ kind: 'refusal', status, type, message });

/** Refuses so many requests, then goes on with another script. */
export function refusingAtFirst(times: number, status: number, type: string, message: string, then: Script): Script {
  let left = times;
  return (conversation, session) =>
    left-- > 0 ? { kind: 'refusal', status, type, message } : then(conversation, session);
}
