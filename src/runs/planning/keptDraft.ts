import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judgeDraft } from '../../core/draft/judgeDraft.ts';
import { askedFacts } from '../../core/planRules/check/askedFacts.ts';
import { checkPlan, draftOf, repositoryOf } from '../../core/planRules/check/checkPlan.ts';
import { openPlan } from '../../core/planText/document/planDocument.ts';
import { hunksBetween, takeHunks } from '../../core/text/planHunks.ts';
import type { Hunk } from '../../core/text/planHunks.ts';
import { RunError } from '../../engine/runError.ts';
import { parseJson, recordOf } from '../../util/records.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** A draft in the state folder, beside the plan it is to take the place of. */
export interface KeptDraft {
  /** Name of its folder among those of the runs. */
  readonly run: string;
  /** The plan file, from the root of the repository. */
  readonly file: string;
  /** Text of the plan file that its hunks lead on from; empty where there was none. */
  readonly before: string;
  /** The draft as its file has it now: a person may have edited it. */
  readonly source: string;
  readonly summary: string;
  /** Time when it was drafted, in epoch milliseconds. */
  readonly at: number;
  /** Its file. Absolute. */
  readonly kept: string;
}

type Layout = Pick<ComposedEngine['layout'], 'runFolder' | 'runsFolder'>;
type Services = Pick<WorkerServices, 'planFacts'>;

const textName = 'draft.yaml';
const aboutName = 'draft.json';

/** Keeps a draft. @returns its file, absolute */
export async function keepDraft(layout: Layout, draft: Omit<KeptDraft, 'kept'>): Promise<string> {
  const folder = layout.runFolder(draft.run);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = path.join(folder, textName);
  await writeFile(kept, draft.source);
  await writeAbout(folder, draft);
  return kept;
}

async function writeAbout(folder: string, draft: Omit<KeptDraft, 'kept'>): Promise<void> {
  const { file, before, summary, at } = draft;
  await writeFile(path.join(folder, aboutName), JSON.stringify({ file, before, summary, at }));
}

/** The newest draft of a plan file; undefined where there is none. @param file from the root of the repository */
export async function latestDraft(layout: Layout, file: string): Promise<KeptDraft | undefined> {
  const runs = await readdir(layout.runsFolder).catch((): readonly string[] => []);
  const found = await Promise.all(runs.map((run) => readDraft(path.join(layout.runsFolder, run), run)));
  return found
    .filter((draft) => draft?.file === file)
    .reduce((latest, draft) => ((draft?.at ?? 0) > (latest?.at ?? 0) ? draft : latest), undefined);
}

async function readDraft(folder: string, run: string): Promise<KeptDraft | undefined> {
  const kept = path.join(folder, textName);
  const about = await readFile(path.join(folder, aboutName), 'utf8').catch(() => undefined);
  const source = about === undefined ? undefined : await readFile(kept, 'utf8').catch(() => undefined);
  if (about === undefined || source === undefined) return undefined;
  const { file, before, summary, at } = recordOf(parseJson(about));
  if (typeof file !== 'string' || typeof before !== 'string' || typeof at !== 'number') return undefined;
  return { run, file, before, source, summary: typeof summary === 'string' ? summary : '', at, kept };
}

/** Changes of a kept draft that have not been taken. */
export function hunksOfDraft({ before, source }: Pick<KeptDraft, 'before' | 'source'>): readonly Hunk[] {
  return hunksBetween(before, source);
}

/** Most single hunks that are tried to find the one that is lacking. */
const mostTried = 40;

/**
 * The plan with some hunks of a draft. Nothing is written.
 *
 * @param planPath the plan file. Absolute
 * @param numbers of the hunks, or all of them
 * @param done waves that are committed
 * @throws RunError `plan` for a hunk that there is not, and where the plan would not be valid: with its mistakes, and the hunk
 *   that mends them if there is one
 */
