import { existsSync } from 'node:fs';
import path from 'node:path';
import { listed } from '../../core/words/labels.ts';
import { commitTrailers, renderOrigin } from '../../core/report/origin.ts';
import type { CommitTrailers } from '../../core/report/origin.ts';
import { readCommit, resolveCommit } from '../../git/refs/commits.ts';
import { readAncestry } from '../../git/refs/history.ts';
import { gitContent } from '../../git/call/runGit.ts';
import { isJournalError } from '../../ports/journal.ts';
import { archivedOrigin } from '../../runs/record/archivedOrigin.ts';
import type { Place } from '../../runs/find/findRuns.ts';
import { errorMessage } from '../../util/errors.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson } from '../shared/terminal.ts';

export const show = defineCommand({
  name: 'show',
  usage: 'COMMIT | FILE:LINE',
  summary: 'Show the wave, task, directive and decisions that a commit or a line came from.',
  details: ['FILE:LINE  the commit that last changed the line, and of its wave only the tasks that changed the file'],
  options: placeOptions,
  arguments: [1, 1],
  async run({ values, positionals: [asked = ''], terminal }) {
    const place = placeOf(terminal, values);
    if (asked.trim() === '') throw new CliError('usage', `Nothing is named. ${wanted}`);
    const line = /^(?<file>.+):(?<line>\d+)$/u.exec(asked)?.groups;
    const blamed = line === undefined ? undefined : await blame(place.folder, line['file'] ?? '', Number(line['line']));
    const commit = blamed?.commit ?? (await resolveCommit(place.folder, asked));
    if (commit === undefined) {
      if (existsSync(path.resolve(place.folder, asked))) {
        throw new CliError('usage', `${asked} is a file. Name one of its lines, such as ${asked}:1.`);
      }
      throw new CliError('usage', `This repository has no commit "${asked}". ${wanted}`);
    }
    const { message, parents } = await readCommit(place.folder, commit);
    const trailers = commitTrailers(message);
    if (trailers === undefined) throw await notOfRun(place.folder, commit, parents);
    const markdown = await originOf(place, trailers, blamed?.file);
    if (values.json === true) await writeJson(terminal, { commit, ...trailers, markdown });
    else await terminal.write(markdown);
    return exitCodes.done;
  },
});

const wanted = 'Give a commit, such as HEAD, or a line as FILE:LINE.';

/** Reason that a commit is none of a run, with the runs that it merged. */
async function notOfRun(folder: string, commit: string, parents: readonly string[]): Promise<CliError> {
  const short = commit.slice(0, 10);
  const { isCut, merged } = await readAncestry(folder, commit, parents);
  if (isCut) {
    const why = `This clone is shallow and its history begins at ${short}, so it does not have the commits before it`;
    return new CliError('usage', `${why}. Get them with "git fetch --unshallow", then ask again.`);
  }
  const runs = [...new Set(merged.flatMap((message) => commitTrailers(message)?.run ?? []))];
  const brought =
    runs.length === 0
      ? ''
      : ` It merged commits of ${listed(runs)}: ask for one of those ("git log ${short}^..${short}").`;
  return new CliError(
    'usage',
    `Commit ${short} was not made by a run: its message has no Wavegate-Run trailer.${brought}`,
  );
}

/** From the run's own journal; where this machine does not have it, from the archived record. */
async function originOf(place: Place, trailers: CommitTrailers, file: string | undefined): Promise<string> {
  try {
    const { state } = await viewRun(place, trailers.run);
    return renderOrigin(state, trailers, file);
  } catch (error) {
    if (!isJournalError(error, 'not-found')) throw error;
    const archived = await archivedOrigin(place.folder, trailers);
    if (archived !== undefined) return archived.markdown;
    const { run, archive } = trailers;
    const where =
      archive === undefined
        ? 'its plan names no archive'
        : `this repository does not have its archive either: ${archive}. Fetch it`;
    throw new CliError(
      'usage',
      `Run ${run} is not on this machine, and ${where}. Where the run is, write it to a folder with "wavegate export ${run} DIR"; then take it in here with "wavegate import DIR".`,
      { cause: error },
    );
  }
}

/** The commit that last changed a line, and the file's path in the repository at that commit. */
async function blame(
  folder: string,
  file: string,
  line: number,
): Promise<{ readonly commit: string; readonly file: string }> {
  const argv = ['blame', '--porcelain', `-L${line},${line}`, '--', file];
  const text = await gitContent(argv, { folder }).catch((error: unknown) => {
    const reason = errorMessage(error);
    throw new CliError('usage', `Line ${line} of ${file} cannot be traced: ${reason}`, { cause: error });
  });
  const commit = text.slice(0, text.indexOf(' '));
  if (/^0+$/u.test(commit)) {
    throw new CliError('usage', `Line ${line} of ${file} is not committed yet, so no run has made it.`);
  }
  return { commit, file: /^filename (?<name>.*)$/mu.exec(text)?.groups?.['name'] ?? file };
}
