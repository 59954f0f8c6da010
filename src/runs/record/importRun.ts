import { cp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JournalRecord } from '../../core/journal/record.ts';
import { digest } from '../../decisions/digest.ts';
import { resolveCommit } from '../../git/refs/commits.ts';
import { checkJournal } from '../../journal/reader.ts';
import { JournalError } from '../../ports/journal.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { writeRunCheckout } from '../../state/runCheckout.ts';
import { errorMessage } from '../../util/errors.ts';
import { exportFiles, hashesIn, notAFile } from './exportRun.ts';
import type { RunExport } from './exportRun.ts';
import type { Runs } from '../find/findRuns.ts';

/**
 * Takes in a run that another machine has exported. Nothing is written before its files, its chain and its repository are found to
 * be as they were, and nothing of the run is known here before `verify` has found its signatures and commits in order.
 *
 * @param verify what is wrong with its records and commits, which are in the repository then; empty where nothing is
 * @returns id of the run
 * @throws JournalError `exists`, `broken-chain`, `io` with what is wrong; WorkspaceError where commits are missing
 */
export async function importRun(
  runs: Runs,
  folder: string,
  verify: (records: readonly JournalRecord[], refs: RunExport['refs']) => Promise<readonly string[]>,
): Promise<string> {
  const { layout, repository, services } = runs;
  const { run, refs, files, repository: root } = await readIndex(folder);
  await requireWhole(folder, files);
  const here = (await services.inspect(repository, {})).repository.rootCommit;
  if (here !== root) {
    throw damaged(
      `Run ${run} is of another repository: its first commit is ${root.slice(0, 10)}, and that of ${repository} is ${here.slice(0, 10)}. Name the right one with --repo.`,
    );
  }
  const file = layout.journalFile(run);
  if (await isThere(file)) {
    throw new JournalError('exists', `There is a run ${run} here already: ${file}. Nothing was imported.`);
  }
  const bytes = await readFile(path.join(folder, exportFiles.journal));
  const { records, problem, torn } = checkJournal(bytes, digest);
  if (problem !== undefined || torn.length > 0) {
    throw new JournalError(
      'broken-chain',
      `The journal in ${folder} was changed: ${problem?.message ?? 'its end is cut off.'}`,
    );
  }
  const recorded = runOf(records);
  if (recorded !== run) {
    const of = recorded === undefined ? 'names no run' : `is of run ${recorded}`;
    throw damaged(
      `The export in ${folder} is called run ${run} by its index, and its journal ${of}. Copy it again from the other machine.`,
    );
  }
  await requireFreeRefs(repository, run, refs);
  if (files[exportFiles.commits] !== undefined) {
    await services.unpackRun(repository, path.join(folder, exportFiles.commits));
  }
  const problems = await verify(records, refs);
  if (problems.length > 0) {
    throw damaged(
      `The record of run ${run} in ${folder} is not as it was made. Nothing was imported. ${problems.join(' ')}`,
    );
  }
  await services.setRunRefs(repository, run, refs);
  await makeFolder(layout.runFolder(run));
  const draft = `${file}.coming`;
  try {
    // Some copy tools leave out a folder without files.
    const sessions = path.join(folder, exportFiles.folder);
    if (await isThere(sessions)) await cp(sessions, layout.runFolder(run), { recursive: true });
    await cp(path.join(folder, exportFiles.journal), draft);
    await writeRunCheckout(layout.checkoutFile(run), repository);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return run;
}

async function readIndex(folder: string): Promise<RunExport> {
  const file = path.join(folder, exportFiles.index);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw damaged(
      `${folder} holds no exported run: ${errorMessage(cause)}. Make one with "wavegate export RUN DIR".`,
      cause,
    );
  }
  if (!isExport(value))
    throw damaged(`${file} is of another version of Wavegate, or was changed. Export the run again.`);
  return value;
}

function isExport(value: unknown): value is RunExport {
  if (typeof value !== 'object' || value === null) return false;
  const { format, run, repository, refs, files } = value as Readonly<Record<string, unknown>>;
  if (format !== 1 || typeof run !== 'string' || typeof repository !== 'string') return false;
  return areTexts(refs) && areTexts(files);
}

function areTexts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string');
}

/** Id of the run that a journal begins. */
function runOf([first]: readonly JournalRecord[]): string | undefined {
  const started = first?.events[0];
  return started?.type === 'run-started' ? started.run : undefined;
}

/** Only what the index names is taken, and only as it was. */
async function requireWhole(folder: string, files: RunExport['files']): Promise<void> {
  const found = await hashesIn(folder);
  const names = new Set([...Object.keys(files), ...Object.keys(found)]);
  const changed = [...names].filter((name) => files[name] !== found[name] || found[name] === notAFile);
  if (changed.length === 0) return;
  throw damaged(
    `The export in ${folder} is not as it was written: ${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}. Copy it again from the other machine.`,
  );
}

/** A branch of that name at another commit is somebody's, or of the same run gone on here. */
async function requireFreeRefs(repository: string, run: string, refs: RunExport['refs']): Promise<void> {
  for (const [ref, commit] of Object.entries(refs)) {
    const now = await resolveCommit(repository, ref);
    if (now === undefined || now === commit) continue;
    throw new JournalError(
      'exists',
      `${ref} is at ${now.slice(0, 10)} here, and at ${commit.slice(0, 10)} in run ${run}. Rename or delete it here, then import the run again.`,
    );
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function damaged(message: string, cause?: unknown): JournalError {
  return new JournalError('io', message, cause === undefined ? {} : { cause });
}
