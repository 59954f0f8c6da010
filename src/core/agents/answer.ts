import { isRecord, parseJson } from '../../util/records.ts';
import type { UnknownRecord } from '../../util/records.ts';

/**
 * Agents that may not write files give their handoff as the last thing they say. What they leave empty, because a schema
 * made them name it, counts as left out.
 *
 * @param text what the agent said last: JSON, alone, in a code block, or at the end of other words
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
  const last = text.lastIndexOf('}') + 1;
  // The outermost brace that parses wins; prose before it may contain braces of its own.
  const starts = [...text.matchAll(/\{/g)].slice(0, 50).map(({ index }) => text.slice(index, last));
  return [text, ...fenced, ...starts];
}

function parseObject(text: string): UnknownRecord | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}
