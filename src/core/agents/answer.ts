import { isRecord, parseJson } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';

/**
 * Agents that may not write files give their handoff as the last thing they say. What they leave empty, because a schema
 * made them name it, counts as left out.
 *
 * @param text what the agent said last: JSON, alone, in a code block, or among other words; the last one counts
 * @returns the handoff's JSON, or undefined when there is none
 */
export function handoffInAnswer(text: string): string | undefined {
  for (const candidate of candidates(text)) {
    const value = parseObject(candidate);
    if (value !== undefined && 'session' in value && 'status' in value) {
      const told = Object.entries(value).filter(([, part]) => part !== null && part !== '');
      return JSON.stringify(Object.fromEntries(told));
    }
  }
  return undefined;
}

function candidates(text: string): readonly string[] {
  const fenced = [...text.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/g)].map(([, inside]) => inside ?? '').reverse();
  return [text, ...fenced, ...objectsIn(text).reverse()];
}

/** Braces that are tried: each may be read to the end of the text. */
const mostTried = 50;

/** Outermost objects in words, in their order; the words before, between and behind them may contain braces of their own. */
function objectsIn(text: string): string[] {
  const found: string[] = [];
  let start = text.indexOf('{');
  for (let tried = 0; start !== -1 && tried < mostTried; tried += 1) {
    const object = text.slice(start, closingAfter(text, start));
    const isObject = parseObject(object) !== undefined;
    if (isObject) found.push(object);
    start = text.indexOf('{', isObject ? start + object.length : start + 1);
  }
  return found;
}

/** Index behind the brace that closes the one at `start`; braces in strings do not count. */
function closingAfter(text: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (isInString && sign === '\\') at += 1;
    else if (sign === '"') isInString = !isInString;
    else if (!isInString && sign === '{') depth += 1;
    else if (!isInString && sign === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function parseObject(text: string): UnknownRecord | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}
