import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findSigner, here } from '../../compose/cli.ts';
import { composeRun } from '../../compose/composeRun.ts';
import { committedOf, offerDraft } from '../../runs/planning/draft.ts';
import { hunksOfDraft, latestDraft, markTaken, planWith, writeTaken } from '../../runs/planning/keptDraft.ts';
import type { KeptDraft } from '../../runs/planning/keptDraft.ts';
import type { ComposedEngine } from '../../runs/shared/composedEngine.ts';
import { count } from '../../core/words/labels.ts';
import type { DraftPart } from '../../core/draft/draftPart.ts';
import { unifiedDiff } from '../../core/text/lineDiff.ts';
import type { DraftNews } from '../../engine/draft/draftPlan.ts';
import { repositoryAt } from '../../git/place/repositoryAt.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import type { ExitCode } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import type { Terminal } from '../shared/terminal.ts';
import { writeJson, writeText } from '../shared/terminal.ts';
import { commandWord } from '../../util/commandWord.ts';

export const draft = defineCommand({
  name: 'draft',
  usage:
    'PLAN [--goal TEXT | --from FILE | --remedy RUN] [--split TASK | --wave | --findings ID,…] [--agent NAME] [--write] | PLAN --show | PLAN --take N,…',
  summary: 'Have a read-only agent draft a plan, or the next version of one, and show it as a diff.',
  details: [
    '--goal TEXT  what is to be true after the change, in a sentence or two; default: `goal` of the plan',
    '--from FILE  a file that says what is wanted: a specification, a list of tasks or findings, in Markdown; default: `spec`',
    '--remedy RUN  change the plan because of what validators found in it ahead of the next launch of RUN',
    '--split TASK  only split this task; --goal says how, if you like',
    '--wave  only add a wave; --goal says what for',
    '--findings ID,…  only add tasks for these findings, of the plan or of its last run',
    '--agent NAME  the planner: an agent of the plan, or a driver (claude, codex, …); default: the first agent of the',
    '              plan, else WAVEGATE_AGENT, else the only one installed',
    '--write  write the draft to PLAN, unless it has errors or PLAN has changed meanwhile; without it only the diff is shown.',
    '         With nothing that says what is wanted: take the last draft of PLAN, and draft nothing',
    '--show  the last draft of PLAN again, hunk by hunk, as far as it is not taken',
    '--take N,…  take only these hunks of the last draft, if the plan stays valid; the others are kept',
    'Findings that the last run of the plan has marked in go to the planner. Nothing is approved by drafting.',
  ],
  options: {
    ...placeOptions,
    goal: { type: 'string' },
    from: { type: 'string' },
    remedy: { type: 'string' },
    split: { type: 'string' },
    wave: { type: 'boolean', default: false },
    findings: { type: 'string' },
    agent: { type: 'string' },
    write: { type: 'boolean', default: false },
    show: { type: 'boolean', default: false },
    take: { type: 'string' },
  },
  arguments: [1, 1],
  async run({ values, positionals: [file = ''], terminal }) {
    const part = partOf(values);
    const planPath = path.resolve(terminal.folder, file);
    await mkdir(path.dirname(planPath), { recursive: true });
    const { checkout } = await repositoryAt(path.dirname(planPath));
    if (checkout === undefined) {
      throw new CliError(
        'usage',
        `${file} would lie in no checkout. Name a file in the repository that the plan is for.`,
      );
    }
    const composed = await composeRun({
      ...placeOf(terminal, values),
      folder: checkout,
      planPath,
      signer: await findSigner(undefined, terminal.env),
    });
    await composed.requirePlaces();
    const old = await keptWish(values, composed);
    if (old !== undefined) return showOrTake(old, file, planPath, composed, terminal, values.json === true);
    const preferred = terminal.env['WAVEGATE_AGENT'];
    const offered = await offerDraft(
      {
        planPath,
        goal: values.goal ?? '',
        ...(values.from === undefined ? {} : { from: path.resolve(terminal.folder, values.from) }),
        ...(values.remedy === undefined ? {} : { remedy: values.remedy }),
        ...(part === undefined ? {} : { part }),
        ...(values.agent === undefined ? {} : { agent: values.agent }),
        ...(preferred === undefined || preferred === '' ? {} : { preferred }),
      },
      composed,
      here,
      (news, run) => tell(terminal, news, run),
      terminal.interrupted,
    );
    if (terminal.interrupted.aborted) return exitCodes.interrupted;
    if ('failed' in offered) throw new CliError('no', offered.failed);
    const { source, before, wrong, advice, notes, summary, kept, rounds, base } = offered;
    const hunks = hunksOfDraft({ before, source });
    const shown = unifiedDiff(before, source, path.relative(checkout, planPath).split(path.sep).join('/'));
    const written = values.write === true && wrong.length === 0 && (await write(planPath, before, source));
    if (written) await markTaken(kept, source);
    if (values.json === true) {
      await writeJson(terminal, {
        file,
        base,
        rounds,
        summary,
        wrong,
        advice,
        notes,
        kept,
        written,
        diff: shown,
        source,
        hunks,
      });
    } else await writeText(terminal, shown);
    notes.forEach((note) => terminal.note(note));
    terminal.note(`${summary}${shown === '' ? ' The plan stays as it is.' : ''}`);
    for (const text of wrong) terminal.note(`Still wrong: ${text}`);
    for (const text of advice) terminal.note(`Review: ${text}`);
    terminal.note(outcome({ file, kept, written, wanted: values.write === true, isWrong: wrong.length > 0 }));
    return wrong.length > 0 || (values.write === true && !written) ? exitCodes.no : exitCodes.done;
  },
});

