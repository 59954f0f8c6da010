import { setTimeout as delay } from 'node:timers/promises';
import { here } from '../../compose/cli.ts';
import { replay } from '../../core/run/evolve.ts';
import { findRuns } from '../../runs/find/findRuns.ts';
import type { Runs } from '../../runs/find/findRuns.ts';
import { isJournalError } from '../../ports/journal.ts';
import { errorMessage } from '../../util/errors.ts';
import { readApprovals } from '../follow/approvals.ts';
import { followRun } from '../follow/followRun.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { openNamedRun } from '../shared/openRun.ts';
import { placeOf } from '../shared/place.ts';
import { showsOf } from '../shared/shows.ts';
import type { Terminal } from '../shared/terminal.ts';

/** Pause between two looks for runs that nobody drives. */
const lookMs = 5_000;
/** Pause after which a run that could not be driven is tried again. */
const againMs = 60_000;

export const serve = defineCommand({
  name: 'serve',
  usage: '--database URL [--repo DIR]',
  summary: "Drive the team's runs of this repository that nobody else drives, without an editor, until Ctrl+C.",
  details: [
    'It decides nothing: people do, from their windows or with `wavegate approve`, and it carries on from there.',
    'A run that is started elsewhere is picked up as soon as its window or command has gone.',
    '--database URL  address, or a file that holds it; default: WAVEGATE_DATABASE_URL. See docs/team.md',
  ],
  options: { ...placeOptions },
  arguments: [0, 0],
  async run({ values, terminal }) {
    const place = placeOf(terminal, values);
    if (place.database === undefined) {
      throw new CliError(
        'usage',
        'Runs in files belong to the windows and commands of one machine. Name the database with --database URL, or in WAVEGATE_DATABASE_URL.',
      );
    }
    const runs = await findRuns(here, place);
    const driven = new Map<string, Promise<void>>();
    const later = new Map<string, number>();
    // Trouble at the beginning is told at once; later the database may be away for a while.
    await runs.journals.list();
    terminal.note(`Looking for runs of ${runs.repository} in ${place.database.shown}. Ctrl+C leaves.`);
    while (!terminal.interrupted.aborted) {
      for (const run of await free(runs, terminal)) {
        if (driven.has(run) || (later.get(run) ?? 0) > performance.now()) continue;
        const driving = drive(run).finally(() => driven.delete(run));
        driven.set(run, driving);
      }
      await delay(lookMs, undefined, { signal: terminal.interrupted }).catch(() => undefined);
    }
    await Promise.all(driven.values());
    await runs.team?.database.close();
    return exitCodes.interrupted;

    async function drive(run: string): Promise<void> {
      const own = named(run, terminal);
      try {
        const { engine, ports, who } = await openNamedRun(terminal, values, run);
        own.note('driven here');
        const code = await followRun(
          {
            ...{ engine, ports, who, approvals: readApprovals({}, '') },
            ...{ lastingKey: false, json: values.json === true, fromStart: false, wait: true },
            shows: showsOf(own, values),
          },
          own,
        );
        if (code === exitCodes.environment) later.set(run, performance.now() + againMs);
      } catch (error) {
        // Another one was quicker: should that one go, nothing is to be waited for.
        if (isJournalError(error, 'in-use')) return;
        own.note(errorMessage(error));
        later.set(run, performance.now() + againMs);
      }
    }
  },
});

/** Runs that are not over and that nobody drives. */
async function free({ journals }: Runs, terminal: Terminal): Promise<readonly string[]> {
  try {
    const found: string[] = [];
    for (const { run } of await journals.list()) {
      if ((await journals.driver(run)) !== undefined) continue;
      const state = replay(await journals.read(run));
      if (state !== undefined && state.phase !== 'shipped' && state.phase !== 'stopped') found.push(run);
    }
    return found;
  } catch (error) {
    terminal.note(errorMessage(error));
    return [];
  }
}

/** A terminal whose lines begin with the run they are about; nobody is asked anything there. */
function named(run: string, terminal: Terminal): Terminal {
  const { ask: _ask, secret: _secret, ...rest } = terminal;
  return {
    ...rest,
    write: (text) => terminal.write(typeof text === 'string' ? text.replaceAll(/^(?=.)/gm, `${run} `) : text),
    note: (line) => terminal.note(`${run} ${line}`),
  };
}
