/** Value in a plan, for writing. */
export type YamlValue = string | number | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined };

const widest = 100;

/** A text as a YAML scalar on one line: plain where that is unmistakable, else in double quotes. */
export function scalar(text: string): string {
  return /^[A-Za-z][A-Za-z0-9 _./()-]*$/.test(text) &&
    !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text) &&
    !/ $/.test(text)
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u009f\u2028\u2029\ufeff]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
}

/** A value in flow style, on one line. Keys without a value are left out. */
export function flow(value: YamlValue): string {
  if (typeof value === 'string') return scalar(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly YamlValue[]).map(flow).join(', ')}]`;
  return `{${entriesOf(value)
    .map(([key, part]) => `${key}: ${flow(part)}`)
    .join(', ')}}`;
}

/** An entry of a block list, as lines; the "-" stands in the given column. */
export function blockEntry(value: YamlValue, column: number): readonly string[] {
  const indent = ' '.repeat(column);
  if (typeof value !== 'object' || Array.isArray(value)) return [`${indent}- ${flow(value)}`];
  const [first = '', ...rest] = blockMap(value, column + 2);
  return [`${indent}- ${first.slice(column + 2)}`, ...rest];
}

/** A mapping in block style, as lines; its keys stand in the given column. */
export function blockMap(value: YamlValue, column: number): readonly string[] {
  const indent = ' '.repeat(column);
  return entriesOf(value).flatMap(([key, part]) => {
    if (typeof part === 'string') return blockText(key, part, column);
    const short = `${indent}${key}: ${flow(part)}`;
    const nested = Array.isArray(part) ? (part as readonly YamlValue[]) : undefined;
    if (short.length <= widest && (nested === undefined || nested.every((entry) => typeof entry === 'string')))
      return [short];
    return [
      `${indent}${key}:`,
      ...(nested === undefined ? blockMap(part, column + 2) : nested.flatMap((entry) => blockEntry(entry, column + 2))),
    ];
  });
}

function blockText(key: string, text: string, column: number): readonly string[] {
  const indent = ' '.repeat(column);
  // A literal block keeps lines readable; what it cannot contain exactly is quoted.
  if (!/\n/.test(text) || /^\s|[^\P{C}\n]|[\u2028\u2029]|[ \t]$|\n$/u.test(text))
    return [`${indent}${key}: ${scalar(text)}`];
  return [`${indent}${key}: |-`, ...text.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`))];
}

function entriesOf(value: YamlValue): readonly (readonly [string, YamlValue])[] {
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, part] as const]));
}
