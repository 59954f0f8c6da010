import { isRed } from '../checks/isRed.ts';
import type { CheckRun } from '../model/checkRun.ts';
import type { RunState } from '../model/state.ts';
import { shownPlan } from './coverage.ts';
import { pendingGates } from './runQueries.ts';

/** Expectation of a person before a launch. It is theirs alone, and no part of the run. */
export interface Prediction {
  readonly who: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly run: string;
  readonly wave: string;
  readonly attempt: number;
  /** Number of files that the wave will change. */
  readonly files?: number;
  /** Part of the name of the test or check that will fail first; `none` for nothing. */
  readonly breaks?: string;
}

/** Facts that a prediction is held against. */
export interface PredictionOutcome {
  readonly files: number;
  /** Tests of the first attempt whose checks were red, from the predicted one on; a check where it names no tests. */
  readonly broke: readonly string[];
}

/** A prediction with what came of it, where that is known. */
export interface HeldPrediction {
  readonly prediction: Prediction;
  readonly title: string;
  readonly outcome?: PredictionOutcome;
}

/** The word for "no test will break". */
export const nothingBreaks = 'none';

/**
 * Wave and attempt whose launch can be predicted now, or why there is none: one that waits for its launch, or the first one
 * while the plan waits, whose approval may launch it.
 */
export function predictable(
  state: RunState,
  wave?: string,
): { readonly wave: string; readonly attempt: number } | { readonly refused: string } {
  const gate = pendingGates(state).find((each) => each.kind === 'launch' && (wave ?? each.wave) === each.wave);
  if (gate?.wave !== undefined && gate.attempt !== undefined) return { wave: gate.wave, attempt: gate.attempt };
  const first = firstOfPlan(state);
  if (first !== undefined && (wave ?? first) === first) return { wave: first, attempt: 1 };
  const which = wave === undefined ? 'No wave' : `Wave ${wave}`;
  return {
    refused: `${which} of run ${state.run} ${wave === undefined ? 'waits' : 'does not wait'} for its launch now. A prediction counts only before: make it while the launch gate is open, or the plan gate for the first wave.`,
  };
}

/** The first wave, while the plan waits for its first approval. */
function firstOfPlan(state: RunState): string | undefined {
  const waits = pendingGates(state).some(({ kind }) => kind === 'plan');
  return waits && Object.keys(state.waves).length === 0 ? shownPlan(state).waves[0]?.id : undefined;
}

/** Outcome of a prediction; undefined until its wave is committed. */
export function outcomeOf(
  { waves }: Pick<RunState, 'waves'>,
  { wave: id, attempt }: Prediction,
): PredictionOutcome | undefined {
  const wave = waves[id];
  if (wave?.status !== 'committed') return undefined;
  const attempts = [...(wave.earlier ?? []), { attempt: wave.attempt, checks: wave.check?.checks ?? [] }].filter(
    (each) => each.attempt >= attempt,
  );
  const red = attempts.map(({ checks }) => checks.filter((check) => isRed(check))).find((checks) => checks.length > 0);
  return { files: wave.merge?.changes.length ?? 0, broke: (red ?? []).flatMap(namesOf) };
}

function namesOf({ name, failed }: CheckRun): readonly string[] {
  return failed.length === 0 ? [name] : failed.map((test) => test.name);
}

/** The latest prediction of each person for each attempt, oldest first. */
export function predictionsThatCount(all: readonly Prediction[]): readonly Prediction[] {
  const latest = new Map(all.map((each) => [JSON.stringify([each.who, each.run, each.wave, each.attempt]), each]));
  return [...latest.values()].sort((one, other) => one.at - other.at);
}

/** Whether the first to break was foreseen; undefined where nothing was said of it. */
export function foresaw({ breaks }: Prediction, { broke }: PredictionOutcome): boolean | undefined {
  if (breaks === undefined) return undefined;
  if (breaks.toLowerCase() === nothingBreaks) return broke.length === 0;
  return broke.some((name) => name.toLowerCase().includes(breaks.toLowerCase()));
}

/** One line per person with how often they were right, and one per prediction below it, oldest first. */
export function predictionLines(held: readonly HeldPrediction[]): readonly string[] {
  const people = [...new Set(held.map(({ prediction }) => prediction.who))].sort();
  return people.flatMap((person) => {
    const own = held.filter(({ prediction }) => prediction.who === person);
    const known = own.flatMap(({ prediction, outcome }) => (outcome === undefined ? [] : [{ prediction, outcome }]));
    const counted = known.flatMap(({ prediction: { files }, outcome }) =>
      files === undefined ? [] : [Math.abs(files - outcome.files)],
    );
    const said = known.flatMap(({ prediction, outcome }) => foresaw(prediction, outcome) ?? []);
    const sums = [
      ...(counted.length === 0
        ? []
        : [
            `files: ${counted.filter((off) => off <= 1).length} of ${counted.length} right or one off, on average ${(counted.reduce((sum, off) => sum + off, 0) / counted.length).toFixed(1)} off`,
          ]),
      ...(said.length === 0 ? [] : [`first to break: ${said.filter(Boolean).length} of ${said.length} right`]),
    ];
    return [
      `${person} predicted ${sums.length === 0 ? 'what has not come yet' : sums.join('; ')}`,
      ...own.map((each) => `  ${predictionLine(each)}`),
    ];
  });
}

/** `2026-11-29  RUN wave w1  TITLE: 3 files, 5 came; …`. */
export function predictionLine(held: HeldPrediction): string {
  const { at, run, wave } = held.prediction;
  const open = held.outcome === undefined ? ' (not committed)' : '';
  return `${new Date(at).toISOString().slice(0, 10)}  ${run} wave ${wave}  ${held.title}: ${predictedText(held)}${open}`;
}

/** Words of a prediction, with what came of it once the wave is committed: `3 files, it changed 5; nothing breaks, right`. */
export function predictedText({ prediction, outcome }: HeldPrediction): string {
  const { files, breaks } = prediction;
  const parts = [
    ...(files === undefined ? [] : [`${count(files)}${outcome === undefined ? '' : `, it changed ${outcome.files}`}`]),
    ...(breaks === undefined ? [] : [breaksText(breaks, prediction, outcome)]),
  ];
  return parts.join('; ');
}

function breaksText(breaks: string, prediction: Prediction, outcome: PredictionOutcome | undefined): string {
  const said = breaks.toLowerCase() === nothingBreaks ? 'nothing breaks' : `“${breaks}” breaks first`;
  if (outcome === undefined) return said;
  if (foresaw(prediction, outcome) === true) return `${said}, right`;
  return `${said}, but ${outcome.broke.length === 0 ? 'nothing broke' : `it was ${outcome.broke.slice(0, 3).join(', ')}`}`;
}

function count(files: number): string {
  return files === 1 ? '1 file' : `${files} files`;
}
