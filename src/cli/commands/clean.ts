import path from 'node:path';
import { count } from '../../core/words/labels.ts';
import { here } from '../../compose/cli.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import type { Runs } from '../../runs/find/findRuns.ts';
import { copyRecord, removeRecord } from '../../runs/record/retireRun.ts';
import type { Cleaned } from '../../git/worktrees/cleanRun.ts';
import { errorMessage } from '../../util/errors.ts';
import { cleanableRuns, cleanUp, hasLeftovers, leftoversText } from '../../runs/leftovers/cleanUp.ts';
import { isKept, keptOf, keptText, removeKept } from '../../runs/leftovers/keptWorktrees.ts';
import type { CleanableRun, CleanChoice } from '../../runs/leftovers/cleanUp.ts';
import type { Leftovers } from '../../git/work/leftovers.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf } from '../shared/place.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import { commandWord } from '../../util/commandWord.ts';

export const clean = defineCommand({
  name: 'clean',
  usage: '[RUN…] [--older DAYS] [--state-gone] [--kept] [--sessions] [--record DIR] [--warm] [--yes]',
  summary: 'List what runs that are over have left behind, with sizes; with --yes remove it. No work is lost.',
  details: [
    'Removed are worktrees and branches of sessions, and the branch of a run if another branch has its commits.',
    'Work that was not committed is committed first; all of it is kept under refs/wavegate/RUN/.',
    '--older DAYS  only runs in which nothing has happened for so long',
    '--state-gone  also runs whose record is not in the state folder: it was deleted, or they ran with another one',
    '--kept  remove what is kept under refs/wavegate/ as well, after writing it to a bundle in the state folder',
    '--sessions  remove what sessions printed as well; the record of the run stays',
    '--record DIR  move the whole record of the runs to DIR/RUN, as export writes it; import brings one back',
    '--warm  remove the worktrees, and what set-up has left, that are kept for later sessions as well (worktree.keep)',
    '--yes  do it; without it nothing is changed',
  ],
  options: {
    ...placeOptions,
    'state-gone': { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
    sessions: { type: 'boolean', default: false },
    older: { type: 'string' },
    record: { type: 'string' },
    warm: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
  },
  arguments: [0, 1000],
  async run({ values, positionals, terminal }) {
    const before = beforeOf(values.older);
    const runs = await findRuns(here, placeOf(terminal, values));
    const all = (await cleanableRuns(runs)).filter(({ lastAt }) => before === undefined || (lastAt ?? before) < before);
    const record = values.record === undefined ? undefined : path.resolve(terminal.folder, values.record);
    if (record !== undefined) requireOutside(record, runs.repository);
    const choice = { kept: values.kept === true, sessions: values.sessions === true };
    const chosen = choose(all, positionals, values['state-gone'] === true).filter(
      (each) =>
        positionals.length > 0 ||
        hasLeftovers(each) ||
        (choice.kept && Object.keys(each.kept).length > 0) ||
        (choice.sessions && each.sessionBytes > 0) ||
        (record !== undefined && each.state === 'over'),
    );
    const others = all.filter((each) => each.state === 'unknown' && hasLeftovers(each) && !chosen.includes(each));
    if (values.yes !== true) {
      const kept = await keptOf(runs);
      if (values.json === true) await writeJson(terminal, { runs: chosen, kept });
      else {
        await writeLines(terminal, chosen.map(line));
        if (chosen.length === 0) terminal.note('Runs that are over have left nothing behind.');
        else {
          if (record !== undefined) terminal.note(`Their records would go to ${record}.`);
          terminal.note('Nothing was changed. Add --yes to remove it; no work is lost.');
        }
        if (isKept(kept)) {
          terminal.note(
            `Kept for later sessions: ${keptText(kept)}. Remove them: wavegate clean --warm --yes. Keep none: worktree.keep: off in the plan.`,
          );
        }
        if (others.length > 0) terminal.note(unknownRuns(others));
      }
      return exitCodes.done;
    }
    const freed = values.warm === true ? await removeKept(runs) : undefined;
    const results = [];
    for (const each of chosen) results.push({ run: each.run, ...(await cleaned(runs, each, choice, record)) });
    if (values.json === true) await writeJson(terminal, { runs: results, ...(freed && { freed }) });
    else {
      await writeLines(
        terminal,
        results.flatMap(({ run, removed, kept, failed }) => [
          `${run}  ${removed.length === 0 ? 'nothing removed' : `removed ${removed.join(', ')}`}`,
          ...kept.map((text) => `  ${text}`),
          ...failed.map((text) => `  NOT removed: ${text}`),
        ]),
      );
      if (freed !== undefined) await writeLines(terminal, [`removed ${keptText(freed)} kept for later sessions`]);
      if (results.length === 0) terminal.note('Runs that are over have left nothing behind.');
      if (others.length > 0) terminal.note(unknownRuns(others));
    }
    return results.some(({ failed }) => failed.length > 0) ? exitCodes.environment : exitCodes.done;
  },
});

/** Cleans up after a run. With a folder, its record is copied there before anything goes, and removed after everything else. */
async function cleaned(
  runs: Runs,
  each: CleanableRun,
  choice: CleanChoice,
  record: string | undefined,
): Promise<Cleaned> {
  if (record === undefined || each.state !== 'over') return cleanUp(runs, each, choice);
  const folder = path.join(record, each.run);
  try {
    await copyRecord(runs, each.run, folder);
  } catch (error) {
    return {
      removed: [],
      kept: [],
      failed: [`anything of it, because its record could not be copied: ${errorMessage(error)}`],
    };
  }
  const { removed, kept, failed } = await cleanUp(runs, each, choice);
  const found = `its record is in ${folder}: wavegate import ${commandWord(folder)} brings it back`;
  if (failed.length > 0) return { removed, kept: [...kept, found], failed: [...failed, 'its record, because of that'] };
  await removeRecord(runs, each.run);
  return { removed: [...removed, 'its record'], kept: [...kept, found], failed };
}

/** @throws CliError `usage` */
function beforeOf(older: string | undefined): number | undefined {
  if (older === undefined) return undefined;
  const days = Number(older);
  if (older.trim() !== '' && Number.isFinite(days) && days > 0) return Date.now() - days * 86_400_000;
  throw new CliError('usage', `--older takes a number of days greater than 0, not "${older}".`);
}

/** Records contain what agents have printed; they are not to be committed by accident. @throws CliError `usage` */
function requireOutside(folder: string, repository: string): void {
  const inside = path.relative(repository, folder);
  if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside)) return;
  throw new CliError(
    'usage',
    `${folder} is in the repository, and records contain what agents have printed. Name a folder outside.`,
  );
}

