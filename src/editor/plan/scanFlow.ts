/** Start of a wave in a plan's text. `line` counts from 0. */
export interface WavePlace {
  readonly id: string;
  readonly line: number;
}

/** Kind of a collection in braces or brackets: a plan, its list of waves, or one wave. */
export type FlowPart = 'plan' | 'waves' | 'wave';

interface Token {
  readonly sign: '{' | '}' | '[' | ']' | ',' | ':' | 'scalar';
  /** Of a scalar: what it stands for, quotes taken off. */
  readonly text: string;
  readonly offset: number;
}

/** A collection that has begun and not ended. */
interface Open {
  readonly sign: '{' | '[';
  readonly line: number;
  /** Of a mapping: the key whose value comes next. */
  key?: string;
  /** The last scalar, which becomes the key if a colon follows. */
  scalar: string;
}

/** Number of collections around a wave, counted from the one that is scanned. */
const waveDepth: Readonly<Record<FlowPart, number>> = { plan: 2, waves: 1, wave: 0 };

/**
 * Finds the waves of a plan in flow style, which is JSON's, in texts that may break off anywhere.
 * @param offset where the opening brace or bracket of `part` stands
 * @param line of that place, counting from 0
 */
export function scanFlow(text: string, offset: number, line: number, part: FlowPart): readonly WavePlace[] {
  const places: WavePlace[] = [];
  const open: Open[] = [];
  let lineNow = line;
  let counted = offset;
  for (const token of tokensFrom(text, offset)) {
    for (; counted < token.offset; counted += 1) if (text[counted] === '\n') lineNow += 1;
    const inner = open.at(-1);
    switch (token.sign) {
      case '{':
      case '[':
        open.push({ sign: token.sign, line: lineNow, scalar: '' });
        break;
      case '}':
      case ']':
        open.pop();
        if (open.length === 0) return places;
        break;
      case ',':
        delete inner?.key;
        break;
      case ':':
        if (inner !== undefined) inner.key ??= inner.scalar;
        break;
      case 'scalar':
        if (inner === undefined) return places;
        inner.scalar = token.text;
        if (inner.key === 'id' && isWave(open, part)) places.push({ id: token.text, line: inner.line });
        break;
    }
  }
  return places;
}

function isWave(open: readonly Open[], part: FlowPart): boolean {
  const depth = waveDepth[part];
  if (open.length !== depth + 1 || open[depth]?.sign !== '{') return false;
  if (depth > 0 && open[depth - 1]?.sign !== '[') return false;
  return part !== 'plan' || (open[0]?.sign === '{' && open[0].key === 'waves');
}

const space = /(?:\s|(?<![^\s])#[^\n]*)+/y;
const quoted = /"([^"\\]*(?:\\.[^"\\]*)*)"|'([^']*(?:''[^']*)*)'/suy;
const word = /(?:[^\s,[\]{}:]|:(?=[^\s,[\]{}]))+/y;

/** Ends where the text cannot be read on, in an open quotation mark at the latest. */
function* tokensFrom(text: string, from: number): Generator<Token> {
  let offset = from;
  let behindScalar = false;
  while (offset < text.length) {
    offset += matchAt(space, text, offset)?.[0].length ?? 0;
    const character = text[offset];
    if (character === undefined) return;
    if (isSign(character)) {
      yield { sign: character, text: '', offset };
      behindScalar = false;
      offset += 1;
      continue;
    }
    // Only at its beginning does a mark make a value a quoted one: in `what it's for` it is an apostrophe.
    const isQuoted = !behindScalar && (character === '"' || character === "'");
    const found = matchAt(isQuoted ? quoted : word, text, offset);
    if (found === undefined) {
      if (character !== ':') return;
      yield { sign: ':', text: '', offset };
      behindScalar = false;
      offset += 1;
      continue;
    }
    yield { sign: 'scalar', text: found[1] ?? found[2] ?? found[0], offset };
    offset += found[0].length;
    behindScalar = true;
    // JSON writes "key":value without a space; behind a plain word that is part of the word.
    if (isQuoted && text[offset] === ':') {
      yield { sign: ':', text: '', offset };
      behindScalar = false;
      offset += 1;
    }
  }
}

function isSign(character: string): character is '{' | '}' | '[' | ']' | ',' {
  return '{}[],'.includes(character);
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}
