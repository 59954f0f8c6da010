import { markName } from '../../core/gates/fileMarks.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { BoardGate, BoardSnapshot } from '../../core/model/boardModel.ts';
import type { Gate, Verdict } from '../../core/model/gate.ts';
import { missingFor, missingText } from '../../core/gates/specs/missing.ts';
import { triages } from '../../core/plan/schema/vocabulary.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import type { RunState } from '../../core/model/state.ts';
import { boardOf } from '../../core/views/board.ts';
import { decideGate } from '../../engine/decisions.ts';
import { askHere } from '../../engine/requests.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import { findingLines, gateDetails } from '../shared/statusText.ts';
import { writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';
import { everyFileOk } from './answers.ts';
import type { Answers } from './answers.ts';

/** A run that is followed, and the terminal at which its person is asked. */
export interface Conversation {
  readonly engine: RunEngine;
  readonly ports: EnginePorts;
  readonly who: string;
  readonly terminal: Terminal;
  /** Prints what a gate is about as a diff. */
  readonly showDifference: (state: RunState, gate: Gate) => Promise<void>;
  /** Files that somebody has marked as not OK at a gate, in an editor. */
  readonly begunAnswers: (state: RunState, gate: Gate) => Promise<Answers>;
}

/** `left`: the person wants to decide later. `acted`: something was decided, or what was asked about has changed. */
export type Asked = 'acted' | 'left';

/** Asks for a line; undefined when the person left, or the question has become void. */
type Prompt = (text: string) => Promise<string | undefined>;

/**
 * Asks the person at the terminal for what the run waits for: a decision at its first pending gate, or how to change the
 * plan after a failure. The key stays in this process, so that nothing on disk could decide in the person's place. A
 * question whose gate ends meanwhile is taken back.
 *
 * @param more stops asking, such as Ctrl+C
 * @returns `left` also where only something else than a decision can help
 */
export async function askPerson(conversation: Conversation, more: AbortSignal): Promise<Asked> {
  const { engine, terminal } = conversation;
  const { ask } = terminal;
  if (ask === undefined) return 'left';
  const asked = subjectOf(engine.state);
  const moved = new AbortController();
  const unsubscribe = engine.subscribe({
    onEvents: (_events, state) => subjectOf(state) !== asked && moved.abort(),
    onTrouble: () => moved.abort(),
  });
  const signal = AbortSignal.any([moved.signal, more]);
  const prompt: Prompt = (text) => ask(text, signal);
  try {
    const gate = pendingGates(engine.state)[0];
    const outcome =
      gate === undefined ? await askStrategy(conversation, prompt) : await askAtGate(conversation, gate, prompt);
    return signal.aborted ? 'acted' : outcome;
  } finally {
    unsubscribe();
  }
}

/** Subject of a question: when it changes, the question is void. */
function subjectOf(state: RunState): string {
  return JSON.stringify([
    pendingGates(state).map(({ id, evidence }) => [id, evidence]),
    state.adaptation?.proposal === undefined,
    state.stopped === undefined,
  ]);
}

async function askAtGate(conversation: Conversation, gate: Gate, prompt: Prompt): Promise<Asked> {
  const { engine, terminal } = conversation;
  const shown = boardOf(engine.state, Date.now()).gates.find(({ id }) => id === gate.id);
  if (shown === undefined) return 'left';
  await writeLines(terminal, ['', `${shown.title} (${shown.id})`, `  ${shown.about}`, ...gateDetails(shown)]);
  for (;;) {
    const question = '[a]pprove, [r]eject, [h]old, show [d]iff, or [l]eave it for later? ';
    switch (await choose(prompt, question, ['approve', 'reject', 'hold', 'diff', 'leave'])) {
      case 'approve':
        return approve(conversation, gate, shown, prompt);
      case 'reject':
        return decide(conversation, gate, 'rejected', {}, prompt);
      case 'hold':
        return decide(conversation, gate, 'hold', {}, prompt);
      case 'diff':
        await conversation.showDifference(engine.state, gate);
        break;
      default:
        return 'left';
    }
  }
}

async function approve(
  conversation: Conversation,
  gate: Gate,
  { questions, ownTesting }: BoardGate,
  prompt: Prompt,
): Promise<Asked> {
  const { engine } = conversation;
  if (!(await markFindings(conversation, gate, prompt))) return 'left';
  const answers: Record<string, string> = { ...everyFileOk(engine.state, gate) };
  Object.assign(answers, await conversation.begunAnswers(engine.state, gate));
  for (const { id, text, inWords, choices } of questions) {
    if (inWords === true && (answers[id] ?? '') !== '') continue;
    const given = inWords === true ? await words(prompt, `${text}\n> `) : await chosen(prompt, text, choices);
    if (given === undefined) return 'left';
    answers[id] = given;
  }
  const looks = missingFor('approved', engine.state, gate, { note: '', answers, comments: [] }).find(
    ({ field, names }) => field === 'files' && names.length > 0 && gateSpecs[gate.kind].files?.oneByOne === true,
  );
  for (const file of looks?.names ?? []) {
    if (file === looks?.names[0]) {
      await writeLines(conversation.terminal, [looks.text]);
      await conversation.showDifference(engine.state, gate);
    }
    const question = `You have looked at ${file}: [o]k, [n]ot ok, or [l]eave it for later? `;
    const mark = await choose(prompt, question, ['ok', 'not ok', 'leave']);
    if (mark === undefined || mark === 'leave') return 'left';
    answers[markName(file)] = mark === 'ok' ? 'ok' : 'not-ok';
  }
  if (ownTesting !== undefined) {
    const tried = await words(prompt, 'What have you tried yourself?\n> ');
    if (tried === undefined) return 'left';
    answers[ownTesting] = tried;
  }
  return decide(conversation, gate, 'approved', answers, prompt);
}

/** One of the choices of a question, by its number; yes or no where it has none. */
async function chosen(
  prompt: Prompt,
  text: string,
  choices: BoardGate['questions'][number]['choices'],
): Promise<string | undefined> {
  if (choices === undefined) return choose(prompt, `${text} [y/n] `, ['yes', 'no']);
  const numbered = choices.map(({ label }, index) => `  ${index + 1}  ${label}`).join('\n');
  const keys = choices.map((_choice, index) => String(index + 1));
  const given = await choose(prompt, `${text}\n${numbered}\n[${keys.join('/')}] `, keys);
  return given === undefined ? undefined : choices[Number(given) - 1]?.value;
}

/** @returns whether none is left unmarked */
async function markFindings(
  { engine, ports, who, terminal }: Conversation,
  gate: Gate,
  prompt: Prompt,
): Promise<boolean> {
  const lacks = missingFor('approved', engine.state, gate, { note: '', answers: {}, comments: [] });
  const names = lacks.find(({ field }) => field === 'findings')?.names ?? [];
  const lines = findingLines(boardOf(engine.state, Date.now()));
  for (const finding of names) {
    await writeLines(
      terminal,
      lines.filter((line) => line.startsWith(`${finding}  `)),
    );
    const triage = await choose(prompt, '[i]n, [o]ut, or [d]eferred? ', triages);
    if (triage === undefined) return false;
    const { refused } = await askHere(engine, ports, { type: 'triage-finding', finding, triage }, who);
    if (refused !== undefined) terminal.note(refused);
    if (refused !== undefined) return false;
  }
  return true;
}

async function decide(
  { engine, ports, who, terminal }: Conversation,
  gate: Gate,
  verdict: Verdict,
  answers: Answers,
  prompt: Prompt,
): Promise<Asked> {
  const needsReason = missingFor(verdict, engine.state, gate, { note: '', answers, comments: [] });
  const isNote = needsReason.some(({ field }) => field === 'note');
  const note = isNote ? await words(prompt, 'Reason (kept in the record): ') : '';
  if (note === undefined) return 'left';
  const lacks = missingFor(verdict, engine.state, gate, { note, answers, comments: [] });
  const { refused } =
    lacks.length > 0
      ? { refused: missingText(lacks) }
      : await decideGate(engine, ports, { gate: gate.id, verdict, who, channel: 'cli', note, answers });
  if (refused === undefined) return 'acted';
  terminal.note(refused);
  return askAtGateAgain(prompt);
}

/** A refusal is read before the gate is shown again. */
async function askAtGateAgain(prompt: Prompt): Promise<Asked> {
  return (await prompt('Press Enter to look at it again. ')) === undefined ? 'left' : 'acted';
}

async function askStrategy(conversation: Conversation, prompt: Prompt): Promise<Asked> {
  const { engine, ports, who, terminal } = conversation;
  const failure: BoardSnapshot['adaptation'] = boardOf(engine.state, Date.now()).adaptation;
  if (failure === undefined || failure.proposal !== undefined) return 'left';
  const options = [
    ...failure.choices.map(({ strategy, title, does }) => ({ strategy, line: `${title}: ${does}` })),
    ...(failure.retry ? [{ strategy: undefined, line: failure.retryTitle }] : []),
  ];
  if (options.length === 0) return 'left';
  const numbers = options.map((_, index) => String(index + 1));
  await writeLines(terminal, [
    '',
    failure.title,
    ...(failure.message === '' ? [] : [`  ${failure.message}`]),
    ...options.map(({ line }, index) => `  ${numbers[index]}  ${line}`),
  ]);
  const picked = await choose(prompt, `Which, 1 to ${options.length}, or [l]eave it for later? `, [
    ...numbers,
    'leave',
  ]);
  const option = options[numbers.indexOf(picked ?? '')];
  if (option === undefined) return 'left';
  const task =
    option.strategy === undefined || option.strategy === 'divide'
      ? ''
      : await pickTask(failure.tasks, terminal, prompt);
  const diagnosis = option.strategy === undefined ? '' : await prompt('Diagnosis for the agents (may be empty): ');
  if (task === undefined || diagnosis === undefined) return 'left';
  const { refused } =
    option.strategy === undefined
      ? await askHere(engine, ports, { type: 'retry-wave' }, who)
      : await askHere(engine, ports, { type: 'adapt', strategy: option.strategy, task, diagnosis }, who);
  if (refused === undefined) return 'acted';
  terminal.note(refused);
  return askAtGateAgain(prompt);
}

async function pickTask(
  tasks: readonly { readonly id: string; readonly title: string; readonly suspect: boolean }[],
  terminal: Terminal,
  prompt: Prompt,
): Promise<string | undefined> {
  const [only] = tasks;
  if (only === undefined || tasks.length === 1) return only?.id ?? '';
  const numbers = tasks.map((_, index) => String(index + 1));
  await writeLines(
    terminal,
    tasks.map(
      ({ id, title, suspect }, index) => `  ${numbers[index]}  ${id}: ${title}${suspect ? ' (likely cause)' : ''}`,
    ),
  );
  const picked = await choose(prompt, `About which task, 1 to ${tasks.length}? `, numbers);
  return picked === undefined ? undefined : tasks[numbers.indexOf(picked)]?.id;
}

/**
 * Asks until the answer is one of these words or numbers, or the beginning of exactly one of them: "abort" is not taken
 * for "approve" because both begin alike.
 * @returns undefined when the person left
 */
async function choose<Choice extends string>(
  prompt: Prompt,
  text: string,
  choices: readonly Choice[],
): Promise<Choice | undefined> {
  for (;;) {
    const given = (await prompt(text))?.trim().toLowerCase();
    if (given === undefined) return undefined;
    const exact = choices.find((choice) => choice === given);
    const begun = given === '' ? [] : choices.filter((choice) => choice.startsWith(given) && !/^\d/.test(choice));
    if (exact !== undefined) return exact;
    if (begun.length === 1) return begun[0];
  }
}

/** Asks until there is an answer. @returns undefined when the person left */
async function words(prompt: Prompt, text: string): Promise<string | undefined> {
  for (;;) {
    const given = await prompt(text);
    if (given === undefined || given.trim() !== '') return given?.trim();
  }
}