/** How to look at and remove what runs without a record have left. */
export function unknownRuns(runs: readonly Leftovers[]): string {
  const worktrees = runs.reduce((sum, run) => sum + run.worktrees.length, 0);
  const branches = runs.reduce(
    (sum, { sessionBranches, runBranch }) => sum + Object.keys(sessionBranches).length + (runBranch ? 1 : 0),
    0,
  );
  const left = `${count(worktrees, 'worktree')} and ${count(branches, 'branch', 'branches')}`;
  return (
    `The records of ${runs.map(({ run }) => run).join(', ')} are gone, or in another state folder; left are ${left}. ` +
    'Look: wavegate clean --state-gone. Remove them, keeping all work: wavegate clean --state-gone --yes'
  );
}

function choose(all: readonly CleanableRun[], named: readonly string[], stateGone: boolean): readonly CleanableRun[] {
  if (named.length === 0) {
    return all.filter(({ state }) => state === 'over' || (stateGone && state === 'unknown'));
  }
  return named.map((run) => {
    const found = all.find((each) => each.run === run);
    if (found === undefined) throw new CliError('usage', `There is nothing of a run ${run} in this repository.`);
    if (found.state !== 'under-way') return found;
    throw new CliError('no', `Run ${run} is under way (${found.about}). Stop it first: wavegate stop ${run}`);
  });
}

function line(found: CleanableRun): string {
  return `${found.run}  ${leftoversText(found)}  ${found.about}`;
}
