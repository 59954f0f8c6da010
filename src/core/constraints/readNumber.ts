import { isRecord } from '../../util/records.ts';
import type { Reading } from '../model/constraint.ts';

/** The number in an output, or why there is none, as a sentence for people. */
export function readNumber(output: string, { pattern, pointer, metric }: Reading): number | string {
  if (pattern !== undefined) return byPattern(output, pattern);
  if (pointer !== undefined) return byPointer(output, pointer);
  if (metric !== undefined) return byMetric(output, metric);
  return (
    numberIn(output.trim()) ?? 'It has to print nothing but a number. Say how to find it: pattern, pointer or metric.'
  );
}

function byPattern(output: string, pattern: string): number | string {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'm');
  } catch {
    return `Its pattern "${pattern}" is no regular expression.`;
  }
  const found = expression.exec(output);
  if (found === null) return `Nothing it printed matches the pattern "${pattern}".`;
  const text = found[1] ?? found[0];
  return numberIn(text) ?? `The pattern "${pattern}" found "${text.slice(0, 40)}", which is no number.`;
}

function byPointer(output: string, pointer: string): number | string {
  const json = jsonIn(output);
  if (json === undefined) return 'What it printed is not JSON.';
  let value: unknown = json.value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const isHeld = (isRecord(value) || Array.isArray(value)) && Object.hasOwn(value, key);
    if (!isHeld) return `Its JSON holds nothing at "${pointer}".`;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  const number = typeof value === 'string' ? numberIn(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : `"${pointer}" of its JSON is no number.`;
}

/** Package managers print the script they run before what it prints. */
function jsonIn(output: string): { readonly value: unknown } | undefined {
  for (const text of [output, output.slice(Math.max(0, output.search(/^[{[]/m)))]) {
    try {
      return { value: JSON.parse(text) as unknown };
    } catch {
      // The next one.
    }
  }
  return undefined;
}

/** A line of Prometheus or OpenMetrics text with this name and at least these labels; the last one where there are several. */
function byMetric(output: string, metric: string): number | string {
  const asked = seriesOf(metric);
  const values = output.split('\n').flatMap((line) => {
    const [, series = '', value = ''] = /^([A-Za-z_:][\w:]*(?:\{.*\})?)\s+(\S+)/.exec(line.trim()) ?? [];
    const found = seriesOf(series);
    const matches = found.name === asked.name && [...asked.labels].every((label) => found.labels.has(label));
    return matches && series !== '' ? [value] : [];
  });
  const last = values.at(-1);
  if (last === undefined) return `It printed no metric "${metric}".`;
  return numberIn(last) ?? `The metric "${metric}" is "${last}", which is no number.`;
}

function seriesOf(text: string): { readonly name: string; readonly labels: ReadonlySet<string> } {
  const [name = ''] = text.split('{', 1);
  const labels = [...text.matchAll(/([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g)].map(
    ([, key, value]) => `${key}=${value}`,
  );
  return { name: name.trim(), labels: new Set(labels) };
}

/** Thousands may be grouped by commas; a unit behind the number does not count. Numbers in other bases, such as 0x10, are not read. */
function numberIn(text: string): number | undefined {
  if (/^[+-]?0[xob][\da-f]/i.test(text.trim())) return undefined;
  const found = /^[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)(?:e[+-]?\d+)?(?=$|[\s%A-Za-zµ])/i.exec(
    text.trim(),
  )?.[0];
  const number = found === undefined ? NaN : Number(found.replaceAll(',', ''));
  return Number.isFinite(number) ? number : undefined;
}
