import type { Decision, Gate } from '../model/gate.ts';
import type { Missing } from '../model/missing.ts';

/** Names of the answers at a ship gate that replace what would be written otherwise; an empty one replaces nothing. */
export const shipAnswers = { title: 'pull-request-title', body: 'pull-request', changelog: 'changelog' } as const;

/** Names of the answers for the pull request of a wave below the last one, where each wave has its own. */
export function lowerAnswers(wave: string): { readonly title: string; readonly body: string } {
  return { title: `${shipAnswers.title}/${wave}`, body: `${shipAnswers.body}/${wave}` };
}

/** Words for what such an answer replaces; undefined for the name of any other answer. */
export function shipAnswerWords(name: string): string | undefined {
  if (name === shipAnswers.changelog) return 'the changelog entry';
  const [kind = '', wave] = splitAt(name, '/');
  const of = wave === undefined ? '' : ` of wave ${wave}`;
  if (kind === shipAnswers.title) return `the title of the pull request${of}`;
  return kind === shipAnswers.body ? `the text of the pull request${of}` : undefined;
}

function splitAt(name: string, mark: string): readonly [string, string?] {
  const at = name.indexOf(mark);
  return at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}

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
  const objections: Missing[] = [];
  for (const [name, given] of Object.entries(textsIn(answers))) {
    const words = (shipAnswerWords(name) ?? name).replace(/^the /, 'The ');
    const [kind] = splitAt(name, '/');
    if (kind === shipAnswers.title && (given.length > longestTitle || /[\r\n]/.test(given))) {
      const text = `${words} has to be one line of at most ${longestTitle} characters: shorten it.`;
      objections.push({ field: 'answers', names: [name], text });
    }
    if (kind === shipAnswers.body && given.length > longestBody) {
      const text = `${words} has ${given.length} characters, and hosts take ${longestBody}: shorten it.`;
      objections.push({ field: 'answers', names: [name], text });
    }
  }
  const before = approvedTexts(gate);
  for (const [name, text] of Object.entries(textsIn(answers))) {
    if ((before[name] ?? text) === text) continue;
    const who = gate.approvals?.find((approval) => (approval.answers?.[name] ?? '') !== '')?.who ?? 'Somebody';
    const differs = `${who} has approved ${shipAnswerWords(name) ?? name} in other words. Approve without changing it, or reject the gate and say what should change.`;
    objections.push({ field: 'answers', names: [name], text: differs });
  }
  return objections;
}

function textsIn(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([name, text]) => shipAnswerWords(name) !== undefined && text !== ''),
  );
}
