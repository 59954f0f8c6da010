/**
 * A Markdown text with entries at the end of the list below a heading of the second level, which is made where it is missing.
 * What is there stays; an entry that the text has already is left out.
 *
 * @param title first line of the text where there is none yet, such as `# Notes`
 */
export function withEntries(before: string, title: string, heading: string, entries: readonly string[]): string {
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const all = before.split(/\r?\n/);
  const lines = entries.map((entry) => `- ${entry}`).filter((line) => !all.includes(line));
  if (lines.length === 0) return before;
  const at = all.findIndex((line) => line.trimEnd() === `## ${heading}`);
  if (at === -1) {
    const start = before.trim() === '' ? [title] : before.trimEnd().split(/\r?\n/);
    return [...start, '', `## ${heading}`, '', ...lines, ''].join(end);
  }
  const next = all.findIndex((line, index) => index > at && /^#{1,2} /.test(line));
  const section = all
    .slice(0, next === -1 ? undefined : next)
    .join(end)
    .trimEnd()
    .split(end);
  const gap = section.length === at + 1 ? [''] : [];
  return [...section, ...gap, ...lines, '', ...(next === -1 ? [] : all.slice(next))].join(end);
}
