/** A stretch of the plan's text that is read by itself. `hole` is a list inside it that is read in pieces of its own. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly hole?: { readonly start: number; readonly end: number; readonly column: number };
}

/** The text of a plan, divided so that what one task says can be read without the others. */
export interface SplitText {
  /** Everything but the entries of `waves`. */
  readonly root: Piece;
  readonly waves: readonly SplitWave[];
}

export interface SplitWave {
  /** The wave without the entries of its `tasks`. */
  readonly head: Piece;
  readonly tasks: readonly Piece[];
}

/**
 * Divides a text at the dashes of its waves and tasks, by indentation alone: in YAML nothing but a new entry can start with
 * a dash at the column of a list, neither in texts of several lines nor in brackets that are closed. Lists in flow style
 * stay in one piece with what holds them, and so does a text without a block list of waves.
 *
 * It looks at each line once and copies nothing, so that doing it again after every keystroke costs little.
 */
export function splitText(source: string): SplitText {
  const first = startOfWaves(source);
  return first === undefined ? { root: whole(source), waves: [] } : new Splitter(source, first).split();
}

/**
 * Whether a text that starts with the dash of an entry at a column is that entry and nothing else, as the division sees it.
 *
 * @param text from the start of the dash's line to the end of a line
 */
export function staysOneEntry(text: string, column: number): boolean {
  for (let start = lineEnd(text, 0) + 1; start < text.length; start = lineEnd(text, start) + 1) {
    let indent = 0;
    while (text.charCodeAt(start + indent) === space) indent++;
    if (indent <= column && isContent(text, start, indent, lineEnd(text, start) + 1)) return false;
  }
  return true;
}

/** Whether a line contains more than blanks or a comment. */
function isContent(source: string, start: number, indent: number, next: number): boolean {
  const code = source.charCodeAt(start + indent);
  return (
    start + indent < Math.min(next, source.length) &&
    code !== newlineCode &&
    code !== hash &&
    !(code === returnCode && next - start === indent + 2)
  );
}

function whole(source: string): Piece {
  return { start: 0, end: source.length };
}

