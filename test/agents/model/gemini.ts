import type { Api, Body } from './api.ts';
import { events, json, keys, list, text } from './api.ts';
import type { Item } from './conversation.ts';
import { flatText, perRequest } from './conversation.ts';

const usageMetadata = {
  promptTokenCount: perRequest.input,
  cachedContentTokenCount: perRequest.cached,
  candidatesTokenCount: perRequest.output,
  totalTokenCount: perRequest.input + perRequest.output,
};

/** Google's generateContent and its streaming form. */
export const gemini: Api = {
  matches: (path) => path.includes(':'),
  read: (body) => ({
    items: list(body['contents']).flatMap(itemsOf),
    tools: list(body['tools']).flatMap((group) =>
      list(group['functionDeclarations']).map((tool) => ({
        name: text(tool['name']),
        parameters: keys(tool['parametersJsonSchema'] ?? tool['parameters']),
      })),
    ),
  }),
  write(reply, _body, path) {
    if (reply.kind === 'refusal') {
      return json({ error: { code: reply.status, message: reply.message, status: reply.type } }, reply.status);
    }
    if (path.endsWith(':countTokens')) return json({ totalTokens: perRequest.input });
    const part =
      reply.kind === 'text' ? { text: reply.text } : { functionCall: { name: reply.tool, args: reply.args } };
    const answer = {
      candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
      usageMetadata,
    };
    return path.endsWith(':streamGenerateContent') ? events([answer], false) : json(answer);
  },
};

function itemsOf({ role, parts }: Body): Item[] {
  if (role !== 'user') return [];
  return list(parts).map((part) =>
    part['functionResponse'] === undefined
      ? { kind: 'prompt', text: flatText(part) }
      : { kind: 'result', text: JSON.stringify(part['functionResponse']) },
  );
}
