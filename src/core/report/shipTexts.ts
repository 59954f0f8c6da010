import type { GateDraft } from '../model/gateDraft.ts';
import type { RunState } from '../model/state.ts';
import { approvedTexts, lowerAnswers, shipAnswers } from '../gates/shipAnswers.ts';
import { latestGate, shipRemote } from '../queries/runQueries.ts';
import { isStacked } from '../queries/stack.ts';
import { changelogEntry, pullRequestBody, pullRequestTitle } from './report.ts';
import { stackTexts } from './stackTexts.ts';
import type { StackText } from './stackTexts.ts';

/** Texts that leave with the result: as a person has edited them, else as they are written from the record. */
export interface ShipTexts {
  /** Absent where the plan asks for none, or there is no remote. */
  readonly pullRequest?: {
    readonly title: string;
    readonly body: string;
    /** Whether the body is a person's, so that it need not contain the record. */
    readonly edited: boolean;
    /** Whether the title is. */
    readonly retitled?: boolean;
  };
  /** Requests of the waves below it, the bottom first; absent where one request holds the whole run. */
  readonly below?: readonly StackText[];
  /** Absent where the plan names no changelog. */
  readonly changelog?: { readonly file: string; readonly entry: string };
}

/** @param answers at the ship gate; those of its approvals when left out */
export function shipTexts(
  state: RunState,
  answers: GateDraft['answers'] = approvedTexts(latestGate(state, 'ship') ?? {}),
): ShipTexts {
  const { ship } = state.plan.plan;
  const title = given(answers, shipAnswers.title);
  const body = given(answers, shipAnswers.body);
  const below = isStacked(state) ? [...stackTexts(state, writtenBody(state))] : [];
  const top = below.pop();
  return {
    ...(ship.pr &&
      shipRemote(state) !== undefined && {
        pullRequest: {
          title: title ?? top?.title ?? pullRequestTitle(state),
          body: body ?? top?.body ?? writtenBody(state),
          edited: body !== undefined,
          ...(title === undefined ? {} : { retitled: true }),
        },
      }),
    ...(below.length > 0 && { below: below.map((text) => asEdited(text, answers)) }),
    ...(ship.changelog !== undefined && {
      changelog: { file: ship.changelog, entry: given(answers, shipAnswers.changelog) ?? changelogEntry(state) },
    }),
  };
}

function asEdited(text: StackText, answers: GateDraft['answers']): StackText {
  const names = lowerAnswers(text.request.wave);
  const [title, body] = [given(answers, names.title), given(answers, names.body)];
  if (title === undefined && body === undefined) return text;
  return { ...text, title: title ?? text.title, body: body ?? text.body, edited: true };
}

/**
 * Pull request of one wave, as it would be sent.
 *
 * @param wave of a request below the last one; without it the last one, or the only one
 * @returns undefined where there is none
 */
export function pullRequestOf(
  { pullRequest, below = [] }: ShipTexts,
  wave?: string,
): { readonly title: string; readonly body: string } | undefined {
  return wave === undefined ? pullRequest : below.find(({ request }) => request.wave === wave);
}

/**
 * The answers that stand for texts: an empty one where a text is what would be written anyway.
 *
 * @param wave that the texts of a pull request belong to, as for `pullRequestOf`
 */
export function answersFor(
  state: RunState,
  texts: { readonly title?: string; readonly body?: string; readonly changelog?: string },
  wave?: string,
): GateDraft['answers'] {
  const written = shipTexts(state, {});
  const names = wave === undefined ? shipAnswers : lowerAnswers(wave);
  const plain = pullRequestOf(written, wave);
  const answers: Record<string, string> = {};
  const put = (name: string, text: string | undefined, usual: string | undefined): void => {
    if (text !== undefined) answers[name] = text.trim() === usual?.trim() ? '' : text.trimEnd();
  };
  put(names.title, texts.title, plain?.title);
  put(names.body, texts.body, plain?.body);
  put(shipAnswers.changelog, texts.changelog, written.changelog?.entry);
  return answers;
}

/** A pull request as one Markdown document: its title as the first heading, then its text. */
export function pullRequestDocument({ title, body }: { readonly title: string; readonly body: string }): string {
  return `# ${title}\n\n${body.trimEnd()}\n`;
}

/**
 * The inverse of `pullRequestDocument`. A document without any text stands for what would be written.
 * @returns undefined for a document that does not begin with a title
 */
export function readPullRequestDocument(text: string): { readonly title: string; readonly body: string } | undefined {
  // Editors on Windows leave a mark at the beginning, and other line endings.
  const plain = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  if (plain.trim() === '') return { title: '', body: '' };
  const [, title, body = ''] = /^\s*#[ \t]+(\S.*?)[ \t]*(?:\n([\s\S]*))?$/.exec(plain) ?? [];
  return title === undefined ? undefined : { title, body: body.replace(/^\s*\n/, '').trimEnd() };
}

function writtenBody(state: RunState): string {
  const closes = state.plan.plan.ship.pullRequest.issues.map((issue) => `Closes ${issue}`).join('\n');
  return closes === '' ? pullRequestBody(state) : `${closes}\n\n${pullRequestBody(state)}`;
}

function given(answers: GateDraft['answers'], name: string): string | undefined {
  const text = answers[name] ?? '';
  return text.trim() === '' ? undefined : text;
}