/** Offset of the line after the only `waves:` of the text that starts a list below it. */
function startOfWaves(source: string): number | undefined {
  let found: number | undefined;
  for (let at = nextWaves(source, 0); at !== -1; at = nextWaves(source, at + 1)) {
    const line = source.slice(at, lineEnd(source, at));
    if (!/^waves[ \t]*:/.test(line)) continue;
    if (found !== undefined || !/^waves[ \t]*:[ \t]*(?:#.*)?$/.test(line)) return undefined;
    found = Math.min(source.length, lineEnd(source, at) + 1);
  }
  return found;
}

function nextWaves(source: string, from: number): number {
  if (from === 0 && /^\uFEFF?waves/.test(source)) return source.indexOf('waves');
  const newline = source.indexOf('\nwaves', from);
  return newline === -1 ? -1 : newline + 1;
}

function lineEnd(source: string, at: number): number {
  const newline = source.indexOf('\n', at);
  return newline === -1 ? source.length : newline;
}

interface OpenWave {
  readonly start: number;
  /** Column of the wave's keys, once the first one is seen. */
  keys: number | undefined;
  /** Position of its `tasks`; `closed` once something else follows them. */
  tasks: { readonly column: number; readonly starts: number[]; end: number; closed: boolean } | undefined;
  /** The line before was `tasks:`, and its list is about to start. */
  expectsTasks: boolean;
  /** Something about its lists cannot be determined by indentation, so it is read as a whole. */
  opaque: boolean;
}

const dash = 0x2d;
const space = 0x20;
const tab = 0x09;
const newlineCode = 0x0a;
const returnCode = 0x0d;
const hash = 0x23;

class Splitter {
  readonly #source: string;
  readonly #from: number;
  readonly #waves: OpenWave[] = [];
  #column = -1;

  constructor(source: string, from: number) {
    this.#source = source;
    this.#from = from;
  }

  split(): SplitText {
    const source = this.#source;
    let start = this.#from;
    let holeStart: number | undefined;
    let end = source.length;
    while (start < source.length) {
      const next = Math.min(source.length, lineEnd(source, start) + 1);
      let indent = 0;
      while (source.charCodeAt(start + indent) === space) indent++;
      const code = source.charCodeAt(start + indent);
      if (isContent(source, start, indent, next)) {
        if (code === tab && indent <= this.#column) return { root: whole(source), waves: [] };
        const entry = code === dash && this.#endsDash(start + indent + 1, next);
        if (holeStart === undefined) {
          if (!entry) return { root: whole(source), waves: [] };
          holeStart = start;
          this.#column = indent;
        }
        if (indent < this.#column || (indent === this.#column && !entry)) {
          if (this.#mayBeKey(start, next)) {
            end = start;
            break;
          }
        } else if (indent === this.#column) this.#openWave(start, indent, next);
        else this.#continueWave(this.#waves.at(-1) as OpenWave, start, indent, next, entry);
      }
      start = next;
    }
    if (holeStart === undefined) return { root: whole(source), waves: [] };
    return {
      root: { start: 0, end: source.length, hole: { start: holeStart, end, column: this.#column } },
      waves: this.#waves.map((wave, index) => closeWave(wave, this.#waves[index + 1]?.start ?? end)),
    };
  }

  /** Whether a dash is followed by a blank or nothing, and so starts an entry. */
  #endsDash(after: number, next: number): boolean {
    if (after >= next) return true;
    const code = this.#source.charCodeAt(after);
    return code === space || code === newlineCode || code === returnCode || code === tab;
  }

  /** Whether a line that is not as deep as the list could be what follows the list, rather than a slip inside it. */
  #mayBeKey(start: number, next: number): boolean {
    const line = this.#source.slice(start, next);
    return /:(?:\s|$)/.test(line) || /^(?:---|\.\.\.|\s*\?(?:\s|$))/.test(line);
  }

  #openWave(start: number, indent: number, next: number): void {
    const wave: OpenWave = { start, keys: undefined, tasks: undefined, expectsTasks: false, opaque: false };
    this.#waves.push(wave);
    let key = start + indent + 1;
    while (this.#source.charCodeAt(key) === space) key++;
    if (key >= next || /[\s#]/.test(this.#source[key] ?? '')) return;
    wave.keys = key - start;
    this.#noteKey(wave, key, next);
  }

  #continueWave(wave: OpenWave, start: number, indent: number, next: number, entry: boolean): void {
    wave.keys ??= indent;
    const { tasks } = wave;
    if (wave.expectsTasks) {
      wave.expectsTasks = false;
      if (entry && indent >= wave.keys) {
        wave.tasks = { column: indent, starts: [start], end: -1, closed: false };
        return;
      }
      if (indent > wave.keys) wave.opaque = true;
    } else if (tasks !== undefined && !tasks.closed) {
      if (indent === tasks.column && entry) {
        tasks.starts.push(start);
        return;
      }
      if (indent > wave.keys || !this.#mayBeKey(start, next)) return;
      tasks.closed = true;
      tasks.end = start;
    }
    if (indent === wave.keys) this.#noteKey(wave, start + indent, next);
  }

  #noteKey(wave: OpenWave, key: number, next: number): void {
    if (!this.#source.startsWith('tasks', key)) return;
    const line = this.#source.slice(key, next);
    if (!/^tasks[ \t]*:/.test(line)) return;
    if (wave.tasks !== undefined || wave.expectsTasks) wave.opaque = true;
    else wave.expectsTasks = /^tasks[ \t]*:[ \t]*(?:#.*)?\s*$/.test(line);
  }
}

function closeWave({ start, tasks, opaque }: OpenWave, end: number): SplitWave {
  if (tasks === undefined || opaque) return { head: { start, end }, tasks: [] };
  const tasksEnd = tasks.closed ? tasks.end : end;
  return {
    head: { start, end, hole: { start: tasks.starts[0] ?? end, end: tasksEnd, column: tasks.column } },
    tasks: tasks.starts.map((from, index) => ({ start: from, end: tasks.starts[index + 1] ?? tasksEnd })),
  };
}
