import { stripVTControlCharacters } from 'node:util';

/**
 * What a program printed as lines that can be read: without escape sequences, without what a progress line overwrote, and
 * without the markers of CI systems in front.
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
