/**
 * Line of a file that a failing test is about, counting from 1: the one its output names, else the one that holds its name,
 * else the first.
 *
 * @param text of the file
 * @param name of the test, with or without those of its groups before it
 * @param file path as the report gives it
 * @param excerpt part of the output
 */
export function failingLine(text: string, name: string, file: string, excerpt: string): number {
  const lines = text.split('\n');
  const base = file
    .slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Not the end of a longer name, and not a time of the day where the report names no file.
  const places = base === '' ? [] : excerpt.matchAll(new RegExp(`(?<![\\w.-])${base}:(\\d+)`, 'g'));
  const cited = [...places].map(([, line]) => Number(line));
  const known = cited.find((line) => line >= 1 && line <= lines.length);
  if (known !== undefined) return known;
  const parts = name.split(/ > | › |::/).map((part) => part.trim());
  for (const part of [name, ...parts.toReversed()]) {
    const index = part === '' ? -1 : lines.findIndex((line) => line.includes(part));
    if (index >= 0) return index + 1;
  }
  return 1;
}
