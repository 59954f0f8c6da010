/** Place of a sequence: which list, and where in it the sequence begins. */
export interface Occurrence {
  readonly list: number;
  readonly at: number;
}

/** Sequence that came again and again. */
export interface Repeated {
  readonly items: readonly string[];
  /** Places where it was, none of them within another, in the order of the lists. */
  readonly occurrences: readonly Occurrence[];
}

export interface RepeatedOptions {
  /** Fewest occurrences. */
  readonly least: number;
  /** Most items of one sequence: what is longer is found in parts of this length. */
  readonly longest: number;
}

/** All sequences of one length that are frequent, with every place they begin at. */
type Level = ReadonlyMap<number, readonly Occurrence[]>;

/**
 * Sequences of two items or more that come several times in lists, without one being counted within itself. Only the longest:
 * a part is named only where it also comes often enough beside what it is a part of. What is worth most, by its length and
 * how often it comes, is taken first, and no place belongs to two sequences, so that counts may be added up. The order of the
 * lists does not matter. Time and memory grow with the number of items times `longest`.
 */
export function repeatedSequences(
  lists: readonly (readonly string[])[],
  { least, longest }: RepeatedOptions,
): readonly Repeated[] {
  const candidates: Candidate[] = [];
  let names = numbered(lists);
  for (let length = 1; length <= longest; length++) {
    const level = levelOf(names, length, least);
    if (level.size === 0) break;
    if (length > 1) candidates.push(...[...level.values()].map((places) => candidate(lists, places, length)));
    names = paired(names, level);
  }
  const ordered = candidates.sort(
    (one, other) => other.worth - one.worth || other.items.length - one.items.length || order(one.text, other.text),
  );
  return taken(lists, ordered, least);
}

interface Candidate {
  readonly items: readonly string[];
  readonly text: string;
  readonly places: readonly Occurrence[];
  readonly worth: number;
}

/** An item that comes again within the sequence adds nothing to its worth: otherwise loops would be taken in long pieces. */
function candidate(lists: readonly (readonly string[])[], places: readonly Occurrence[], length: number): Candidate {
  const [{ list, at } = { list: 0, at: 0 }] = places;
  const items = lists[list]?.slice(at, at + length) ?? [];
  const worth = (new Set(items).size - 1) * apart(places, length).length;
  return { items, text: JSON.stringify(items), places, worth };
}

/** Numbers for the items: equal ones for equal items. */
function numbered(lists: readonly (readonly string[])[]): number[][] {
  const numbers = new Map<string, number>();
  return lists.map((list) =>
    list.map((item) => {
      const number = numbers.get(item) ?? numbers.size;
      numbers.set(item, number);
      return number;
    }),
  );
}

/** Places by sequence, of those that come often enough. */
function levelOf(names: readonly (readonly number[])[], length: number, least: number): Level {
  const all = new Map<number, Occurrence[]>();
  names.forEach((list, index) =>
    list.forEach((name, at) => {
      if (name < 0) return;
      const places = all.get(name) ?? [];
      if (places.length === 0) all.set(name, places);
      places.push({ list: index, at });
    }),
  );
  return new Map([...all].filter(([, places]) => places.length >= least && apart(places, length).length >= least));
}

/** Names for sequences one item longer: they are equal where both their parts are. A negative one is not frequent. */
function paired(names: readonly (readonly number[])[], level: Level): number[][] {
  const pairs = new Map<number, Map<number, number>>();
  let count = 0;
  return names.map((list) =>
    list.slice(0, -1).map((first, at) => {
      const second = list[at + 1] ?? -1;
      if (!level.has(first) || !level.has(second)) return -1;
      const after = pairs.get(first) ?? new Map<number, number>();
      pairs.set(first, after);
      const known = after.get(second) ?? count++;
      after.set(second, known);
      return known;
    }),
  );
}

/** The most places of which none is within another. */
function apart(places: readonly Occurrence[], length: number): readonly Occurrence[] {
  const kept: Occurrence[] = [];
  let last: Occurrence | undefined;
  for (const place of places) {
    if (last?.list === place.list && place.at < last.at + length) continue;
    kept.push(place);
    last = place;
  }
  return kept;
}

function taken(
  lists: readonly (readonly string[])[],
  ordered: readonly Candidate[],
  least: number,
): readonly Repeated[] {
  const isTaken = lists.map((list) => new Uint8Array(list.length));
  return ordered.flatMap(({ items, places }) => {
    // A command again and again is a loop of its agent, and no sequence.
    if (isRepetition(items)) return [];
    const isFree = ({ list, at }: Occurrence): boolean =>
      isTaken[list]?.subarray(at, at + items.length).every((mark) => mark === 0) ?? false;
    const occurrences = apart(places.filter(isFree), items.length);
    if (occurrences.length < least) return [];
    for (const { list, at } of occurrences) isTaken[list]?.fill(1, at, at + items.length);
    return [{ items, occurrences }];
  });
}

/** Whether a sequence is a shorter one several times over. */
function isRepetition(items: readonly string[]): boolean {
  for (let part = 1; part <= items.length / 2; part++) {
    if (items.length % part === 0 && items.every((item, at) => item === items[at % part])) return true;
  }
  return false;
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
