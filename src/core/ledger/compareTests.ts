import { steadyName } from '../checks/steadyName.ts';
import type { CheckRun, NamedCounts, TestLedger } from '../model/checkRun.ts';

/** Names kept of each kind; the ledger is part of the record of a run. */
const mostNames = 200;
/** Share of words that two names have in common when one is the other renamed. */
const alike = 0.5;

/**
 * Tests that have come, gone, changed their name or are skipped now, by name. Undefined where one of the two runs does not
 * list all of its tests.
 */
export function compareTests(run: CheckRun, before: NamedCounts): TestLedger | undefined {
  const { tests, failed } = run;
  if (tests === undefined || before.names === undefined) return undefined;
  const now = [...tests.passed, ...failed.map(({ name }) => name), ...tests.skipped].map(steadyName);
  const then = [...before.names.ran, ...before.names.skipped].map(steadyName);
  const gone = without(then, now);
  const come = without(now, then);
  const renamed = pairs(gone, come);
  const skipped = without(tests.skipped.map(steadyName), before.names.skipped.map(steadyName));
  return {
    added: without(
      come,
      renamed.map(({ to }) => to),
    ).slice(0, mostNames),
    removed: without(
      gone,
      renamed.map(({ from }) => from),
    ).slice(0, mostNames),
    renamed: renamed.slice(0, mostNames),
    skipped: skipped.slice(0, mostNames),
  };
}

/** The names of a list that another does not have, each as often as it has more of them. */
function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of others) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.filter((name) => {
    const left = counts.get(name) ?? 0;
    counts.set(name, left - 1);
    return left <= 0;
  });
}

/** Pairs of names that are most alike, best first. */
function pairs(gone: readonly string[], come: readonly string[]): TestLedger['renamed'] {
  const [from, to] = [gone.slice(0, mostNames), come.slice(0, mostNames)];
  const candidates = from
    .flatMap((one, i) => to.map((other, j) => ({ i, j, likeness: likeness(one, other) })))
    .filter(({ likeness: value }) => value >= alike)
    .sort((a, b) => b.likeness - a.likeness);
  const [usedFrom, usedTo] = [new Set<number>(), new Set<number>()];
  return candidates.flatMap(({ i, j }) => {
    if (usedFrom.has(i) || usedTo.has(j)) return [];
    usedFrom.add(i);
    usedTo.add(j);
    return [{ from: from[i] ?? '', to: to[j] ?? '' }];
  });
}

function likeness(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(1, a.size + b.size - common);
}

const wordsOf = (name: string) => new Set(name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
