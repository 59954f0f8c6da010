import type { Span } from './codes.ts';

/** A text of a plan as it stands on its line without quotes around it, and with them. */
export interface UnquotedText extends Span {
  readonly written: string;
  readonly quoted: string;
}

const special: Readonly<Record<string, string>> = {
  '*': 'makes it an alias in YAML',
  '&': 'makes it an anchor in YAML',
  '!': 'makes it a tag in YAML',
  '@': 'is reserved in YAML',
  '`': 'is reserved in YAML',
  '%': 'starts a directive in YAML',
  '|': 'starts a block of lines in YAML',
  '>': 'starts a folded block of lines in YAML',
  '[': 'starts a list in YAML',
  '{': 'starts a mapping in YAML',
  '"': 'starts a quoted text in YAML, which ends at the next quote',
  "'": 'starts a quoted text in YAML, which ends at the next quote',
};

/** Dashes, and a key with its colon, before a value on its line. */
const beforeValue = /^\s*(?:-\s+)*(?:(?:[\w.-]+|"[^"]*"|'[^']*'):\s+)?/;

/**
 * The text a person meant to write at an offset, if it stands on one line behind a dash or a key, or in a list in
 * brackets, and YAML reads something else there. Undefined otherwise.
 */
export function unquotedAt(source: string, offset: number): UnquotedText | undefined {
  const start = source.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const lineEnd = source.indexOf('\n', start);
  const line = source.slice(start, lineEnd === -1 ? source.length : lineEnd);
  const from = beforeValue.exec(line)?.[0].length ?? 0;
  const value = line.slice(from).replace(/\s+(?:#.*)?$/, '');
  if (value === '' || offset > start + from + value.length) return undefined;
  const text = spanned(start + from, inBrackets(value, offset - start - from) ?? { at: 0, text: value });
  return special[text.written.charAt(0)] === undefined && !/:\s/.test(value) ? undefined : text;
}

/** Says why a text has to be quoted, and how: `"*" at the beginning makes it an alias in YAML` */
export function quoteMessage({ written, quoted }: UnquotedText): string {
  const why = special[written.charAt(0)];
  const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  const reason =
    why === undefined
      ? '": " separates a key from its value in YAML'
      : `"${written.charAt(0)}" at the beginning ${why}`;
  return `${shown} is not read as a text: ${reason}. Put it in quotes: ${quoted.length > 80 ? 'from the first character to the last' : quoted}.`;
}

/** The text in quotes of YAML, so that it is read as it is written. */
export function quote(text: string): string {
  return text.includes("'") && !/["\\]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
}

/** The entry of a list in brackets that an offset is in, if it begins with a character that YAML reads otherwise. */
function inBrackets(value: string, offset: number): { readonly at: number; readonly text: string } | undefined {
  if (!/^[[{]/.test(value)) return undefined;
  const inside = Math.min(Math.max(offset, 1), value.length);
  const before = Math.max(...['[', ',', '{', ': '].map((mark) => endOf(value, mark, inside)));
  const after = /[,\]}]/.exec(value.slice(before));
  const text = value.slice(before, after === null ? undefined : before + after.index);
  const at = before + (text.length - text.trimStart().length);
  return /^[*&!@%`]/.test(text.trim()) ? { at, text: text.trim() } : undefined;
}

function endOf(value: string, mark: string, before: number): number {
  const found = value.lastIndexOf(mark, before - 1);
  return found === -1 ? 0 : found + mark.length;
}

function spanned(base: number, { at, text }: { readonly at: number; readonly text: string }): UnquotedText {
  return { start: base + at, end: base + at + text.length, written: text, quoted: quote(text) };
}
