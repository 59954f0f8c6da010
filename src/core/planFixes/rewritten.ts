/** Words that YAML reads as nothing, a truth value or a number. */
const otherThanText = /^(?:null|true|false|~|\+?(?:0[xo][\da-f]+|\.?\d[\d.]*(?:e[-+]?\d+)?|\.inf|\.nan))$/i;

/**
 * Another value in the place of one that stands in a text, in the same kind of quotes; in quotes where YAML would else read
 * something else.
 *
 * @returns undefined when what is there is no text of one line
 */
export function rewritten(written: string, value: string): string | undefined {
  if (written.startsWith("'")) return `'${value.replaceAll("'", "''")}'`;
  if (written.startsWith('"')) return JSON.stringify(value);
  if (/^[|>&*!]/.test(written) || /[\r\n]/.test(written)) return undefined;
  const isPlain = /^[\w./@~+]/.test(value) && !/[,[\]{}]|: |:$| #/.test(value) && !otherThanText.test(value);
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}
