import { code, entry, fence, oneLine, paragraph } from '../directive/contain.ts';
import { planReviewHandoff } from '../directive/reviewHandoffs.ts';
import { directiveText, mergeGate } from '../directive/sections.ts';
import type { Section } from '../directive/sections.ts';
import type { PlanGap } from '../model/planReview.ts';
import { unifiedDiff } from '../text/lineDiff.ts';

export interface ReviewDirectiveRequest {
  readonly session: string;
  readonly run: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly reviewer: string;
  readonly disposition: string;
  /** Path of the plan, from the repository root. */
  readonly file: string;
  readonly source: string;
  /** Markdown; see renderDigest. */
  readonly digest: string;
  /** With it, the reviewer looks again: the text it read last, and all gaps with what became of them. */
  readonly before?: { readonly source: string; readonly gaps: readonly PlanGap[] };
}

/** The complete prompt of a reviewer that reads a plan as a staff engineer would, the first time or again. */
export function renderReviewDirective(request: ReviewDirectiveRequest): string {
  const { session, run, repository, branch, base, reviewer, disposition, file, source, digest, before } = request;
  return directiveText(
    { session, run, repository, branch, base, kind: 'review-plan', reviewer },
    'Review a plan',
    before === undefined
      ? 'Agents are going to carry out this plan in this repository, wave by wave, without asking anybody. Read it first, as the staff engineer who will be called when it goes wrong. Another reviewer reads it with another disposition. You report, and change nothing; a person decides about each of your edits.'
      : 'You have reviewed this plan before, and people have worked on it since. Look again. You report, and change nothing.',
    [
      { title: 'Disposition', body: paragraph(disposition) },
      ...(before === undefined ? [] : [sinceThen(before, source, file)]),
      {
        title: 'The plan',
        body: `The text of ${code(file)}, each line with its number:\n\n${fence(numbered(source), 'text')}`,
      },
      { title: 'What to judge', body: judged },
      ...(before === undefined ? [{ title: 'The repository', body: digest }] : []),
      {
        title: 'Constraints',
        body: [
          '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
          '- Look into the code before you say that something of it is missing or otherwise.',
          '- One gap is one thing that a person can decide about. Prefer an edit of the plan to advice.',
          "- `agents`, `gates`, `budget`, `worktree`, `git`, `ship` and what is out of scope are the person's to set: name a gap in them, and propose no edit.",
          '- Praise closes no gap and finding nothing is a result: then `gaps` is an empty list.',
        ].join('\n'),
      },
      planReviewHandoff(reviewer),
      mergeGate,
    ],
  );
}

const judged = [
  'Give an explicit assessment: what is solid, what is ambiguous, what is missing, what is risky, and whether you would let the team begin with it as it is written. Then propose edits of its text: add, remove, reorder or sharpen, until it is fit to be carried out. Look at:',
  '',
  '1. Failure modes: what happens when a step fails halfway, is deployed in part, times out or is run twice; what is noticed too late or by nobody; where there is no way back.',
  '2. Order: what needs something that comes later, what could come earlier, what must not happen at the same time.',
  '3. Ownership: files, decisions and follow-ups that nobody owns, or two do.',
  '4. Perfect people: steps that only work if somebody remembers, reads closely, is at hand or never errs, and hand-overs that lose something.',
  '5. Proof: statements of the definition of done that cannot be shown to be false, and commands that would be green although the objective is not met.',
  '6. The plan against this repository: names, paths, commands and assumptions that the code contradicts.',
].join('\n');

function sinceThen(
  { source, gaps }: NonNullable<ReviewDirectiveRequest['before']>,
  now: string,
  file: string,
): Section {
  const changes = unifiedDiff(source, now, file);
  return {
    title: 'Since you looked last',
    body: [
      changes === '' ? 'The text of the plan has not changed.' : `The plan has changed:\n\n${fence(changes, 'diff')}`,
      '',
      "These are the gaps so far, yours and the other reviewer's, with what became of them:",
      '',
      ...(gaps.length === 0 ? ['- none'] : gaps.map((gap) => entry('-', gapText(gap)))),
      '',
      'Say in `earlier` of each open gap whether the plan has closed it. Put only what is new into `gaps`: what the changes have broken, and what you had not seen. What was dismissed stays so unless its reason is wrong.',
    ].join('\n'),
  };
}

function gapText({ gap, kind, title, detail, status, why }: PlanGap): string {
  const became = why === undefined ? status : `${status}: ${oneLine(why)}`;
  return `Gap ${gap} (${kind}, ${became}): ${oneLine(title)}${detail === '' ? '' : `\n${detail}`}`;
}

function numbered(source: string): string {
  const lines = source.trimEnd().split(/\r?\n/);
  const width = String(lines.length).length;
  return lines.map((line, index) => `${String(index + 1).padStart(width)}  ${line}`).join('\n');
}

/** Notes for a reviewer whose conversation cannot be continued: the first directive, and its last answer. */
export function reviewHandOver(directive: string, handoff: string | undefined): string {
  return [
    '# What you were asked first',
    '',
    fence(directive, 'markdown'),
    '',
    '# Your last answer',
    '',
    handoff === undefined ? 'There was none.' : fence(handoff, 'json'),
    '',
  ].join('\n');
}
