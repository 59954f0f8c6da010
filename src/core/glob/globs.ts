import { hasWildcard, parseGlob } from './globSyntax.ts';
import type { CharacterSet, Element, Pattern, Token } from './globSyntax.ts';

/** Whether a path (relative to the repository root, forward slashes) matches a glob. See globSyntax.ts for the language. */
export function matchesGlob(glob: string, path: string): boolean {
  return pathMatcher([glob])(path);
}

/** Whether a path matches at least one of the globs. */
export function matchesAny(globs: readonly string[], path: string): boolean {
  return pathMatcher(globs)(path);
}

/** `matchesAny` for many paths: reads the globs once. */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap(parseGlob);
  return (path) => {
    const segments = path.split('/').map(codePoints);
    return patterns.some((pattern) => matchesPattern(pattern, segments));
  };
}

/**
 * Whether some path, existing or not, could match both globs: decided on the globs themselves, since agents create files.
 *
 * @returns a path that matches both, as proof; undefined when no path does
 */
export function overlap(globA: string, globB: string): string | undefined {
  if (leadApart(globA, globB)) return undefined;
  const patternsB = parseGlob(globB);
  for (const a of parseGlob(globA)) {
    for (const b of patternsB) {
      const example = patternOverlap(a, b);
      if (example !== undefined) return example;
    }
  }
  return undefined;
}

/** Whether a folder or name without wildcards tells two globs apart. Most pairs of a plan are, and need not be parsed for it. */
function leadApart(globA: string, globB: string): boolean {
  // Alternatives may hold slashes.
  if (globA.includes('{') || globB.includes('{')) return false;
  const [a, b] = [globA, globB].map((glob) => glob.replace(/^(?:\.\/)+/, '').split('/')) as [string[], string[]];
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [x = '', y = ''] = [a[index], b[index]];
    if (hasWildcard(x) || hasWildcard(y)) return false;
    if (x !== y) return true;
  }
  return (
    a.length !== b.length && !hasWildcard((a.length < b.length ? b : a).slice(Math.min(a.length, b.length)).join('/'))
  );
}

function codePoints(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function matchesPattern(pattern: Pattern, path: readonly (readonly number[])[]): boolean {
  return matchesSequence<Element, readonly number[]>(
    pattern,
    path,
    'any-depth',
    (segment, name) =>
      segment !== 'any-depth' &&
      name.length > 0 &&
      matchesSequence<Token, number>(segment, name, 'star', (token, code) => token !== 'star' && includes(token, code)),
  );
}

/** Wildcards give back what they took, last one first; with one kind of wildcard that finds every match. */
function matchesSequence<Part, Item>(
  pattern: readonly Part[],
  items: readonly Item[],
  wildcard: Part,
  fits: (part: Part, item: Item) => boolean,
): boolean {
  let at = 0;
  let retry: { at: number; from: number } | undefined;
  let index = 0;
  while (index < items.length) {
    const part = pattern[at];
    if (part === wildcard) retry = { at: ++at, from: index };
    else if (part !== undefined && fits(part, items[index] as Item)) {
      at++;
      index++;
    } else if (retry !== undefined) {
      at = retry.at;
      index = ++retry.from;
    } else return false;
  }
  while (pattern[at] === wildcard) at++;
  return at === pattern.length;
}

function includes({ negated, ranges }: CharacterSet, code: number): boolean {
  return code !== slash && negated !== ranges.some(([from, to]) => from <= code && code <= to);
}

function patternOverlap(a: Pattern, b: Pattern): string | undefined {
  return commonSequence<Element, string>(a, b, 'any-depth', (x, y) => {
    if (x === 'any-depth') return y === 'any-depth' ? undefined : segmentOverlap(['star'], y);
    return segmentOverlap(x, y === 'any-depth' ? ['star'] : y);
  })?.join('/');
}

/** A name that matches both segments. One in which every `*` stands for something reads better, so it is tried first. */
function segmentOverlap(a: readonly Token[], b: readonly Token[]): string | undefined {
  const common = (x: readonly Token[], y: readonly Token[]): string | undefined =>
    commonSequence<Token, string>(x, y, 'star', commonCharacter)?.join('');
  const name = common(a.flatMap(starOfOne), b.flatMap(starOfOne)) ?? common(a, b);
  return name === '' ? 'x' : name;
}

const anyCharacter: CharacterSet = { negated: true, ranges: [] };

function starOfOne(token: Token): readonly Token[] {
  return token === 'star' ? [anyCharacter, 'star'] : [token];
}

/**
 * A shortest sequence that two patterns with wildcards both accept: a breadth-first walk over the pairs of positions in
 * them (the product of the two automata). At most one visit per pair.
 *
 * @param meet gives an item that both parts accept; it is not asked about two wildcards, which need no item at all
 */
function commonSequence<Part, Item>(
  a: readonly Part[],
  b: readonly Part[],
  wildcard: Part,
  meet: (x: Part, y: Part) => Item | undefined,
): readonly Item[] | undefined {
  interface Visit {
    readonly i: number;
    readonly j: number;
    readonly item?: Item;
    readonly before?: Visit;
  }
  const seen = new Set<number>();
  const queue: Visit[] = [];
  const visit = (next: Visit): void => {
    const key = next.i * (b.length + 1) + next.j;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push(next);
  };
  visit({ i: 0, j: 0 });
  for (let head = 0; head < queue.length; head++) {
    const here = queue[head] as Visit;
    const { i, j } = here;
    if (i === a.length && j === b.length) {
      const items: Item[] = [];
      for (let step: Visit | undefined = here; step !== undefined; step = step.before) {
        if (step.item !== undefined) items.unshift(step.item);
      }
      return items;
    }
    const x = a[i];
    const y = b[j];
    if (x === wildcard) visit({ i: i + 1, j, before: here });
    if (y === wildcard) visit({ i, j: j + 1, before: here });
    if (x === undefined || y === undefined || (x === wildcard && y === wildcard)) continue;
    const item = meet(x, y);
    if (item !== undefined) visit({ i: x === wildcard ? i : i + 1, j: y === wildcard ? j : j + 1, item, before: here });
  }
  return undefined;
}

const slash = 0x2f;
const readable = Array.from('xa0A_-.', (character) => character.codePointAt(0) ?? 0);

/**
 * A character that both tokens accept (`*` accepts all). If there is one, then one stands where a range starts, right
 * after one ends, or at the start of a stretch of valid characters; so only those are tried.
 */
function commonCharacter(x: Token, y: Token): string | undefined {
  const a = x === 'star' ? anyCharacter : x;
  const b = y === 'star' ? anyCharacter : y;
  const starts = [...a.ranges, ...b.ranges].flatMap(([from, to]) => [from, to + 1]);
  const code = [...readable, ...starts, 0x21, 0x01, slash + 1, 0xe000].find(
    (candidate) => isCharacter(candidate) && includes(a, candidate) && includes(b, candidate),
  );
  return code === undefined ? undefined : String.fromCodePoint(code);
}

function isCharacter(code: number): boolean {
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}
