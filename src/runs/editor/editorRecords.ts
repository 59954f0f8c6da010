import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { costDocument } from '../../core/history/costDocument.ts';
import { historyOf } from '../../core/history/history.ts';
import type { RunHistory } from '../../core/history/model.ts';
import { isSettled, learningsFile, settled } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { proposeLearnings } from '../../core/learnings/proposeLearnings.ts';
import type { HeldPrediction, Prediction } from '../../core/queries/predictions.ts';
import type { Recorded } from '../../core/model/events.ts';
import { sharedBudgetLines } from '../../core/queries/sharedBudgets.ts';
import type { FoundFlows, RecordService } from '../../ports/recordService.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { isJournalError } from '../../ports/journal.ts';
import { findRoots } from '../../state/roots.ts';
import { errorCode, errorMessage } from '../../util/errors.ts';
import { readBudgets } from '../budgets/budgetFile.ts';
import { repositoriesOf } from '../leftovers/cleanUp.ts';
import { openOfAgent } from '../record/learnFromRun.ts';
import { heldPredictions, keepPrediction } from '../record/predictions.ts';
import type { Runs } from '../find/findRuns.ts';
import type { EditorParts } from './editorParts.ts';
import { flowReport, minutesToMake } from '../flows/flowReport.ts';
import { createSharedBudgets } from '../budgets/sharedBudgets.ts';

/** The open run of an editor, as far as its record goes. */
export interface OpenRecord {
  /** Top folder of its checkout. Absolute. */
  readonly repository: string;
  readonly events: readonly Recorded[];
  readonly layout: LocalLayout;
}

/** Costs, lessons and repeated flows of runs, from their journals and the events of their sessions. */
export class EditorRecords implements RecordService {
  readonly #parts: EditorParts;
  readonly #open: () => OpenRecord | undefined;

  constructor(parts: EditorParts, open: () => OpenRecord | undefined) {
    this.#parts = parts;
    this.#open = open;
  }

  async costs(folders: readonly string[]): Promise<string> {
    const { state } = findRoots(process.platform, process.env, this.#parts.settings);
    const histories: RunHistory[] = [];
    const unread: string[] = [];
    const { services, settings, team } = this.#parts;
    const read = async ({ journals }: Runs): Promise<void> => {
      for (const { run } of await journals.list()) {
        try {
          const history = historyOf(await journals.read(run));
          if (history !== undefined) histories.push(history);
        } catch (error) {
          unread.push(`${run}: ${errorMessage(error)}`);
        }
      }
    };
    for (const runs of await repositoriesOf(services, folders, settings)) await read(runs);
    const database = await team.address();
    const ofTeam = database === undefined ? [] : await repositoriesOf(services, folders, settings, database);
    for (const runs of ofTeam) {
      await read(runs).catch((error: unknown) => unread.push(`${database?.shown ?? ''}: ${errorMessage(error)}`));
      await runs.team?.database.close();
    }
    return costDocument({
      histories: histories.sort((one, other) => one.startedAt - other.startedAt),
      prices: (await readBudgets(state).catch(() => undefined))?.prices ?? {},
      budgets: sharedBudgetLines(await createSharedBudgets(state).seen()),
      utcOffset: -new Date().getTimezoneOffset(),
      unread,
    });
  }

  async flows(folders: readonly string[]): Promise<readonly FoundFlows[]> {
    const { services, settings, redactor, team } = this.#parts;
    const found: FoundFlows[] = [];
    const elsewhere = await team.shown();
    for (const { journals, repository, layout } of await repositoriesOf(services, folders, settings)) {
      const runs = (await journals.list()).map(({ run }) => run);
      found.push({
        repository,
        report: await flowReport({ layout, repository, runs }, await redactor(), minutesToMake * 60_000),
        args: ['flows', '--repo', repository, '--state', layout.stateRoot],
        // The folder of all repositories' worktrees: the layout's is that of this one.
        variables: { WAVEGATE_WORKTREES: path.dirname(layout.worktreeRoot) },
        ...(elsewhere === undefined ? {} : { elsewhere }),
      });
    }
    return found;
  }

  async predictions(): Promise<readonly HeldPrediction[]> {
    const open = this.#open();
    if (open === undefined) return [];
    const { services, settings, team } = this.#parts;
    const held: HeldPrediction[] = [];
    for (const { journals } of await repositoriesOf(services, [open.repository], settings)) {
      held.push(...(await heldPredictions(this.#stateRoot(), journals)));
    }
    const database = await team.address();
    const ofTeam = database === undefined ? [] : await repositoriesOf(services, [open.repository], settings, database);
    for (const runs of ofTeam) {
      try {
        held.push(...(await heldPredictions(this.#stateRoot(), runs.journals)));
      } catch (error) {
        // The view Runs says that the database is away.
        if (!isJournalError(error)) throw error;
      } finally {
        await runs.team?.database.close();
      }
    }
    return held;
  }

  async predict(prediction: Omit<Prediction, 'who' | 'at'>): Promise<void> {
    const open = this.#open();
    if (open === undefined) throw new Error('No run is open. Open the run first that you want to predict.');
    const who = await this.#parts.services.personAt(open.repository);
    await keepPrediction(this.#stateRoot(), { who, at: Date.now(), ...prediction });
  }

  #stateRoot(): string {
    return findRoots(process.platform, process.env, this.#parts.settings).state;
  }

  async learnings(): Promise<readonly Learning[]> {
    const open = this.#open();
    const history = open && historyOf(open.events);
    if (open === undefined || history === undefined) return [];
    const before = await textOf(fileOf(open));
    return [
      ...proposeLearnings(history, open.events).filter((learning) => !isSettled(before, learning)),
      ...(await openOfAgent(open.layout, history.run, before)),
    ];
  }

  async settleLearnings(
    kept: readonly Learning[],
    dismissed: readonly (Learning & { readonly why: string })[],
  ): Promise<string> {
    const open = this.#open();
    if (open === undefined) throw new Error('No run is open. Open the run first whose lessons are to be kept.');
    const file = fileOf(open);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, settled(await textOf(file), kept, dismissed));
    return file;
  }
}

function fileOf({ repository }: OpenRecord): string {
  return path.join(repository, ...learningsFile.split('/'));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
