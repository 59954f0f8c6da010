import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { outcomeOf, predictionsThatCount } from '../../core/queries/predictions.ts';
import type { HeldPrediction, Prediction } from '../../core/queries/predictions.ts';
import { replay } from '../../core/run/evolve.ts';
import type { JournalStore } from '../../ports/journal.ts';
import { makeFolder } from '../../state/makeFolder.ts';
import { errorCode } from '../../util/errors.ts';
import { isRecord, parseJson } from '../../util/records.ts';

/** Path of the file with the predictions of a person: beside all runs, so that none of it goes with one. */
export function predictionsFile(stateRoot: string): string {
  return path.join(stateRoot, 'predictions.jsonl');
}

/** Keeps a prediction, for this account alone. @throws errors of the file system */
export async function keepPrediction(stateRoot: string, prediction: Prediction): Promise<void> {
  await makeFolder(stateRoot);
  const there = await readFile(predictionsFile(stateRoot), 'utf8').catch(() => '');
  // A line that broke off, as on a full disk, takes no other one with it.
  const start = there === '' || there.endsWith('\n') ? '' : '\n';
  await appendFile(predictionsFile(stateRoot), `${start}${JSON.stringify(prediction)}\n`, { mode: 0o600 });
}

/** Predictions that count, of all repositories. A line that is none is left out. */
export async function readPredictions(stateRoot: string): Promise<readonly Prediction[]> {
  const text = await readFile(predictionsFile(stateRoot), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return predictionsThatCount(text.split('\n').flatMap((line) => predictionOf(parseJson(line)) ?? []));
}

/**
 * Predictions about runs of these journals, each with what came of it.
 *
 * @param run of this run only
 */
export async function heldPredictions(
  stateRoot: string,
  journals: Pick<JournalStore, 'list' | 'read'>,
  run?: string,
): Promise<readonly HeldPrediction[]> {
  const there = new Set((await journals.list()).map((each) => each.run));
  const all = await readPredictions(stateRoot);
  const held: HeldPrediction[] = [];
  for (const prediction of all) {
    if (!there.has(prediction.run) || (run ?? prediction.run) !== prediction.run) continue;
    const state = replay(await journals.read(prediction.run));
    if (state === undefined) continue;
    const outcome = outcomeOf(state, prediction);
    held.push({ prediction, title: state.plan.plan.title, ...(outcome === undefined ? {} : { outcome }) });
  }
  return held;
}

function predictionOf(value: unknown): Prediction | undefined {
  if (!isRecord(value)) return undefined;
  const { who, at, run, wave, attempt, files, breaks } = value;
  if (typeof who !== 'string' || typeof run !== 'string' || typeof wave !== 'string') return undefined;
  if (typeof at !== 'number' || typeof attempt !== 'number') return undefined;
  return {
    ...{ who, at, run, wave, attempt },
    ...(typeof files === 'number' ? { files } : {}),
    ...(typeof breaks === 'string' ? { breaks } : {}),
  };
}
