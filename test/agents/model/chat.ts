import type { Api, Body } from './api.ts';
import { events, json, keys, list, text } from './api.ts';
import type { Item } from './conversation.ts';
import { flatText, perRequest } from './conversation.ts';

const usage = {
  prompt_tokens: perRequest.input,
  completion_tokens: perRequest.output,
  total_tokens: perRequest.input + perRequest.output,
  prompt_tokens_details: { cached_tokens: perRequest.cached },
};

/** OpenAI chat completions. */
export const chat: Api = {
  matches: (path) => path.endsWith('/chat/completions'),
  read: (body) => ({
    items: list(body['messages']).flatMap(itemsOf),
    tools: list(body['tools']).map((tool) => {
      const declared = tool['function'] as Body | undefined;
      return { name: text(declared?.['name']), parameters: keys(declared?.['parameters']) };
    }),
  }),
  write(reply, body) {
    if (reply.kind === 'refusal') {
      return json({ error: { type: reply.type, code: reply.type, message: reply.message } }, reply.status);
    }
    const call = { id: `call_${Math.random()}`, type: 'function' };
    const message =
      reply.kind === 'text'
        ? { role: 'assistant', content: reply.text }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [{ index: 0, ...call, function: { name: reply.tool, arguments: JSON.stringify(reply.args) } }],
          };
    const finish = reply.kind === 'text' ? 'stop' : 'tool_calls';
    const head = { id: `chat_${Math.random()}`, created: 1, model: text(body['model']) };
    if (body['stream'] !== true) {
      return json({
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: finish }],
        usage,
      });
    }
    const chunk = { ...head, object: 'chat.completion.chunk' };
    const wire = events(
      [
        { ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] },
        { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
        { ...chunk, choices: [], usage },
      ],
      false,
    );
    return { ...wire, body: `${wire.body}data: [DONE]\n\n` };
  },
};

function itemsOf({ role, content }: Body): Item[] {
  if (role === 'tool') return [{ kind: 'result', text: flatText(content) }];
  return role === 'user' ? [{ kind: 'prompt', text: flatText(content) }] : [];
}
