import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './anthropic.ts';
import type { Api, Body } from './api.ts';
import { json } from './api.ts';
import { chat } from './chat.ts';
import type { Conversation, Reply } from './conversation.ts';
import { sessionOf } from './conversation.ts';
import { gemini } from './gemini.ts';
import { responses } from './responses.ts';

/** Answer of the model to a request of a session; with a promise, the model thinks for as long. */
export type Script = (conversation: Conversation, session: Readonly<Record<string, string>>) => Reply | Promise<Reply>;

/** A model on loopback that answers as it is told, in the APIs of several providers. */
export interface ModelServer {
  /**
   * Where requests go that this script answers; without a final slash.
   * @param options `aside`: it answers those that are about no session, too
   */
  url(script: Script, options?: { readonly aside: boolean }): string;
  close(): Promise<void>;
}

interface Answering {
  readonly script: Script;
  readonly aside: boolean;
}

const apis: readonly Api[] = [anthropic, chat, responses, gemini];

/** Requests that are not about a session: titles, classifications. */
const smallTalk = JSON.stringify({
  title: 'A session',
  next_speaker: 'user',
  model_choice: 'flash',
  reasoning: 'scripted',
});

export async function startModelServer(): Promise<ModelServer> {
  const scripts: Answering[] = [];
  const server = createServer((request, response) => void answer(request, response, scripts));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (script, { aside } = { aside: false }) => `http://127.0.0.1:${port}/${scripts.push({ script, aside }) - 1}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  scripts: readonly Answering[],
): Promise<void> {
  const [, number = '', ...rest] = (request.url ?? '').split('?')[0]!.split('/');
  const path = `/${rest.join('/')}`;
  const script = scripts[Number(number)];
  const api = apis.find((candidate) => candidate.matches(path));
  const body = await bodyOf(request);
  const wire =
    script === undefined || api === undefined || request.method !== 'POST'
      ? json({ object: 'list', data: [], models: [] }, path.endsWith('/models') ? 200 : 404)
      : api.write(await replyOf(script, api.read(body)), body, path);
  response.writeHead(wire.status ?? 200, { 'content-type': wire.type });
  response.end(wire.body);
}

async function replyOf({ script, aside }: Answering, conversation: Conversation): Promise<Reply> {
  const session = sessionOf(conversation);
  if (session === undefined && !aside) return { kind: 'text', text: smallTalk };
  return script(conversation, session ?? {});
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}
