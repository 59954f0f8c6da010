import { stripVTControlCharacters } from 'node:util';

/**
 * Converts a program's output to readable lines: without escape sequences, overwritten progress lines, and the prefixes
 * of CI systems.
 */
export function plainText(output: string): string {
  return stripVTControlCharacters(output)
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .map((line) =>
      line.replace(/^(?:##\[(?:group|endgroup|command|error|warning|section)\]|::(?:group|endgroup)::)/, ''),
    )
    .join('\n');
}
