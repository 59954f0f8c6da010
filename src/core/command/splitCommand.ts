import { inShell, shellSyntax } from './shellSyntax.ts';
import type { ShellSyntax } from './shellSyntax.ts';

/**
 * Splits a command line of a plan into program and arguments the way a POSIX shell splits words, and does nothing else a
 * shell does. Commands are run from this list, never by a shell.
 *
 * Single quotes keep everything; double quotes keep everything but `\"`, `\\`, `\$` and a backslash
 * before a backquote; outside quotes a backslash keeps the next space, quote, backslash, dollar or backquote, and is an ordinary character before anything else, so that Windows paths survive.
 *
 * Syntax that only a shell would act on is a problem, because without one it would do nothing, and what comes after it would
 * never run: whoever wants a shell names it, as in `sh -c "npm run build && npm test"`.
 *
 * @returns the words, or what is wrong with the line and where (UTF-16 offset)
 */
export function splitCommand(line: string): SplitCommand {
  const syntax = shellSyntax(line);
  if (syntax !== undefined) return { problem: shellProblem(syntax, line), at: syntax.at };
  const words: string[] = [];
  let word: string | undefined;
  let quote: { readonly mark: string; readonly at: number } | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (character === '\\' && quote?.mark !== "'" && isEscapable(next, quote !== undefined)) {
      word = (word ?? '') + next;
      at++;
    } else if (quote !== undefined) {
      if (character === quote.mark) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = { mark: character, at };
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) return { problem: `The quote ${quote.mark} is never closed.`, at: quote.at };
  if (word !== undefined) words.push(word);
  const [program, ...args] = words;
  if (program === undefined || program === '') return { problem: 'The command names no program.', at: 0 };
  return { program, args };
}

function shellProblem({ found, why }: ShellSyntax, line: string): string {
  return `${found} is shell syntax, and commands run without a shell. ${why} Write two commands, a script, or name the shell: ${inShell(line)}`;
}

export type SplitCommand =
  | { readonly program: string; readonly args: readonly string[] }
  | { readonly problem: string; readonly at: number };

function isEscapable(character: string, quoted: boolean): boolean {
  if (['\\', '"', '$', '`'].includes(character)) return true;
  return !quoted && (character === "'" || (character !== '' && /\s/.test(character)));
}
