/**
 * A path or name as one word of a command line that a person is told to run: in quotes where a shell would take it apart.
 * Double quotes are understood by every shell; what these would replace something in goes into single ones.
 */
export function commandWord(text: string): string {
  if (/^[\p{L}\p{N}_@%+=:,./\\~-]+$/u.test(text)) return text;
  return /["$`!]/.test(text) ? `'${text.replaceAll("'", String.raw`'\''`)}'` : `"${text}"`;
}
