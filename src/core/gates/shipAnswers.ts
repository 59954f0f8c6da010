import type { Decision, Gate } from '../model/gate.ts';
import type { Missing } from '../model/missing.ts';

/** Names of the answers at a ship gate that replace what would be written otherwise; an empty one replaces nothing. */
export const shipAnswers = { title: 'pull-request-title', body: 'pull-request', changelog: 'changelog' } as const;

/** Names of these answers, and the words for what each replaces. */
export const shipAnswerWords: Readonly<Record<string, string>> = {
  [shipAnswers.title]: 'the title of the pull request',
  [shipAnswers.body]: 'the text of the pull request',
  [shipAnswers.changelog]: 'the changelog entry',
};

/** Characters that the hosts of pull requests take: GitHub 65,536. The rest is for the title above it, opened by hand. */
export const longestBody = 65_000;
export const longestTitle = 250;

type Answers = NonNullable<Decision['answers']>;

/** Texts that the approvals of a gate have brought, the first of each: later ones are about the same, or refused. */
export function approvedTexts({ approvals = [], decision }: Pick<Gate, 'approvals' | 'decision'>): Answers {
  const given = [...approvals, ...(decision === undefined ? [] : [decision])];
  return given.reduceRight<Answers>((texts, { answers = {} }) => ({ ...texts, ...textsIn(answers) }), {});
}

/** Reasons why a ship gate cannot be approved with these answers. */
export function shipTextObjections(gate: Pick<Gate, 'approvals'>, answers: Answers): readonly Missing[] {
  const title = answers[shipAnswers.title] ?? '';
  const body = answers[shipAnswers.body] ?? '';
  const objections: Missing[] = [];
  if (title.length > longestTitle || /[\r\n]/.test(title)) {
    const text = `The title of the pull request has to be one line of at most ${longestTitle} characters: shorten it.`;
    objections.push({ field: 'answers', names: [shipAnswers.title], text });
  }
  if (body.length > longestBody) {
    const text = `The text of the pull request has ${body.length} characters, and hosts take ${longestBody}: shorten it.`;
    objections.push({ field: 'answers', names: [shipAnswers.body], text });
  }
  const before = approvedTexts(gate);
  for (const [name, text] of Object.entries(textsIn(answers))) {
    if ((before[name] ?? text) === text) continue;
    const who = gate.approvals?.find((approval) => (approval.answers?.[name] ?? '') !== '')?.who ?? 'Somebody';
    const differs = `${who} has approved ${shipAnswerWords[name] ?? name} in other words. Approve without changing it, or reject the gate and say what should change.`;
    objections.push({ field: 'answers', names: [name], text: differs });
  }
  return objections;
}

function textsIn(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([name, text]) => shipAnswerWords[name] !== undefined && text !== ''),
  );
}
