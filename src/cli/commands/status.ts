import { here } from '../../compose/cli.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import type { Runs } from '../../runs/find/findRuns.ts';
import { otherRunLines } from '../../core/queries/otherRuns.ts';
import { boardOf } from '../../core/views/board.ts';
import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import { readRequests, requestWords } from '../../decisions/requests.ts';
import type { GateRequest } from '../../decisions/requests.ts';
import type { RunDriver } from '../../ports/journal.ts';
import { leftWithoutRecord } from '../../runs/leftovers/cleanUp.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { unknownRuns } from './clean.ts';
import { exitCodes } from '../shared/exit.ts';
import { headlineOf } from '../shared/runHeadline.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { statusLines } from '../shared/statusText.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';
import { onAbort } from '../../util/onAbort.ts';

export const status = defineCommand({
  name: 'status',
  usage: '[RUN] [--watch]',
  summary: 'Show the state of a run. Without RUN: list the runs of this repository.',
  details: ['--watch  show it again whenever something happens, until Ctrl+C or its end'],
  options: { ...placeOptions, watch: { type: 'boolean', default: false } },
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const place = placeOf(terminal, values);
    if (run === undefined) {
      await list(await findRuns(here, place), terminal, values.json === true);
      return exitCodes.done;
    }
    let shown = '';
    const show = async (): Promise<boolean> => {
      const { state, runs } = await viewRun(place, run);
      const board = boardOf(state, Date.now());
      const driver = await runs.journals.driver(board.run);
      if (values.json === true)
        await writeJson(terminal, { ...board, otherRuns: state.otherRuns?.runs ?? [], driver: driver ?? null });
      else {
        const gates = board.gates.filter(({ status }) => status === 'pending').map(({ id }) => id);
        const asked = await requestsAt(runs, board.run, gates);
        const others = board.endedAt === undefined ? otherRunLines(state).map(otherRunLine) : [];
        const lines = [...statusLines(board), ...others, ...asked.map(requestLine), ...driverLines(board, driver)];
        // A watcher is also called where it may have missed something, and has not.
        if (lines.join('\n') !== shown) await writeLines(terminal, lines);
        shown = lines.join('\n');
      }
      return board.endedAt !== undefined;
    };
    if (values.watch !== true) {
      await show();
      return exitCodes.done;
    }
    const { journals } = await findRuns(here, place);
    const watch = (onChange: () => void): (() => void) => journals.watch(run, onChange);
    return (await watchUntilEnd(watch, show, terminal)) ? exitCodes.done : exitCodes.interrupted;
  },
});

/** Driver of a run that is not over, or how to go on without one. */
function driverLines(board: BoardSnapshot, driver: RunDriver | undefined): readonly string[] {
  return board.endedAt === undefined ? ['', driverLine(board, driver)] : [];
}

function driverLine({ run, gates }: BoardSnapshot, driver: RunDriver | undefined): string {
  if (driver === undefined) {
    const first = gates.some(({ status }) => status === 'pending') ? ', once the gate is decided,' : '';
    return `Nobody drives this run: sessions end by themselves, and nothing follows. Go on${first} with: wavegate resume ${run} --key FILE`;
  }
  const where = driver.here ? 'on this machine' : `on machine ${driver.host}, as far as can be seen from here`;
  return `Driven by process ${driver.pid} ${where}, since ${new Date(driver.since).toISOString()}.`;
}

interface ListedRun {
  readonly run: string;
  readonly modifiedAt: number;
  readonly title: string;
  readonly headline: string;
  /** Wishes of other tools at gates that wait; they decide nothing. */
  readonly requests: readonly GateRequest[];
  /** Lines about runs that may change the same files, as it saw them last. */
  readonly otherRuns: readonly string[];
}

/** Marker files about gates that wait. */
async function requestsAt({ layout }: Runs, run: string, gates: readonly string[]): Promise<readonly GateRequest[]> {
  const requests = await readRequests(layout.requestsFolder(run));
  return requests.filter(({ gate }) => gates.includes(gate));
}

function otherRunLine(line: string): string {
  return `May change the same files: ${line}`;
}

function requestLine(request: GateRequest): string {
  return `${request.gate}: ${requestWords(request)}`;
}

async function list(found: Runs, terminal: Terminal, json: boolean): Promise<void> {
  const { journals } = found;
  const runs: ListedRun[] = [];
  for (const { run, modifiedAt } of await journals.list()) {
    const { title, headline, gates, otherRuns } = await headlineOf(journals, run, Date.now());
    runs.push({ run, modifiedAt, title, headline, otherRuns, requests: await requestsAt(found, run, gates) });
  }
  if (json) return writeJson(terminal, runs);
  if (runs.length === 0) terminal.note('There are no runs of this repository yet. Start one with `wavegate run PLAN`.');
  await writeLines(
    terminal,
    runs.flatMap(({ run, modifiedAt, title, headline, requests, otherRuns }) => [
      `${run}  ${new Date(modifiedAt).toISOString()}  ${title}  ${headline}`,
      ...otherRuns.map((line) => `  ${otherRunLine(line)}`),
      ...requests.map((request) => `  ${requestLine(request)}`),
    ]),
  );
  const left = await leftWithoutRecord(found, new Set(runs.map(({ run }) => run)));
  if (left.length > 0) terminal.note(unknownRuns(left));
}

/**
 * Shows a run now and whenever its journal grows.
 * @returns whether the run has ended; false when the person had seen enough
 */
async function watchUntilEnd(
  watch: (onChange: () => void) => () => void,
  show: () => Promise<boolean>,
  terminal: Terminal,
): Promise<boolean> {
  let stop = (): void => undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      let last: Promise<unknown> = Promise.resolve();
      const showNext = (): void => {
        last = last
          .then(async () => {
            if (await show()) resolve(true);
          })
          .catch(reject);
      };
      stop = watch(showNext);
      // Only now, so that nothing falls between the first look and the watch.
      showNext();
      const leave = (): void => resolve(false);
      onAbort(terminal.interrupted, leave);
    });
  } finally {
    stop();
  }
}
