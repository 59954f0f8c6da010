import { shipAnswerWords } from '../gates/shipAnswers.ts';
import { gateSpecs } from '../gates/specs/gateSpecs.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { count } from '../words/labels.ts';
import { commentPlace } from '../words/commentPlace.ts';

/** `brief`: answers about many files are counted instead of listed. */
export type Detail = 'full' | 'brief';

/** Answers that a brief record still lists. */
const fewAnswers = 8;

/** Decision at one gate as a line of Markdown: by whom, when, on which answers, and whether it was voided. */
export function decisionLine(state: RunState, gate: Gate, detail: Detail): string {
  const named = gate.name ?? gate.kind;
  const subject = gate.wave === undefined ? named : `${named} of wave ${gate.wave}`;
  const voided = gate.voided === undefined ? '' : ` — voided: ${gate.voided}`;
  if (!gate.decision && gate.restsOn !== undefined)
    return `- ${subject}: rests on the decision at ${gate.restsOn}${voided}`;
  if (!gate.decision) return `- ${subject}: ${undecided(gate)}`;
  const { verdict, who, channel, at, note, answers, comments = [] } = gate.decision;
  const said = [
    note,
    ...answerWords(Object.entries(answers ?? {}).filter(isSaidHere), detail, questionsAt(state, gate)),
    ...editedWords(answers),
    ...comments.map((comment) => `${commentPlace(comment)}: ${comment.text}`),
  ].filter((text) => text !== '');
  const words = said.length > 0 ? ` — ${said.join('; ')}` : '';
  const earlier = (gate.approvals ?? []).slice(0, -1).map((given) => given.who);
  const also = verdict === 'approved' && earlier.length > 0 ? `, after ${earlier.join(', ')}` : '';
  return `- ${subject}: ${verdict} by ${who} (${channel})${also} at ${new Date(at).toISOString()}${words}${voided}`;
}

/** A gate that nobody decided. What it was about may have changed before. */
function undecided({ status, voided }: Gate): string {
  if (voided === undefined) return status === 'pending' ? 'not decided yet' : status;
  return `not decided, taken back: ${voided}`;
}

/** Texts of a gate's questions, by the names of their answers. */
function questionsAt(state: RunState, gate: Gate): ReadonlyMap<string, string> {
  const { questions, ownTesting } = gateSpecs[gate.kind];
  const texts = new Map((questions?.(state, gate) ?? []).map(({ id, text }) => [id, text]));
  return ownTesting === undefined ? texts : texts.set(ownTesting, 'Tested by hand:');
}

/** Texts that a person has written at the ship gate are where they went, and too long for a line. */
function isSaidHere([name]: readonly [string, string]): boolean {
  return shipAnswerWords(name) === undefined;
}

function editedWords(answers: NonNullable<Gate['decision']>['answers'] = {}): readonly string[] {
  const edited = Object.entries(answers).flatMap(([name, text]) => (text === '' ? [] : (shipAnswerWords(name) ?? [])));
  return edited.length === 0 ? [] : [`edited by hand: ${edited.join(', ')}`];
}

function answerText(answer: string): string {
  return answer === 'not-ok' ? 'not OK' : answer;
}

function answerWords(
  answers: readonly (readonly [string, string])[],
  detail: Detail,
  questions: ReadonlyMap<string, string>,
): readonly string[] {
  if (detail === 'full' || answers.length <= fewAnswers) {
    return answers.map(([key, answer]) => `${questions.get(key) ?? `${key}:`} ${answerText(answer)}`);
  }
  const counts = new Map<string, number>();
  for (const [, answer] of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts].map(([answer, times]) => `${count(times, 'file')}: ${answerText(answer).slice(0, 80)}`);
}