export async function planWith(
  { before, source }: Pick<KeptDraft, 'before' | 'source'>,
  planPath: string,
  numbers: readonly number[] | 'all',
  services: Services,
  done: readonly string[] = [],
): Promise<string> {
  const hunks = hunksBetween(before, source);
  if (hunks.length === 0) throw new RunError('plan', 'The plan is as the draft has it: there is nothing left to take.');
  const chosen = numbers === 'all' ? hunks.map(({ number }) => number) : numbers;
  const other = chosen.find((number) => hunks.every((hunk) => hunk.number !== number));
  if (other !== undefined) {
    const there = hunks.length === 1 ? 'one hunk, 1' : `hunks 1 to ${hunks.length}`;
    throw new RunError('plan', `The draft has no hunk ${other}: it has ${there}.`);
  }
  if (chosen.length === 0) throw new RunError('plan', 'No hunk was named, so nothing was taken.');
  const taken = new Set(chosen);
  const check = (text: string): Promise<readonly string[]> => mistakesIn(text, before, planPath, services, done);
  const text = takeHunks(before, source, taken);
  const wrong = await check(text);
  if (wrong.length === 0) return text;
  const more = wrong.length > 3 ? ` And ${wrong.length - 3} more.` : '';
  const named = `${wrong.slice(0, 3).join(' ')}${more}`;
  if (taken.size === hunks.length) throw new RunError('plan', `The draft is not valid: ${named}`);
  const which = taken.size === 1 ? `hunk ${chosen.join('')}` : `hunks ${chosen.join(', ')}`;
  const lacking = hunks.filter(({ number }) => !taken.has(number)).slice(0, mostTried);
  for (const { number } of lacking) {
    if ((await check(takeHunks(before, source, new Set([...taken, number])))).length > 0) continue;
    throw new RunError(
      'plan',
      `With ${which} alone the plan would not be valid: ${named} Take hunk ${number} with it.`,
    );
  }
  throw new RunError('plan', `With ${which} alone the plan would not be valid: ${named}`);
}

/** Mistakes that the plan did not have before, for people. */
export async function mistakesIn(
  source: string,
  before: string,
  planPath: string,
  services: Services,
  done: readonly string[] = [],
): Promise<readonly string[]> {
  const plan = before.trim() === '' ? undefined : draftOf(openPlan(before));
  const judged = async (text: string): Promise<readonly string[]> => {
    const document = openPlan(text);
    const checked = checkPlan(document, repositoryOf(await services.planFacts(planPath, askedFacts(document))));
    return judgeDraft(text, checked, plan === undefined ? undefined : { plan, done }).wrong;
  };
  const wrong = await judged(source);
  if (wrong.length === 0 || before.trim() === '') return wrong;
  const there = new Set((await judged(before)).map(withoutLine));
  return wrong.filter((text) => !there.has(withoutLine(text)));
}

function withoutLine(text: string): string {
  return text.replace(/^line \d+, /, '');
}

/**
 * Writes a plan with hunks of a draft, and keeps the other hunks for later.
 * @throws RunError `plan` where the file is not as it was when the draft was made
 */
export async function writeTaken(draft: KeptDraft, planPath: string, text: string): Promise<void> {
  const now = await readFile(planPath, 'utf8').catch(() => '');
  if (now !== draft.before) {
    throw new RunError(
      'plan',
      `${path.basename(planPath)} has changed since it was drafted, so nothing was taken. The draft is kept in ${draft.kept}: draft again, or take over by hand what is still right.`,
    );
  }
  await mkdir(path.dirname(planPath), { recursive: true });
  await writeFile(planPath, text);
  await markTaken(draft.kept, text);
}

/** Remembers that a plan file has taken from a draft. @param kept file of the draft; nothing happens where it is none */
export async function markTaken(kept: string, text: string): Promise<void> {
  const folder = path.dirname(kept);
  const draft = await readDraft(folder, path.basename(folder));
  if (draft !== undefined) await writeAbout(folder, { ...draft, before: text });
}
