import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { costDocument } from '../../core/history/costDocument.ts';
import { costsOf } from '../../core/history/costs.ts';
import type { CostKey, Prices } from '../../core/history/costs.ts';
import { failureDocument } from '../../core/history/failureDocument.ts';
import { historyOf } from '../../core/history/history.ts';
import { costCsv } from '../../core/history/tables.ts';
import { isSettled, learningsFile, settled } from '../../core/learnings/learnings.ts';
import type { Learning } from '../../core/learnings/learnings.ts';
import { proposeLearnings } from '../../core/learnings/proposeLearnings.ts';
import type { HeldPrediction, Prediction } from '../../core/queries/predictions.ts';
import type { Refusal } from '../../core/model/commands.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import { sharedBudgetLines } from '../../core/queries/sharedBudgets.ts';
import type { FoundFlows, RecordService } from '../../ports/recordService.ts';
import type { LocalLayout } from '../../state/layout.ts';
import { isJournalError } from '../../ports/journal.ts';
import { findRoots } from '../../state/roots.ts';
import { errorCode } from '../../util/errors.ts';
import { readBudgets } from '../budgets/budgetFile.ts';
import { repositoriesOf } from '../leftovers/cleanUp.ts';
import { openOfAgent } from '../record/learnedFile.ts';
import { heldPredictions, keepPrediction } from '../record/predictions.ts';
import { originText } from '../record/originText.ts';
import { editorHistories } from './editorHistories.ts';
import type { EditorParts } from './editorParts.ts';
import { exportFrom } from './exportFrom.ts';
import { recordedState } from './recordedState.ts';
import { completedOf, completersOf } from '../flows/completers.ts';
import { flowReport, minutesToMake } from '../flows/flowReport.ts';
import { createSharedBudgets } from '../budgets/sharedBudgets.ts';

/** The open run of an editor, as far as its record goes. */
export interface OpenRecord {
  /** Top folder of its checkout. Absolute. */
  readonly repository: string;
  readonly events: readonly Recorded[];
  readonly layout: LocalLayout;
}

/**
 * Does something with a run while this editor does not drive it, and opens it again afterwards, unless it has moved away.
 *
 * @param moves whether it can no longer be driven here once the work is done
 */
export type Release = <T>(run: string, moves: boolean, work: () => Promise<T>) => Promise<T>;

/** Days of a stretch of the trend of failures: a sprint of two weeks. */
const trendDays = 14;

/** Costs, lessons and repeated flows of runs, from their journals and the events of their sessions. */
export class EditorRecords implements RecordService {
  readonly #parts: EditorParts;
  readonly #open: () => OpenRecord | undefined;
  readonly #release: Release;

  constructor(parts: EditorParts, open: () => OpenRecord | undefined, release: Release) {
    this.#parts = parts;
    this.#open = open;
    this.#release = release;
  }

  async costs(folders: readonly string[]): Promise<string> {
    return costDocument({
      ...(await editorHistories(this.#parts, folders)),
      prices: await this.#prices(),
      budgets: sharedBudgetLines(await createSharedBudgets(this.#stateRoot()).seen()),
      utcOffset: -new Date().getTimezoneOffset(),
    });
  }

  async costValues(folders: readonly string[], by: CostKey): Promise<string> {
    const { histories } = await editorHistories(this.#parts, folders);
    return costCsv(costsOf(histories, by, await this.#prices(), -new Date().getTimezoneOffset()), by);
  }

  async failures(folders: readonly string[]): Promise<string> {
    const read = await editorHistories(this.#parts, folders);
    return failureDocument({ ...read, prices: await this.#prices(), days: trendDays, now: Date.now() });
  }

  async exportRun(run: string, folders: readonly string[], folder: string, moves: boolean): Promise<number> {
    return this.#release(run, moves, async () => {
      const { files } = await exportFrom(this.#parts, run, folders, folder, moves);
      return Object.keys(files).length;
    });
  }

  async #prices(): Promise<Prices> {
    return (await readBudgets(this.#stateRoot()).catch(() => undefined))?.prices ?? {};
  }

  async lineOrigin(file: string, line: number, text: string): Promise<{ readonly markdown: string } | Refusal> {
    const { services } = this.#parts;
    const folder = path.dirname(file);
    const found = await services.findOrigin(folder, { file, line, text });
    if ('refused' in found) return found;
    const stateOf = (run: string): Promise<RunState> => recordedState(this.#parts, folder, run);
    return originText(found, stateOf, () => services.archivedOrigin(folder, found.trailers));
  }

  async flows(folders: readonly string[]): Promise<readonly FoundFlows[]> {
    const { services, settings, redactor, team } = this.#parts;
    const found: FoundFlows[] = [];
    const elsewhere = await team.shown();
    for (const { journals, repository, layout } of await repositoriesOf(services, folders, settings)) {
      const runs = (await journals.list()).map(({ run }) => run);
      const report = await flowReport({ layout, repository, runs }, await redactor(), minutesToMake * 60_000);
      found.push({
        repository,
        report,
        agents: report.flows.length === 0 ? [] : await completersOf(services, { journals, repository }, runs[0]),
        completed: await completedOf(layout, report.flows),
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
