import type { Conversation, Reply } from './conversation.ts';

/** An answer on the wire. */
export interface Wire {
  readonly status?: number;
  readonly type: 'text/event-stream' | 'application/json';
  readonly body: string;
}

/** One provider's API: which requests are its own, what they ask, and how an answer looks. */
export interface Api {
  /** @param path of the request, without the scenario and the query */
  matches(path: string): boolean;
  read(body: Body): Conversation;
  write(reply: Reply, body: Body, path: string): Wire;
}

export type Body = Readonly<Record<string, unknown>>;

export const json = (body: unknown, status?: number): Wire => ({
  type: 'application/json',
  body: JSON.stringify(body),
  ...(status === undefined ? {} : { status }),
});

/** Server-sent events; with `named`, each is announced by its own type. */
export function events(list: readonly object[], named: boolean): Wire {
  const lines = list.map((event) => {
    const type = named && 'type' in event ? `event: ${String(event.type)}\n` : '';
    return `${type}data: ${JSON.stringify(event)}\n\n`;
  });
  return { type: 'text/event-stream', body: lines.join('') };
}

export const list = (value: unknown): readonly Body[] => (Array.isArray(value) ? (value as Body[]) : []);

export const keys = (schema: unknown): readonly string[] => {
  const properties = (schema as { properties?: object } | undefined)?.properties;
  return Object.keys(properties ?? {});
};

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
