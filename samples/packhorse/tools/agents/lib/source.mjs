import { readFile } from 'node:fs/promises';
import { sourceFiles } from '../../files.mjs';

/**
 * Reads the program's source files.
 * @returns {Promise<{file: string, text: string, lines: string[]}[]>} sorted by file
 */
export async function readSources() {
  const files = await sourceFiles(['src']);
  return Promise.all(
    files.map(async (file) => {
      const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
      return { file, text, lines: text.split('\n') };
    }),
  );
}

/**
 * Finds the functions that start at the beginning of a line.
 * @returns {{name: string, line: number, body: string}[]} line counts from 1
 */
export function topLevelFunctions(text) {
  return [...text.matchAll(/^(?:export )?(?:async )?function (\w+)\([^]*?^}/gm)].map((match) => ({
    name: match[1],
    line: lineAt(text, match.index),
    body: match[0],
  }));
}

/** The lines that match a pattern, counted from 1. */
export function linesMatching(lines, pattern) {
  return lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}
