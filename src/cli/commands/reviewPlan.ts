import path from 'node:path';
import { findSigner, here } from '../../compose/cli.ts';
import { composeRun } from '../../compose/composeRun.ts';
import type { PlanReview } from '../../core/model/planReview.ts';
import { openGaps, reviewAsAWhole } from '../../core/planReview/shownGaps.ts';
import { summaryOf } from '../../core/planReview/summary.ts';
import type { ReviewNews } from '../../engine/draft/reviewPlan.ts';
import { planReviewOf, reviewPlan as askForReview, settleGaps, writeTaken } from '../../runs/planning/planReview.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { readPlan } from '../shared/planFile.ts';
import type { ReadPlan } from '../shared/planFile.ts';
import type { Terminal } from '../shared/terminal.ts';
import { writeJson, writeText } from '../shared/terminal.ts';
import { repositoryAt } from '../../git/place/repositoryAt.ts';
import { commandWord } from '../../util/commandWord.ts';

export const reviewPlan = defineCommand({
  name: 'review-plan',
  usage: 'PLAN [--agent NAME …] [--afresh] | PLAN --show | PLAN [--take N …] [--dismiss N=WHY …]',
  summary: 'Have two read-only agents read a plan as a staff engineer would; the same command has them look again.',
  details: [
    '--agent NAME  a reviewer: an agent of the plan, or a driver (claude, codex, …); twice for two; default: two different',
    '              models of the plan or of what is installed, else one agent with two dispositions',
    '--afresh  begin with new conversations; what was said before is kept in a file',
    '--show  print what is there, without asking anybody',
    '--take N  make the edit that gap N proposes, in PLAN',
    '--dismiss N=WHY  leave gap N as it is, with a reason that the plan gate shows',
    'Nothing is approved by it, and the score opens nothing: the plan gate of a run shows score and open gaps, and a person signs off.',
  ],
  options: {
    ...placeOptions,
    agent: { type: 'string', multiple: true },
    afresh: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    take: { type: 'string', multiple: true },
    dismiss: { type: 'string', multiple: true },
  },
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const { take = [], dismiss = [], agent = [] } = values;
    const settling = take.length + dismiss.length > 0;
    if (Number(settling) + Number(values.show === true) + Number(agent.length > 0 || values.afresh === true) > 1) {
      throw new CliError('usage', 'Take and dismiss, show, or have it reviewed: one at a time.');
    }
    if (agent.length > 2) throw new CliError('usage', 'Two reviewers read a plan: give --agent at most twice.');
    const read = await readPlan(terminal, file);
    const { checkout } = await repositoryAt(path.dirname(read.path));
    if (checkout === undefined) {
      throw new CliError('usage', `${file} lies in no checkout. Move it into the repository that it is for.`);
    }
    const composed = await composeRun({
      ...placeOf(terminal, values),
      folder: checkout,
      planPath: read.path,
      signer: await findSigner(undefined, terminal.env),
    });
    await composed.requirePlaces();
    if (settling) {
      const wanted = { take: take.map(numberOf), dismiss: dismiss.map(dismissalOf) };
      const { review, source } = await settleGaps(
        read.path,
        wanted,
        composed,
        await here.personAt(checkout),
        read.source,
      );
      await writeTaken(read.path, read.source, source);
      await print(terminal, values.json === true, { ...read, source }, review);
      return exitCodes.done;
    }
    if (values.show === true) {
      const review = await planReviewOf(composed);
      if (review === undefined)
        throw new CliError('no', `${file} has not been reviewed yet: wavegate review-plan ${commandWord(file)}`);
      await print(terminal, values.json === true, read, review);
      return exitCodes.done;
    }
    const preferred = terminal.env['WAVEGATE_AGENT'];
    const wish = {
      planPath: read.path,
      agents: agent,
      afresh: values.afresh === true,
      ...(preferred === undefined || preferred === '' ? {} : { preferred }),
    };
    const asked = askForReview(wish, composed, here, (news) => tell(terminal, news), terminal.interrupted);
    const { review, notes } = await asked.catch((error: unknown) => {
      if (terminal.interrupted.aborted) return { review: undefined, notes: [] };
      throw error;
    });
    if (review === undefined) return exitCodes.interrupted;
    notes.forEach((note) => terminal.note(note));
    await print(terminal, values.json === true, read, review);
    return exitCodes.done;
  },
});

function numberOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new CliError('usage', `"${text}" is not the number of a gap. \`--show\` lists them.`);
}

function dismissalOf(text: string): { readonly gap: number; readonly why: string } {
  const at = text.indexOf('=');
  if (at < 0)
    throw new CliError('usage', `Write --dismiss ${text}=WHY: the reason is shown where the plan is approved.`);
  return { gap: numberOf(text.slice(0, at)), why: text.slice(at + 1) };
}

function tell(terminal: Terminal, news: ReviewNews): void {
  if (news.kind === 'reading') terminal.note('Reading the repository…');
  if (news.kind === 'asked') terminal.note(`${news.agent} reads the plan (pass ${news.pass}). It may only read.`);
  if (news.kind === 'ended')
    terminal.note(`${news.agent} has ended${news.failed === undefined ? '.' : `: ${news.failed}`}`);
}

/** Open gaps as diagnostics, each with its edit as a difference, and what reviewers say of the whole. */
async function print(terminal: Terminal, json: boolean, { file, source }: ReadPlan, review: PlanReview): Promise<void> {
  const open = openGaps(review, source);
  if (json) {
    await writeJson(terminal, { file, ...summaryOf(review), open, gaps: review.gaps });
    return;
  }
  for (const { gap, kind, by, title, detail, line, edit, remarks } of open) {
    const lines = [
      `${file}:${line}: gap ${gap}, ${kind}: ${title} (${by})`,
      ...(detail === '' ? [] : detail.split('\n').map((each) => `    ${each}`)),
      ...(edit === undefined ? [] : editLines(edit.find, edit.replace)),
      ...remarks.map((remark) => `    ${remark}`),
      `    ${edit === undefined ? '' : `--take ${gap}, or `}--dismiss ${gap}=WHY`,
    ];
    await writeText(terminal, `${lines.join('\n')}\n`);
  }
  for (const line of reviewAsAWhole(review, source)) terminal.note(line);
}

function editLines(find: string, replace: string): readonly string[] {
  const marked = (mark: string, text: string): readonly string[] =>
    text === '' ? [] : text.split('\n').map((line) => `    ${mark}${line}`);
  return [...marked('-', find), ...marked('+', replace)];
}
