/** A tool as a program offers it to the model. */
export interface OfferedTool {
  readonly name: string;
  /** Names of its arguments; empty for tools that take free text. */
  readonly parameters: readonly string[];
}

/** One thing a program sends as history, oldest first. */
export type Item =
  | { readonly kind: 'prompt'; readonly text: string }
  | { readonly kind: 'result'; readonly text: string };

/** Request of a program to the model, whichever API it speaks. */
export interface Conversation {
  readonly items: readonly Item[];
  readonly tools: readonly OfferedTool[];
}

/** Answer of the model. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly tool: string; readonly args: unknown }
  | { readonly kind: 'refusal'; readonly status: number; readonly type: string; readonly message: string };

/** Every request is counted as this much. */
export const perRequest = { input: 1200, cached: 300, output: 25 };

/** The values the newest prompt gives for a session, by their variable. */
export function sessionOf({ items }: Conversation): Readonly<Record<string, string>> | undefined {
  const prompt = items.findLast((item) => item.kind === 'prompt' && item.text.includes('`WAVEGATE_SESSION` is `'));
  if (prompt === undefined) return undefined;
  const values = [...prompt.text.matchAll(/`(WAVEGATE_\w+)` is `([^`]*)`/g)];
  return Object.fromEntries(values.map(([, name = '', value = '']) => [name, value]));
}

/** How many different sessions the history tells of. */
export function sessionsIn({ items }: Conversation): number {
  const nonces = items.flatMap(({ text }) =>
    [...text.matchAll(/`WAVEGATE_SESSION` is `([^`]*)`/g)].map(([, id]) => id),
  );
  return new Set(nonces).size;
}

/** Results of tools since the newest prompt of a session. */
export function resultsSince({ items }: Conversation): number {
  const prompt = items.findLastIndex((item) => item.kind === 'prompt' && item.text.includes('`WAVEGATE_SESSION` is `'));
  return items.slice(prompt + 1).filter(({ kind }) => kind === 'result').length;
}

/** Any JSON value as the text in it. */
export function flatText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(flatText).join('\n');
  if (typeof value === 'object' && value !== null) {
    if ('text' in value) return flatText(value.text);
    if ('content' in value) return flatText(value.content);
    return JSON.stringify(value);
  }
  return '';
}
