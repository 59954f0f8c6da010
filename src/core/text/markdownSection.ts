/**
 * A Markdown text with entries at the end of the list below a heading of the second level, which is made where it is missing.
 * What is there stays; an entry that the text has already is left out.
 *
 * @param title first line of the text where there is none yet, such as `# Notes`
 */
export function withEntries(before: string, title: string, heading: string, entries: readonly string[]): string {
  const lines = entries.map((entry) => `- ${entry}`).filter((line) => !before.split('\n').includes(line));
  if (lines.length === 0) return before;
  const list = lines.join('\n');
  const at = before.split('\n').indexOf(`## ${heading}`);
  if (at === -1) {
    const start = before.trim() === '' ? title : before.trimEnd();
    return `${start}\n\n## ${heading}\n\n${list}\n`;
  }
  const all = before.split('\n');
  const next = all.findIndex((line, index) => index > at && /^#{1,2} /.test(line));
  const section = (next === -1 ? all : all.slice(0, next)).join('\n').trimEnd();
  const rest = next === -1 ? '' : `\n${all.slice(next).join('\n')}`;
  return `${section}\n${section.endsWith(`## ${heading}`) ? '\n' : ''}${list}\n${rest}`;
}
