import type { DivisionEnd, TrialColour } from '../model/division.ts';

/** Tasks to try. `again`: although the same were tried already, because a result must not be luck. */
export interface AskedTrial {
  readonly tasks: readonly string[];
  readonly again: boolean;
}

/** Sets in the order in which they were found; each is red without those before it. */
export interface SearchResult {
  readonly end: Exclude<DivisionEnd, 'limit'>;
  readonly sets: readonly (readonly string[])[];
}

type Search<T> = Generator<AskedTrial, T, TrialColour>;

/**
 * Searches the smallest sets of tasks that are red together, until the rest is green. It yields what to try and is given the
 * colour; nothing is concluded that was not tried. Sets are smallest where more tasks never make a red set green.
 *
 * @param tasks in the order in which they are merged
 * @param likely tasks that are probably the cause; tried alone first
 */
export function* divide(tasks: readonly string[], likely: readonly string[] = []): Search<SearchResult> {
  const trials = new Trials(tasks);
  if ((yield* trials.of(tasks)) !== 'red') return { end: 'flaky', sets: [] };
  const none = yield* trials.of([]);
  if (none !== 'green') return { end: 'base', sets: [] };
  const sets: (readonly string[])[] = [];
  let rest = tasks;
  // Without the first set, any failure counts: what fails then depends on what was taken away.
  let counts: readonly TrialColour[] = ['red'];
  for (;;) {
    const guess = likely.filter((task) => rest.includes(task));
    const worth = guess.length > 0 && guess.length * 2 <= rest.length;
    const among = worth && counts.includes(yield* trials.of(guess)) ? guess : rest;
    const found = yield* smallest(among, counts, trials);
    const confirmed = found.length === tasks.length || counts.includes(yield* trials.of(found, true));
    if (!confirmed) return { end: 'flaky', sets: [...sets, found] };
    sets.push(found);
    rest = rest.filter((task) => !found.includes(task));
    if (rest.length === 0) return { end: 'every', sets };
    if ((yield* trials.of(rest)) === 'green') return { end: 'found', sets };
    counts = ['red', 'other', 'unmerged'];
  }
}

/**
 * A smallest red set among tasks that are red together: the shortest red beginning of the list ends with one that is needed,
 * which then goes with everything that is tried.
 */
function* smallest(
  tasks: readonly string[],
  counts: readonly TrialColour[],
  trials: Trials,
): Search<readonly string[]> {
  let needed: readonly string[] = [];
  let open = tasks;
  for (;;) {
    if (needed.length > 0 && counts.includes(yield* trials.of(needed))) return needed;
    let green = 0;
    let red = open.length;
    while (red - green > 1) {
      const middle = Math.floor((green + red) / 2);
      if (counts.includes(yield* trials.of([...needed, ...open.slice(0, middle)]))) red = middle;
      else green = middle;
    }
    const last = open[red - 1];
    if (last === undefined) return needed;
    needed = [...needed, last];
    open = open.slice(0, red - 1);
  }
}

/** Results so far: the same tasks are tried once, in the order of the plan. */
class Trials {
  readonly #order: readonly string[];
  readonly #known = new Map<string, TrialColour>();

  constructor(order: readonly string[]) {
    this.#order = order;
  }

  *of(tasks: readonly string[], again = false): Search<TrialColour> {
    const ordered = this.#order.filter((task) => tasks.includes(task));
    const key = ordered.join('\n');
    const known = this.#known.get(key);
    if (known !== undefined && !again) return known;
    const colour = yield { tasks: ordered, again };
    this.#known.set(key, colour);
    return colour;
  }
}

/**
 * How many trials a division of so many tasks takes, where one task or two of them are the cause: the fewest and the most.
 * Found by searching for each in turn; beyond some tens of tasks for a part of them.
 */
export function projectedTrials(
  count: number,
  likely: readonly number[] = [],
): { readonly fewest: number; readonly most: number } {
  const names = Array.from({ length: count }, (_, index) => String(index));
  const guess = likely.map(String);
  const step = Math.max(1, Math.floor(count / 12));
  const places = names.filter((_, index) => index % step === 0 || index === count - 1);
  const counts = places.flatMap((one, index) => [
    trialsFor(names, guess, [one]),
    ...places.slice(index + 1).map((other) => trialsFor(names, guess, [one, other])),
  ]);
  return { fewest: Math.min(...counts), most: Math.max(...counts) };
}

function trialsFor(names: readonly string[], likely: readonly string[], cause: readonly string[]): number {
  const search = divide(names, likely);
  let trials = 0;
  let step = search.next();
  while (step.done !== true) {
    trials += 1;
    const { tasks } = step.value;
    step = search.next(cause.every((task) => tasks.includes(task)) ? 'red' : 'green');
  }
  return trials;
}
