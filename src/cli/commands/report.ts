import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyOf } from '../../core/history/history.ts';
import { renderHtmlReport } from '../../core/htmlReport/htmlReport.ts';
import { renderAuditReport } from '../../core/report/auditReport.ts';
import type { RunState } from '../../core/model/state.ts';
import { renderReport } from '../../core/report/report.ts';
import { pullRequestDocument, pullRequestOf, shipTexts } from '../../core/report/shipTexts.ts';
import { errorMessage } from '../../util/errors.ts';
import { findRoots } from '../../state/roots.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { readPrices } from '../shared/histories.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeText } from '../shared/terminal.ts';

export const report = defineCommand({
  name: 'report',
  usage: '[RUN] [--html FILE]',
  summary: 'Print the decision record of a run as Markdown. Without RUN: of the latest run.',
  details: [
    '--audit  print what the lenses of the audit saw instead, as Markdown',
    '--pull-request, --changelog  print that text instead, as it was sent or would be now: it can be edited and',
    '    given to `wavegate approve RUN GATE --pull-request FILE --changelog FILE` at the ship gate',
    '--wave WAVE  with --pull-request: that of a wave below the last one, where each wave has its own',
    '--html FILE  write it as one HTML document that needs nothing else, with charts of time and cost',
    '--prices FILE  see cost',
  ],
  options: {
    ...placeOptions,
    html: { type: 'string' },
    audit: { type: 'boolean', default: false },
    'pull-request': { type: 'boolean', default: false },
    wave: { type: 'string' },
    changelog: { type: 'boolean', default: false },
    prices: { type: 'string' },
  },
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const place = placeOf(terminal, values);
    const { state, events } = await viewRun(place, run);
    const markdown = textOf(state, values);
    if (values.html === undefined) {
      if (values.json === true) await writeJson(terminal, { run: state.run, markdown });
      else await writeText(terminal, markdown);
      return exitCodes.done;
    }
    const history = historyOf(events);
    if (history === undefined) throw new CliError('usage', `Run ${state.run} never started: its journal is empty.`);
    const file = path.resolve(terminal.folder, values.html);
    const { state: kept } = findRoots(process.platform, terminal.env, place.settings);
    await write(file, renderHtmlReport(state, history, markdown, await readPrices(values.prices, terminal, kept)));
    if (values.json === true) await writeJson(terminal, { run: state.run, file });
    else terminal.note(`The record is in ${file}.`);
    return exitCodes.done;
  },
});

/** @throws CliError `usage` for a text that the run does not write */
function textOf(
  state: RunState,
  values: {
    readonly audit?: boolean | undefined;
    readonly 'pull-request'?: boolean | undefined;
    readonly wave?: string | undefined;
    readonly changelog?: boolean | undefined;
  },
): string {
  if (values.wave !== undefined && values['pull-request'] !== true) {
    throw new CliError('usage', '--wave names the wave of a pull request: write --pull-request too.');
  }
  if (values.audit === true) return renderAuditReport(state);
  const texts = shipTexts(state);
  const { changelog, below = [] } = texts;
  const pullRequest = pullRequestOf(texts, values.wave);
  if (pullRequest === undefined && values.wave !== undefined) {
    const waves = below.map(({ request }) => request.wave).join(', ');
    throw new CliError(
      'usage',
      `Wave ${values.wave} has no pull request below the last one. ${waves === '' ? 'This run has one pull request for all waves, or none has ended yet.' : `These have: ${waves}.`}`,
    );
  }
  if (values.changelog === true) {
    if (changelog !== undefined) return `${changelog.entry}\n`;
    throw new CliError('usage', 'The plan of this run names no changelog: ship: {changelog: FILE} does.');
  }
  if (values['pull-request'] !== true) return renderReport(state);
  if (pullRequest !== undefined) return pullRequestDocument(pullRequest);
  throw new CliError('usage', 'This run writes no pull request: it has no remote, or its plan says ship: {pr: false}.');
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = errorMessage(error);
    throw new CliError('environment', `The record could not be written: ${reason}. Name another file with --html.`, {
      cause: error,
    });
  }
}
