/** Something in a command line that only a shell would act on. */
export interface ShellSyntax {
  /** As it is written: `&&`, `$HOME`, `cd`. */
  readonly found: string;
  /** UTF-16 offset in the line. */
  readonly at: number;
  /** Consequence of running it without a shell, as a sentence. */
  readonly why: string;
}

/** Words that are commands of a shell and of nothing else. */
const builtins: ReadonlySet<string> = new Set([
  'cd',
  'export',
  'source',
  '.',
  'set',
  'unset',
  'eval',
  'alias',
  'pushd',
  'ulimit',
]);

const operators: readonly (readonly [RegExp, string])[] = [
  [/^(?:&&|\|\|)/, 'What comes after it would never run.'],
  [/^\|&?/, 'What comes after it would never run; in a shell only its last program would decide.'],
  [/^(?:\d?>>?|<<?<?|&>)/, 'Nothing would be redirected.'],
  [/^;/, 'What comes after it would never run.'],
  [/^&/, 'Nothing would run in the background.'],
  [/^\n/, 'What is on the next line would never run.'],
];

const expansions: readonly (readonly [RegExp, string])[] = [
  [/^\$\([^)]*\)?/, 'No other program would be run for it.'],
  [/^`[^`]*`?/, 'No other program would be run for it.'],
  [/^\$(?:\{[^}]*\}?|[A-Za-z_]\w*|[0-9@*#?!$-])/, 'No variable would be put in its place.'],
];

/**
 * The first shell syntax of a command line, outside of quotes that keep it from a shell. A line that starts a shell itself
 * (`sh -c '…'`) has none: what is in its quotes is that shell's.
 */
export function shellSyntax(line: string): ShellSyntax | undefined {
  if (
    /^\s*(?:\S*\/)?(?:ba|da|z|k|fi)?sh\s+(?:-\S+\s+(?:pipefail\s+)?)*-\w*c\b|^\s*(?:cmd|powershell|pwsh)(?:\.exe)?\s+[-/]c/i.test(
      line,
    )
  ) {
    return undefined;
  }
  const assigned = /^\s*[A-Za-z_]\w*=\S*(?=\s|$)/.exec(line)?.[0];
  if (assigned !== undefined) {
    return {
      found: assigned.trim(),
      at: assigned.length - assigned.trimStart().length,
      why: 'It would be taken for the program.',
    };
  }
  const program = /^\s*(\S+)/.exec(line)?.[1];
  if (program !== undefined && builtins.has(program)) {
    return { found: program, at: line.indexOf(program), why: 'It is a command of shells, and no program.' };
  }
  return scan(line);
}

function scan(line: string): ShellSyntax | undefined {
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const rest = line.slice(at);
    if (character === '\\' && quote !== "'") {
      at++;
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (quote === '"') {
        const found = matching(rest, at, expansions);
        if (found !== undefined) return found;
      }
    } else if (character === '"' || character === "'") quote = character;
    else {
      const found = matching(rest, at, operators) ?? matching(rest, at, expansions) ?? wordStart(line, at, rest);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function wordStart(line: string, at: number, rest: string): ShellSyntax | undefined {
  const starts = at === 0 || /\s/.test(line.charAt(at - 1));
  if (/^[*?]/.test(rest)) {
    const [before = ''] = /\S*$/.exec(line.slice(0, at)) ?? [];
    const [word = ''] = /^\S*/.exec(line.slice(at - before.length)) ?? [];
    // A shell would refuse a word with brackets, so it is not meant as a pattern: node -e console.log(6*7)
    if (/[()]/.test(word)) return undefined;
    return {
      found: word,
      at: at - before.length,
      why: 'No file names would be put in its place; put it in quotes if the program looks for them itself.',
    };
  }
  if (starts && rest.startsWith('(')) return { found: '(', at, why: 'There would be no subshell.' };
  if (starts && /^~(?:\/|\s|$)/.test(rest)) return { found: '~', at, why: 'It would not stand for your home folder.' };
  if (starts && rest.startsWith('#')) return { found: '#', at, why: 'It would not begin a comment.' };
  if (/^\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}/.test(rest))
    return {
      found: /^\{[^}]*\}/.exec(rest)?.[0] ?? '{',
      at,
      why: 'It would not be expanded; put it in quotes if the program does that itself.',
    };
  return undefined;
}

function matching(rest: string, at: number, table: readonly (readonly [RegExp, string])[]): ShellSyntax | undefined {
  for (const [pattern, why] of table) {
    const found = pattern.exec(rest)?.[0];
    if (found !== undefined) return { found: found.trim() === '' ? 'A line break' : found, at, why };
  }
  return undefined;
}

/** The line as an argument of a shell, for whoever wants one. With a pipe, its first programs count, too. */
export function inShell(line: string): string {
  const shell = /(^|[^|])\|([^|]|$)/.test(line) ? 'bash -o pipefail -c' : 'sh -c';
  if (!line.includes("'")) return `${shell} '${line}'`;
  return `${shell} "${line.replace(/[\\"$`]/g, (mark) => `\\${mark}`)}"`;
}
