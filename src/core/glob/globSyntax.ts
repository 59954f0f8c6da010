/**
 * The glob language of plans, small enough to decide on: `*` any characters of one name (a leading dot included), `?` one
 * character, `[a-z]` and `[!a-z]` one of a class, `{a,b}` alternatives, and `**` as a whole segment any number of folders.
 * Paths are relative to the repository root, with forward slashes, and case counts, as in git.
 */

/** Characters one position of a name may have: the code points inside the ranges, or (negated) all others. */
export interface CharacterSet {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** One position of a name, or `*`: any number of characters. */
export type Token = CharacterSet | 'star';
/** One segment of a path, or `**`: any number of segments. */
export type Element = readonly Token[] | 'any-depth';
/** A glob without alternatives. */
export type Pattern = readonly Element[];

const longestGlob = 256;
const mostAlternatives = 32;

/**
 * The patterns a glob stands for; a path matches the glob if it matches one of them. Any text is accepted: what is not
 * valid syntax stands for itself. A class also matches itself, so that `pages/[id].tsx` owns the file of that name. Only
 * what is too long to decide on stands for nothing; globDefect says so.
 */
export function parseGlob(glob: string): readonly Pattern[] {
  return alternativesOf(glob).flatMap((text) => {
    const plain = text.replace(/^(?:\.\/)+/, '');
    const pattern = parsePattern(plain, true);
    return plain.includes('[') ? [pattern, parsePattern(plain, false)] : [pattern];
  });
}

/** The globs without braces that a glob stands for; itself when it has none, or more than can be decided on. */
export function alternativesOf(glob: string): readonly string[] {
  return glob.length > longestGlob ? [] : (expandBraces(glob) ?? [glob]);
}

/** Whether a glob can match more than one path. */
export function hasWildcard(glob: string): boolean {
  return /[*?{[]/.test(glob);
}

/** Why a text should not be used as a glob, as the end of a sentence that starts with the glob; or undefined. */
export function globDefect(glob: string): string | undefined {
  const plain = glob.replace(/^(?:\.\/)+/, '');
  if (plain === '') return 'names no file';
  if (glob.length > longestGlob) return `is longer than ${longestGlob} characters`;
  if (plain.includes('\\')) return `uses backslashes. Write ${plain.replaceAll('\\', '/')}`;
  if (/^(?:\/|~|[A-Za-z]:)/.test(plain)) return 'is not relative to the repository root';
  if (plain.endsWith('/')) return `names a folder. Write ${plain.replace(/\/+$/, '')}/** for everything in it`;
  const segments = plain.split('/');
  if (segments.includes('..')) return 'leaves its folder with "..". Write the path from the repository root';
  if (segments.includes('.') || segments.includes('')) return 'has an empty segment ("//" or "/./")';
  // Git takes no such folder at any depth, and where case does not count `.GIT` is the same.
  if (segments.some((segment) => segment.toLowerCase() === '.git')) return 'is inside .git, which belongs to git';
  if (expandBraces(glob) === undefined) return `expands to more than ${mostAlternatives} alternatives. List them`;
  return undefined;
}

/** `a{b,c}d` as `abd`, `acd`, nested ones too; undefined when there are too many. Braces without a comma stay. */
function expandBraces(glob: string): readonly string[] | undefined {
  const done: string[] = [];
  const open = [glob];
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    const group = firstGroup(text);
    if (group === undefined) done.push(text);
    else {
      const before = text.slice(0, group.start);
      const after = text.slice(group.end);
      // Reversed, because the last one pushed is the first one expanded.
      open.push(...group.parts.map((part) => before + part + after).reverse());
    }
    if (done.length + open.length > mostAlternatives) return undefined;
  }
  return done;
}

function firstGroup(
  text: string,
): { readonly start: number; readonly end: number; readonly parts: readonly string[] } | undefined {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    const parts: string[] = [];
    let depth = 0;
    let partStart = start + 1;
    for (let index = start; index < text.length; index++) {
      const character = text[index];
      if (character === '{') depth++;
      else if (character === ',' && depth === 1) {
        parts.push(text.slice(partStart, index));
        partStart = index + 1;
      } else if (character === '}' && --depth === 0) {
        if (parts.length === 0) break;
        return { start, end: index + 1, parts: [...parts, text.slice(partStart, index)] };
      }
    }
  }
  return undefined;
}

function parsePattern(text: string, withClasses: boolean): Pattern {
  const segments = text.split('/');
  return segments.flatMap((segment, index): Element[] => {
    if (segment !== '**') return [parseSegment(Array.from(segment), withClasses)];
    // At the end, `**` means something inside the folder, not the folder itself.
    return index === segments.length - 1 ? ['any-depth', ['star']] : ['any-depth'];
  });
}

function parseSegment(characters: readonly string[], withClasses: boolean): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '*') {
      if (tokens.at(-1) !== 'star') tokens.push('star');
    } else if (character === '?') tokens.push({ negated: true, ranges: [] });
    else {
      const parsed = character === '[' && withClasses ? parseClass(characters, index) : undefined;
      if (parsed === undefined) {
        const code = character.codePointAt(0) ?? 0;
        tokens.push({ negated: false, ranges: [[code, code]] });
      } else {
        tokens.push(parsed.set);
        index = parsed.last;
      }
    }
  }
  return tokens;
}

/** The class that starts at `[`, and the index of its `]`; undefined when it is never closed. */
function parseClass(
  characters: readonly string[],
  start: number,
): { readonly set: CharacterSet; readonly last: number } | undefined {
  const negated = characters[start + 1] === '!' || characters[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  // A "]" right at the start is a member, as in every shell.
  const last = characters.indexOf(']', first + 1);
  if (last === -1) return undefined;
  const codes = characters.slice(first, last).map((character) => character.codePointAt(0) ?? 0);
  const ranges: [number, number][] = [];
  for (let index = 0; index < codes.length; index++) {
    const from = codes[index] ?? 0;
    const to = codes[index + 2];
    if (to !== undefined && codes[index + 1] === 0x2d) {
      ranges.push(from <= to ? [from, to] : [to, from]);
      index += 2;
    } else ranges.push([from, from]);
  }
  return { set: { negated, ranges }, last };
}
