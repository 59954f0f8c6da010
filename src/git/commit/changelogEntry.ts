/**
 * Puts an entry at the place where readers of a changelog look for news: under an "Unreleased" heading if the file has
 * one, else before its first release, else at its end. Line ends stay those of the file.
 *
 * An entry that stands there with the same first line is replaced: it is of an earlier attempt to ship the same.
 *
 * @param text the changelog as it is; empty for a new one, which gets a title
 * @param entry Markdown without surrounding blank lines
 */
export function insertChangelogEntry(text: string, entry: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.trim() === '' ? ['# Changelog'] : text.replace(/\s*$/, '').split(/\r?\n/);
  const releases = lines.flatMap((line, index) => (/^##(?!#)/.test(line) ? [index] : []));
  const unreleased = releases.find((index) => /unreleased/i.test(lines[index] ?? ''));
  const at = unreleased !== undefined ? unreleased + 1 : (releases[0] ?? lines.length);
  const above = trimmed(lines.slice(0, at));
  const added = trimmed(entry.split(/\r?\n/));
  const before = withoutLastEntry(above, added[0]);
  const after = withoutEntry(trimmed(lines.slice(at)), added[0]);
  const blocks = [before, added, after].filter((block) => block.length > 0);
  return blocks.map((block) => block.join(end)).join(end + end) + end;
}

/** The lines without an entry that begins them: its first line, and those that are indented below it. */
function withoutEntry(lines: readonly string[], first: string | undefined): readonly string[] {
  if (first === undefined || lines[0] !== first) return lines;
  const end = lines.findIndex((line, index) => index > 0 && !isIndented(line));
  return end < 0 ? [] : trimmed(lines.slice(end));
}

function withoutLastEntry(lines: readonly string[], first: string | undefined): readonly string[] {
  const at = first === undefined ? -1 : lines.lastIndexOf(first);
  return at >= 0 && lines.slice(at + 1).every(isIndented) ? trimmed(lines.slice(0, at)) : lines;
}

const isIndented = (line: string): boolean => /^\s+\S/.test(line);

function trimmed(lines: readonly string[]): readonly string[] {
  const isBlank = (line: string): boolean => line.trim() === '';
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, last + 1);
}