/** Request about the last draft, where nothing is to be drafted. */
interface KeptWish {
  readonly draft: KeptDraft;
  /** Default: it is shown. */
  readonly take?: readonly number[] | 'all';
}

/** @throws CliError `usage` where both a new draft and one there is are asked for; `no` where there is none */
async function keptWish(
  values: Readonly<Record<string, unknown>>,
  { layout, ports }: ComposedEngine,
): Promise<KeptWish | undefined> {
  const wanted = ['goal', 'from', 'remedy', 'split', 'findings', 'agent'].find((name) => values[name] !== undefined);
  const fresh = wanted ?? (values['wave'] === true ? 'wave' : undefined);
  const option = values['take'] !== undefined ? '--take' : values['show'] === true ? '--show' : undefined;
  if (option !== undefined && fresh !== undefined) {
    throw new CliError(
      'usage',
      `${option} is about the last draft, and --${fresh} asks for a new one. Give one of the two.`,
    );
  }
  if (option === undefined && (values['write'] !== true || fresh !== undefined)) return undefined;
  const draft = await latestDraft(layout, ports.planFile.file);
  if (draft === undefined && option === undefined) return undefined;
  if (draft === undefined) {
    throw new CliError(
      'no',
      `There is no draft of ${ports.planFile.file} yet. Have one made: wavegate draft PLAN --goal "…".`,
    );
  }
  if (option === '--show') return { draft };
  return { draft, take: typeof values['take'] === 'string' ? numbersIn(values['take']) : 'all' };
}

/** @throws CliError `usage` */
function numbersIn(text: string): readonly number[] | 'all' {
  if (text === 'all') return 'all';
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !/^[1-9]\d*$/.test(word));
  if (wrong === undefined) return words.map(Number);
  throw new CliError(
    'usage',
    `--take takes numbers of hunks, as in 1,3, or all, not ${JSON.stringify(wrong)}. --show lists them.`,
  );
}

