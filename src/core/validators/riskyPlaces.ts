/** A changed line that is worth reading first, and why. */
export interface RiskyPlace {
  /** Forward slashes, relative to the repository root. */
  readonly file: string;
  /** Line of the file as it is after the change; for a line that is gone, the one that is there instead. Counts from 1. */
  readonly line: number;
  /** The line itself, after `-` where the change has deleted it. */
  readonly text: string;
  /** Short phrases, weightiest first. */
  readonly reasons: readonly string[];
}

interface Sign {
  readonly reason: string;
  readonly weight: number;
  readonly pattern: RegExp;
}

/** Lines that agents get subtly wrong, as far as one changed line can show it in most languages. */
const added: readonly Sign[] = [
  {
    reason: 'drops an error',
    weight: 6,
    pattern:
      /\bcatch\b\s*(?:\([^)]*\))?\s*\{|\.catch\(|\bexcept\b.*:|\brescue\b|^\s*_\s*(?:,\s*_\s*)?:?=|\|\|\s*true\b|2>\s*\/dev\/null|\.ok\(\)|unwrap_or/,
  },
  {
    reason: 'weakens or skips a test',
    weight: 7,
    pattern:
      /\b(?:test|it|describe|suite)\.(?:skip|only|todo)\b|\bx(?:it|test|describe)\b|@(?:Ignore|Disabled|pytest\.mark\.(?:skip|xfail))|t\.Skip\(|\bassert\.ok\(|toBeTruthy|toBeDefined|assert(?:True)?\b.*(?:> 0|!= None|is not None)/,
  },
  {
    reason: 'may be a secret',
    weight: 7,
    pattern:
      /(?:key|token|secret|passw(?:or)?d|credential)s?\b["']?\s*[:=]\s*["']?[\w+/-]{8,}|["'`:\s](?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{18,}|["'`][A-Za-z0-9+/=]{24,}["'`]|:\/\/[^\s/:"']+:[^\s@"']+@|authorization|set-cookie/i,
  },
  {
    reason: 'may race',
    weight: 5,
    pattern:
      /\.forEach\(\s*async|\bsetTimeout\(|\bexists(?:Sync)?\(|\bgo func\b|\bThread\b|\.set\([^)]*[+-]\s*1|\bPromise\.(?:all|race)\b|\bglobal\b/,
  },
  {
    reason: 'a boundary',
    weight: 4,
    pattern: /[^=<>-][<>]=?\s*[\w.(]+(?!.*=>)|[-+]\s*1\b|\.slice\(|\bsubstr|\brange\(|%\s*[(\w]/,
  },
  {
    reason: 'a default',
    weight: 4,
    pattern:
      /\w\s*=\s*(?:true|false|null|None|nil|\d+|["'][^"']*["'])\s*[,})]|\?\?|\|\|\s*\S|\.get(?:OrDefault)?\([^)]*,|\bfetch\(:|^\s*\w+:\s*(?:true|false|\d+)\s*$|unwrap_or/,
  },
  {
    reason: 'a signature',
    weight: 4,
    pattern:
      /^\s*(?:export\s+|pub(?:lic)?\s+|static\s+|async\s+|abstract\s+)*(?:function|def|fn|func|interface|class|const \w+ = (?:async )?\(?)\b|\)\s*(?:->|:)\s*[\w<]|^\s*(?:readonly\s+)?\w+\??:\s*\w+;$|^\s*(?:\w+\s+)+\w+\([^)]*\)(?:\s*throws\s+\w+)?\s*[;{]$/,
  },
  { reason: 'a condition', weight: 2, pattern: /\bif\b|\bwhile\b|&&|!\w|\bunless\b/ },
];

const deleted: readonly Sign[] = [
  { reason: 'a check of a test is gone', weight: 8, pattern: /\bassert|\bexpect\(|\.should\b|t\.(?:Fatal|Error)/ },
  {
    reason: 'an await or a lock is gone',
    weight: 7,
    pattern: /\bawait\b|\block\b|Lock\(|\bmutex\b|synchronized|atomic|EXCL/i,
  },
  { reason: 'an error is passed on no more', weight: 6, pattern: /\bthrow\b|\braise\b|return err\b|\?;$/ },
  {
    reason: 'a signature was changed',
    weight: 3,
    pattern: /\bfunction\b|\bdef\b|\bfn\b|\bfunc\b|\bpublic\b|\bexport\b/,
  },
  { reason: 'a guard is gone', weight: 4, pattern: /\bif\b|\bunless\b|\bvalidate/ },
];

/** Weight of a change of what was there before: code that was written new has its own tests. */
const edited = 3;
/** Lines that nothing follows from. */
const idle = /^\s*(?:$|\/\/|\/?\*|#(?!\[)|"""|import\b|from\b|use\b|package\b|[)}\]({[;,]+\s*$)/;

interface Ranked extends RiskyPlace {
  readonly weight: number;
}

/**
 * The changed lines of a difference that are most likely to be wrong, riskiest first.
 *
 * @param diff unified
 * @param share of all changed lines, from 0 to 1
 */
export function riskyPlaces(diff: string, share = 0.15): readonly RiskyPlace[] {
  const all = diff.split(/^(?=diff --git )/m).flatMap(linesOf);
  const most = Math.ceil(all.length * share);
  return all
    .map((place, index) => ({ place, index }))
    .sort((one, other) => other.place.weight - one.place.weight || one.index - other.index)
    .slice(0, most)
    .flatMap(({ place: { weight, ...place } }) => (weight > 0 ? [place] : []));
}

/** Number of changed lines of a difference. */
export function changedLines(diff: string): number {
  return diff.split(/^(?=diff --git )/m).flatMap(linesOf).length;
}

function linesOf(part: string): readonly Ranked[] {
  const file = /^\+\+\+ b\/(.*)$/m.exec(part)?.[1] ?? /^--- a\/(.*)$/m.exec(part)?.[1];
  if (file === undefined) return [];
  const found: Ranked[] = [];
  for (const hunk of part.split(/^(?=@@ )/m).slice(1)) {
    const [head = '', ...lines] = hunk.split('\n');
    let line = Number(/\+(\d+)/.exec(head)?.[1] ?? 1);
    const edits = lines.some((each) => each.startsWith('-'));
    for (const text of lines) {
      if (text.startsWith('+')) found.push(ranked(file, line, text.slice(1), edits ? edited : 0, added));
      if (text.startsWith('-')) found.push(ranked(file, Math.max(1, line), text, 0, deleted));
      if (!text.startsWith('-') && !text.startsWith('\\')) line += 1;
    }
  }
  return found;
}

function ranked(file: string, line: number, text: string, extra: number, signs: readonly Sign[]): Ranked {
  const code = text.replace(/^-/, '');
  if (idle.test(code)) return { file, line, text, reasons: [], weight: 0 };
  const met = signs.filter(({ pattern }) => pattern.test(code)).sort((one, other) => other.weight - one.weight);
  const weight = extra + met.reduce((sum, sign, index) => sum + sign.weight / (index + 1), 0);
  return { file, line, text, reasons: met.map(({ reason }) => reason), weight };
}
