import { wasReached } from './shellScript.ts';

/** How programs of a language start others, and give up when one of those is red. */
interface Language {
  readonly files: RegExp;
  readonly starts: RegExp;
  /** Starts that give up by themselves. */
  readonly throws: RegExp;
  readonly stops: RegExp;
  readonly defines: RegExp;
}

const languages: readonly Language[] = [
  {
    files: /\.py$|^#!.*\bpython/,
    starts: /\b(?:subprocess\.(?:run|call|check_call|check_output|Popen)|os\.system|check_call|check_output)\(/,
    throws: /check_call|check_output|check\s*=\s*True/,
    stops: /\b(?:sys\.exit|exit|quit|os\._exit)\(|\braise\b|\bcheck_returncode\(/,
    defines: /^ *(?:async +)?def +(\w+)/,
  },
  {
    files: /\.[cm]?[jt]s$|^#!.*\b(?:node|bun|deno|zx|tsx)\b/,
    starts: /\b(?:execSync|execFileSync|spawnSync|spawn|exec|execFile|execa\w*|Bun\.spawn\w*)\(|\$(?:\([^)]*\))?`/,
    throws: /execSync|execFileSync|execa|\$(?:\([^)]*\))?`/,
    stops: /\bprocess\.exit\(|\bthrow\b|\bDeno\.exit\(/,
    defines:
      /^ *(?:export +)?(?:async +)?(?:function +(\w+)|(?:const|let) +(\w+) *= *(?:async *)?(?:function\b|\([^)]*\) *=>|\w+ *=>))/,
  },
  {
    files: /\.go$/,
    starts: /\bexec\.Command(?:Context)?\(|\bsh\.Run\w*\(/,
    throws: /(?!)/,
    stops: /\blog\.Fatal\w*\(|\bos\.Exit\(|\bpanic\(|\breturn +(?!nil\b)\S*[eE]rr|\breturn +(?:sh|fmt)\./,
    defines: /^ *func +(?:\([^)]*\) *)?(\w+)/,
  },
  {
    files: /\.rb$|^#!.*\bruby/,
    starts: /(?:^|[^\w.])(?:system|sh|spawn|Open3\.\w+)[ (]+["'*%\[]/,
    throws: /exception: *true|(?:^|[^\w.])sh[ (]/,
    stops: /\b(?:abort|exit!?|raise|fail)\b/,
    defines: /^ *def +(?:self\.)?(\w+)/,
  },
  {
    files: /\.pl$|^#!.*\bperl/,
    starts: /\bsystem\b/,
    throws: /(?!)/,
    stops: /\b(?:die|exit)\b/,
    defines: /^ *sub +(\w+)/,
  },
];

interface Line {
  readonly text: string;
  readonly indent: number;
  readonly at: number;
}

/**
 * First command of a program that starts others, which does not run once an earlier one is red; undefined where there is none, or
 * where the program goes on and sums up at its end. A file of tests starts programs for its own reasons.
 *
 * @param file its name, which tells the language where it has no line of its own for that
 * @param runs patterns of the commands that are known to be red
 * @param text what was printed: npm and others say which commands they came to
 */
export function unreachedStart(
  file: string,
  source: string,
  runs: readonly RegExp[],
  text: string,
): string | undefined {
  const [first = ''] = source.split('\n', 1);
  const language = languages.find(({ files }) => files.test(file) || files.test(first));
  if (language === undefined || isTestFile.test(source)) return undefined;
  const lines = source.split(/\r?\n/).map((line, at) => ({ text: line, indent: line.search(/\S/), at }));
  const code = lines.filter(({ text: line }) => line.trim() !== '' && !/^\s*(?:#|\/\/|\*)/.test(line));
  const helpers = helpersIn(code, language);
  const calls = helpers.map(
    ({ name }) => new RegExp(`(?<![\\w.]|\\b(?:def|function|func|sub) )${name}(?:\\(|\`| +["'])`),
  );
  const isHelperLine = ({ at }: Line): boolean => helpers.some(({ from, to }) => at >= from && at <= to);
  const starts = code.filter(
    (line) => !isHelperLine(line) && (language.starts.test(line.text) || calls.some((call) => call.test(line.text))),
  );
  const stopping = helpers.some(({ stops }) => stops);
  const looped = starts.find(
    (line) => isInLoop(line, code) && (stopping || givesUp([line], blockAfter(line, code), language)),
  );
  if (looped !== undefined) return `what ${file} goes through after it`;
  const [begin, end] = [starts[0], starts.at(-1)];
  if (begin === undefined || end === undefined || begin === end) return undefined;
  const between = code.filter(({ at }) => at > begin.at && at < end.at);
  if (!stopping && !givesUp(starts.slice(0, -1), between, language)) return undefined;
  const commands = starts.map((line) => commandOf(line, lines));
  const red = Math.max(
    0,
    commands.findIndex((command) => runs.some((run) => run.test(command))),
  );
  const next = commands[red + 1];
  return next === undefined || wasReached(commands.at(-1) ?? '', text) ? undefined : next;
}

const isTestFile =
  /\bunittest\.(?:main|TestCase)|\bfrom ['"]node:test['"]|require\(['"]node:test['"]\)|\bimport pytest\b|^\s*(?:describe|test|it)\(|minitest|\btesting\.T\b/m;

/** Functions of the program itself through which it starts others. */
function helpersIn(
  code: readonly Line[],
  language: Language,
): readonly { readonly name: string; readonly from: number; readonly to: number; readonly stops: boolean }[] {
  return code.flatMap((line, index) => {
    const defined = language.defines.exec(line.text);
    const name = defined?.[1] ?? defined?.[2];
    if (name === undefined || name === 'main') return [];
    const rest = code.slice(index + 1);
    const end = rest.findIndex(({ indent }) => indent <= line.indent);
    const body = [line, ...rest.slice(0, end < 0 ? rest.length : end)];
    const started = body.filter(({ text }) => language.starts.test(text));
    if (started.length !== 1) return [];
    return [{ name, from: line.at, to: body.at(-1)?.at ?? line.at, stops: givesUp(started, body, language) }];
  });
}

function givesUp(starts: readonly Line[], besides: readonly Line[], { throws, stops }: Language): boolean {
  const texts = besides.map(({ text }) => text);
  const caught = texts.some((text) => /\b(?:try|except|rescue|catch)\b/.test(text));
  const thrown = [...starts.map(({ text }) => text), ...texts].some((text) => throws.test(text));
  return (thrown && !caught) || [...starts.map(({ text }) => text), ...texts].some((text) => stops.test(text));
}

/** Lines of the block that a line is in, from it on. */
function blockAfter(line: Line, code: readonly Line[]): readonly Line[] {
  const rest = code.filter(({ at }) => at > line.at);
  const end = rest.findIndex(({ indent }) => indent < line.indent);
  return rest.slice(0, end < 0 ? rest.length : end);
}

function isInLoop(line: Line, code: readonly Line[]): boolean {
  let indent = line.indent;
  for (const { text, indent: other } of code.filter(({ at }) => at <= line.at).reverse()) {
    const isLoop = /^\s*(?:for|while|until)\b|\.(?:forEach|map|each)\b/.test(text);
    if (isLoop && (other < indent || text === line.text)) return true;
    indent = Math.min(indent, other);
  }
  return false;
}

/** The words that a start is given, as far as they are written there. */
function commandOf({ at }: Line, lines: readonly Line[]): string {
  const statement = lines
    .slice(at, at + 4)
    .map(({ text }) => text)
    .join('\n');
  const [call = ''] = statement.split(/\)\s*;?\s*(?:\n|$)/, 1);
  const words = [...call.matchAll(/(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(([, , word = '']) => word);
  return words.length === 0 ? (lines[at]?.text.trim() ?? '') : words.join(' ');
}
