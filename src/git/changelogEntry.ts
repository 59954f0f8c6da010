/**
 * Puts an entry at the place where readers of a changelog look for news: under an "Unreleased" heading if the file has
 * one, else before its first release, else at its end. Line ends stay those of the file.
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
  const before = trimmed(lines.slice(0, at));
  const after = trimmed(lines.slice(at));
  const blocks = [before, trimmed(entry.split(/\r?\n/)), after].filter((block) => block.length > 0);
  return blocks.map((block) => block.join(end)).join(end + end) + end;
}

function trimmed(lines: readonly string[]): readonly string[] {
  const isBlank = (line: string): boolean => line.trim() === '';
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, last + 1);
}