/** Shows the hunks of a draft that are not taken, or takes some. */
async function showOrTake(
  { draft, take }: KeptWish,
  file: string,
  planPath: string,
  { ports }: ComposedEngine,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const now = await readFile(planPath, 'utf8').catch(() => '');
  // It may have been taken in an editor, or copied.
  const old = now === draft.source ? { ...draft, before: now } : draft;
  const done = await committedOf(ports.planFile.file, ports);
  const text = take === undefined ? undefined : await planWith(old, planPath, take, here, done);
  if (text !== undefined) await writeTaken(old, planPath, text);
  const left = hunksOfDraft({ before: text ?? old.before, source: old.source });
  const made = `the draft of ${new Date(old.at).toISOString()} (${old.kept})`;
  if (json) await writeJson(terminal, { file, kept: old.kept, at: old.at, written: text !== undefined, hunks: left });
  else if (text === undefined) await writeText(terminal, left.map((hunk) => `${hunk.text}\n`).join(''));
  if (text === undefined) {
    terminal.note(
      left.length === 0
        ? `All of ${made} is taken.`
        : `${count(left.length, 'hunk')} of ${made}. Take some: wavegate draft ${commandWord(file)} --take 1,…; all: --write`,
    );
  } else {
    const which =
      take === 'all' || take === undefined ? 'all hunks' : `${take.length === 1 ? 'hunk' : 'hunks'} ${take.join(', ')}`;
    const rest =
      left.length === 0
        ? ''
        : ` ${count(left.length, 'hunk')} left, numbered from 1 again: wavegate draft ${commandWord(file)} --show`;
    terminal.note(
      `Took ${which} of ${made}; nobody was asked to draft again. ${file} is a proposal until you approve it.${rest}`,
    );
  }
  return exitCodes.done;
}

/** @throws CliError `usage` where more than one part is named, or a part beside `--remedy` */
function partOf({
  split,
  wave,
  findings,
  remedy,
}: {
  readonly split?: string | undefined;
  readonly wave?: boolean | undefined;
  readonly findings?: string | undefined;
  readonly remedy?: string | undefined;
}): DraftPart | undefined {
  const parts: DraftPart[] = [
    ...(split === undefined ? [] : [{ kind: 'split', task: split } as const]),
    ...(wave === true ? [{ kind: 'wave' } as const] : []),
    ...(findings === undefined ? [] : [{ kind: 'findings', findings: idsIn(findings) } as const]),
  ];
  if (parts.length + (remedy === undefined ? 0 : 1) > 1) {
    throw new CliError(
      'usage',
      'Give one of --split, --wave, --findings and --remedy: a draft is about one part of a plan.',
    );
  }
  return parts[0];
}

function idsIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

/** @returns whether it was written: not over a file that somebody has changed since the planner read it */
async function write(planPath: string, before: string, source: string): Promise<boolean> {
  const now = await readFile(planPath, 'utf8').catch(() => '');
  if (now !== before) return false;
  await writeFile(planPath, source);
  return true;
}

interface Outcome {
  readonly file: string;
  readonly kept: string;
  readonly written: boolean;
  readonly wanted: boolean;
  readonly isWrong: boolean;
}

function outcome({ file, kept, written, wanted, isWrong }: Outcome): string {
  if (written)
    return `Written to ${file}. It is a proposal until you approve it: read it, then wavegate run ${commandWord(file)}`;
  const where = `The draft is kept in ${kept}.`;
  if (isWrong)
    return `The planner has corrected its plan as often as it may, and the above is still wrong. ${where} Correct it by hand, or draft again.`;
  if (wanted) return `${file} was changed while the plan was drafted, so it was not overwritten. ${where}`;
  return `${where} To take it: wavegate draft ${commandWord(file)} --write; hunk by hunk: wavegate draft ${commandWord(file)} --show.`;
}

function tell(terminal: Terminal, news: DraftNews, run: string): void {
  if (news.kind === 'reading') terminal.note('Reading the repository…');
  if (news.kind === 'asked' && news.epoch === 1)
    terminal.note(`A planner is at work (draft ${run}). It may only read.`);
  if (news.kind !== 'repairing') return;
  terminal.note(`The draft is not right yet; the planner corrects it (${news.round} of at most 3):`);
  for (const text of news.wrong) terminal.note(`  ${text}`);
}
