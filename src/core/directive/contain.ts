/**
 * Puts text that somebody else wrote (a plan, a test's output) into a Markdown document so that it cannot leave its place:
 * no line of it starts a heading, closes a fence or ends the list it stands in. What a directive says about merging or
 * handing off is then always ours.
 */

/** Text on one line, as prose: for headings, list entries and sentences. */
export function oneLine(text: string): string {
  return withoutControls(text).replace(/\s+/g, ' ').trim();
}

/** Text as a code span on one line. */
export function code(text: string): string {
  const line = oneLine(text);
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text as a paragraph: as it is where that is harmless, else quoted line by line, its Markdown intact. */
export function paragraph(text: string): string {
  const lines = linesOf(text);
  const [only = ''] = lines;
  if (lines.length === 1 && /^[\p{L}\p{N}"'(]/u.test(only)) return only;
  return lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n');
}

/**
 * Text as an entry of a list. Further lines are indented below the first, and so belong to it; what looks like a section
 * heading is escaped all the same, for readers who skim.
 */
export function entry(marker: string, text: string): string {
  const indent = ' '.repeat(marker.length + 1);
  return linesOf(text)
    .map((line, index) => {
      if (index === 0) return `${marker} ${line.replace(/^(?=[#>~`=+*-])/, '\\')}`;
      return line === '' ? '' : indent + line.replace(/^(\s*)(?=##)/, '$1\\');
    })
    .join('\n');
}

/** Text as a fenced block inside a list entry, with a fence that nothing in it can close. */
export function fencedInEntry(text: string): string {
  const lines = linesOf(text);
  const mark = fenceFor(lines.join('\n'));
  return [`${mark}text`, ...lines, mark].map((line) => `  ${line}`).join('\n');
}

/** Text as a fenced block that nothing in it can close. */
export function fence(text: string, language: string): string {
  const shown = withoutControls(text).trimEnd();
  const mark = fenceFor(shown);
  return `${mark}${language}\n${shown}\n${mark}`;
}

/** Longer than any run of backticks in a text as it is shown: what is taken out of one may join two of them. */
function fenceFor(shown: string): string {
  return '`'.repeat(Math.max(3, longestRun(shown) + 1));
}

function linesOf(text: string): readonly string[] {
  return withoutControls(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '')
    .split('\n');
}

/** Every kind of line end becomes a newline, tabs stay, and other control characters go: terminals act on them. */
function withoutControls(text: string): string {
  return text
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g, '');
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
