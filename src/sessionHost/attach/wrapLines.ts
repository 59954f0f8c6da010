/** A label at the beginning of a line, such as `  edits   `: what follows it stays to its right. */
const label = /^ {0,4}\S+ {2,}/;
const colour = /\u001b\[[0-9;]*m/g;

/**
 * Breaks lines between words, or behind a slash of a long path, so that a narrow terminal does not break them within
 * words.
 *
 * @param text lines for people, with colours and nothing else of a terminal's
 * @param columns of the terminal; undefined when it has none
 */
export function wrapLines(text: string, columns: number | undefined): string {
  // Narrower than this, not even words fit.
  if (columns === undefined || columns < 16) return text;
  return text
    .split('\n')
    .map((line) => wrap(line, columns))
    .join('\n');
}

function wrap(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  const indent = Math.min(label.exec(line.replace(colour, ''))?.[0].length ?? 0, Math.ceil(columns / 3));
  const rows: string[] = [];
  let row = '';
  let width = 0;
  const breakRow = () => {
    rows.push(row.trimEnd());
    row = ' '.repeat(indent);
    width = indent;
  };
  for (const piece of piecesOf(line, columns - indent)) {
    const long = widthOf(piece);
    if (width + widthOf(piece.trimEnd()) > columns && width > indent) breakRow();
    row += piece;
    width += long;
  }
  return [...rows, row].join('\n');
}

/** Place where a line may be broken: behind spaces and slashes, and within what is longer than a whole row. */
function piecesOf(line: string, longest: number): readonly string[] {
  const pieces = line.match(/[^\s/\\]*(?:[/\\]+|\s+|$)/g) ?? [];
  return pieces.flatMap((piece) =>
    widthOf(piece) <= longest
      ? [piece]
      : (piece.match(new RegExp(`(?:\\u001b\\[[0-9;]*m|.){1,${longest}}`, 'gu')) ?? []),
  );
}

const widthOf = (text: string) => text.replace(colour, '').length;
