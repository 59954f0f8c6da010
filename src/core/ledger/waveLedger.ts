import { countsOf, shrinkage } from '../checks/shrinkage.ts';
import { pathMatcher } from '../glob/globs.ts';
import type { CheckRun, TestCounts } from '../model/checkRun.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { RunState, WaveState } from '../model/state.ts';
import { settingsGlobs, settingsOfRunners } from '../recipes/testFiles.ts';
import { checkTitle, count, listed } from '../words/labels.ts';
import { waveTitle } from '../words/waveTitle.ts';
import { asCounted, chosenSources } from './countMismatches.ts';
import { addedInRed, expectedTests, totalOf } from './expectedTests.ts';

/** Lines about the tests of a wave's checks: how many there are, which have come and gone, and how many were expected. */
export function waveLedgerLines(state: RunState, wave: WaveState | undefined): readonly string[] {
  const answers = chosenSources(state, wave);
  const checks = (wave?.check?.checks ?? []).map((run) => asCounted(run, answers));
  return checks.flatMap((run) => {
    const now = countsOf(run);
    if (wave === undefined || now === undefined) return [];
    const parts = [countsText(run.before, now), ...changesOf(run), ...expectation(state, wave, run, now)];
    return [`${checkTitle(run.name)}: ${parts.join('; ')}`];
  });
}

/** Running totals: the tests of the suite after each wave that is committed, in plan order. */
export function totalLines(state: RunState): readonly string[] {
  return state.plan.plan.waves.flatMap(({ id }) => {
    const wave = state.waves[id];
    const suite = wave?.check?.checks.find(({ name }) => name === 'test') ?? wave?.check?.checks[0];
    const run = suite && asCounted(suite, chosenSources(state, wave));
    const now = run === undefined ? undefined : countsOf(run);
    if (wave?.status !== 'committed' || run === undefined || now === undefined) return [];
    return [`${waveTitle(state, id)}: ${[countsText(run.before, now), ...changesOf(run)].join('; ')}`];
  });
}

/**
 * Why a person has to say something about the tests of a wave before it is committed, as sentences; none where all is well.
 *
 * @param answers which source of a number counts, where a person has said so
 */
export function ledgerReasons(
  state: RunState,
  wave: WaveState | undefined,
  answers: GateDraft['answers'] = chosenSources(state, wave),
): readonly string[] {
  if (wave === undefined || state.plan.plan.checkpoint.counts === 'off') return [];
  const checks = (wave.check?.checks ?? []).map((run) => asCounted(run, answers));
  const fewer = checks.flatMap((run) => {
    const words = shrinkage(run);
    return words === undefined ? [] : [`${run.name} (${words})`];
  });
  const missing = checks.flatMap((run) => {
    const now = countsOf(run);
    const expected = now && expectedTests(state, wave, run);
    if (now === undefined || expected === undefined || totalOf(now) >= expected || shrinkage(run) !== undefined)
      return [];
    return [`${run.name} (${expected} expected, ${totalOf(now)} found)`];
  });
  const settings = changedSettings(wave);
  return [
    ...(fewer.length === 0 ? [] : [`Fewer tests ran than before: ${fewer.join('; ')}.`]),
    ...(missing.length === 0 ? [] : [`Fewer tests ran than the tasks have added: ${missing.join('; ')}.`]),
    ...(settings.length === 0 ? [] : [`Settings that decide which tests run have changed: ${listed(settings, 3)}.`]),
  ];
}

/**
 * Files that may narrow what runs. Settings of a runner always count; files that hold much else do only where no count
 * would show that fewer tests run.
 */
export function changedSettings(wave: WaveState): readonly string[] {
  const checks = wave.check?.checks ?? [];
  const counted = checks.some((run) => countsOf(run) !== undefined && run.before !== undefined);
  const matches = pathMatcher(counted ? settingsOfRunners : settingsGlobs);
  return checks.length === 0 ? [] : (wave.merge?.changes ?? []).map(({ path }) => path).filter(matches);
}

function countsText(before: TestCounts | undefined, now: TestCounts): string {
  return (['passed', 'failed', 'skipped'] as const)
    .flatMap((word) => {
      const [then, value] = [before?.[word], now[word]];
      if (value === 0 && (then ?? 0) === 0 && word !== 'passed') return [];
      return [then === undefined || then === value ? `${value} ${word}` : `${then} → ${value} ${word}`];
    })
    .join(', ');
}

function changesOf({ ledger }: CheckRun): readonly string[] {
  if (ledger === undefined) return [];
  const { added, removed, renamed, skipped } = ledger;
  const named = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${names.length} ${title} (${listed(names, 3)})`];
  return [
    ...named('added', added),
    ...named('removed', removed),
    ...named(
      'renamed',
      renamed.map(({ from, to }) => `${from} → ${to}`),
    ),
    ...named('newly skipped', skipped),
  ];
}

function expectation(state: RunState, wave: WaveState, run: CheckRun, now: TestCounts): readonly string[] {
  const expected = expectedTests(state, wave, run);
  if (expected === undefined) return [];
  const added = count(addedInRed(state, wave), 'test');
  return [`${expected} expected with ${added} of red stages, ${totalOf(now)} found`];
}
