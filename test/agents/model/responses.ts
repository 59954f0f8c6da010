import type { Api, Body } from './api.ts';
import { events, json, keys, list, text } from './api.ts';
import type { Item } from './conversation.ts';
import { flatText, perRequest } from './conversation.ts';

const usage = {
  input_tokens: perRequest.input,
  input_tokens_details: { cached_tokens: perRequest.cached },
  output_tokens: perRequest.output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: perRequest.input + perRequest.output,
};

/** OpenAI responses. */
export const responses: Api = {
  matches: (path) => path.endsWith('/responses'),
  read: (body) => ({
    items: list(body['input']).flatMap(itemsOf),
    tools: list(body['tools']).map((tool) => ({ name: text(tool['name']), parameters: keys(tool['parameters']) })),
  }),
  write(reply) {
    const response = { id: `resp_${Math.random()}`, object: 'response' };
    if (reply.kind === 'refusal') {
      if (reply.status !== 400) return json({ error: { type: reply.type, message: reply.message } }, reply.status);
      // This API tells some refusals of the model inside the stream.
      const error = { code: reply.type, message: reply.message };
      return events([{ type: 'response.failed', response: { ...response, status: 'failed', error } }], true);
    }
    const item =
      reply.kind === 'text'
        ? {
            type: 'message',
            role: 'assistant',
            id: `m_${Math.random()}`,
            content: [{ type: 'output_text', text: reply.text }],
          }
        : {
            type: 'function_call',
            call_id: `call_${Math.random()}`,
            name: reply.tool,
            arguments: JSON.stringify(reply.args),
          };
    return events(
      [
        { type: 'response.created', response },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: { ...response, usage } },
      ],
      true,
    );
  },
};

function itemsOf({ type, role, content, output }: Body): Item[] {
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    return [{ kind: 'result', text: flatText(output) }];
  }
  return role === 'user' ? [{ kind: 'prompt', text: flatText(content) }] : [];
}
