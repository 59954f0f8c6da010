import { splitCommand } from '../command/splitCommand.ts';

/** Command of a line, before what differs is taken out. */
export interface LineStep {
  readonly folder: string;
  readonly variables: readonly (readonly [name: string, value: string])[];
  readonly words: readonly string[];
  readonly shell: boolean;
}

/** Ends of a line that shorten or show what it prints, and change nothing else. */
const shown = [
  /\s*\|\s*(?:tail|head)(?:\s+(?:-n\s*|-c\s*|-)?\d+)?\s*$/,
  /\s+2>&1\s*$/,
  /\s*;\s*echo\s+"?[^"'`;|&]*\$\?"?\s*$/,
];

/** Programs that only look: they are no part of a flow, and do not end one. */
const looking = new Set([
  ...['ls', 'cat', 'head', 'tail', 'less', 'grep', 'rg', 'find', 'fd', 'pwd', 'wc', 'tree', 'echo', 'which', 'type'],
  ...['file', 'stat', 'du', 'whoami', 'date', 'printf', 'dir', 'true', 'sleep'],
]);
const lookingGit = new Set(['status', 'diff', 'log', 'show', 'branch', 'rev-parse', 'ls-files', 'blame', 'grep']);

/** Commands of a command line that are joined with `&&`; one where a shell would do more than that. */
export function stepsOfLine(line: string): readonly LineStep[] {
  let folder = '';
  return pieces(line.trim()).flatMap((piece): readonly LineStep[] => {
    const text = withoutShown(piece).trim();
    if (text === '') return [];
    const moved = /^cd\s+(?:"([^"$`]*)"|'([^']*)'|([^\s"'$`;&|<>]+))$/.exec(text);
    if (moved !== null) {
      folder = joined(folder, moved[1] ?? moved[2] ?? moved[3] ?? '');
      return [];
    }
    const step = { folder, ...commandOf(text) };
    return isLook(step) ? [] : [step];
  });
}

function withoutShown(piece: string): string {
  const shorter = shown.reduce((rest, pattern) => rest.replace(pattern, ''), piece);
  return shorter === piece ? piece : withoutShown(shorter);
}

function commandOf(text: string): Omit<LineStep, 'folder'> {
  const variables: (readonly [string, string])[] = [];
  let rest = text;
  for (let found = assignment(rest); found !== undefined; found = assignment(rest)) {
    variables.push([found.name, found.value]);
    rest = rest.slice(found.length);
  }
  const split = splitCommand(rest);
  if (!('problem' in split)) return { variables, words: [split.program, ...split.args], shell: false };
  return { variables: [], words: shellWords(text), shell: true };
}

function assignment(
  text: string,
): { readonly name: string; readonly value: string; readonly length: number } | undefined {
  const [whole, name, double, single, bare = ''] =
    /^([A-Za-z_]\w*)=(?:"([^"$`\\]*)"|'([^']*)'|([^\s"'$`\\;&|<>()]*))\s+(?=\S)/.exec(text) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return { name, value: double ?? single ?? bare, length: whole.length };
}

function isLook({ words: [program = '', first = '', ...more], shell }: LineStep): boolean {
  if (shell) return false;
  if (program === 'git') return lookingGit.has(first);
  if (program === 'sed') return first === '-n' || more.includes('-n');
  return looking.has(program);
}

/** The parts of a line between `&&`; the line alone where it holds anything that `&&` is not the outermost of. */
function pieces(line: string): readonly string[] {
  const parts: string[] = [];
  let quote = '';
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\' && quote !== "'") at++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (line.startsWith('&&', at)) {
      parts.push(line.slice(start, at));
      at++;
      start = at + 1;
    } else if (
      /^(?:\|\||\$\(|<<|[`(\n]|;(?!\s*echo\s+"?[^"'`;|&]*\$\?"?\s*$)|&(?!1|>))/.test(line.slice(at)) &&
      !line.startsWith('>&', at - 1)
    ) {
      return [line];
    }
  }
  return quote === '' ? [...parts, line.slice(start)] : [line];
}

/** Words and operators of a line for a shell, quotes included, so that joined with a space they mean the same. */
function shellWords(line: string): readonly string[] {
  const words = line.match(/(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\]|["'\\])+/g) ?? [];
  // A line break, or text that goes on over several lines, means something where it stands.
  return line.includes('\n') ? [line] : words;
}

function joined(folder: string, next: string): string {
  if (/^(?:\/|~|[A-Za-z]:)/.test(next)) return next;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of next.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
