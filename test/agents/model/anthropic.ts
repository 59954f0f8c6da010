import type { Api, Body } from './api.ts';
import { events, json, keys, list, text } from './api.ts';
import type { Item, Reply } from './conversation.ts';
import { flatText, perRequest } from './conversation.ts';

const usage = {
  input_tokens: perRequest.input - perRequest.cached,
  cache_read_input_tokens: perRequest.cached,
  cache_creation_input_tokens: 0,
  output_tokens: perRequest.output,
};

/** Anthropic Messages. */
export const anthropic: Api = {
  matches: (path) => path.endsWith('/messages'),
  read: (body) => ({
    items: list(body['messages']).flatMap(itemsOf),
    tools: list(body['tools']).map((tool) => ({ name: text(tool['name']), parameters: keys(tool['input_schema']) })),
  }),
  write(reply, body) {
    if (reply.kind === 'refusal') {
      return json({ type: 'error', error: { type: reply.type, message: reply.message } }, reply.status);
    }
    const block = blockOf(reply);
    const stop = reply.kind === 'call' ? 'tool_use' : 'end_turn';
    const model = text(body['model']);
    const message = { id: `msg_${Date.now()}_${Math.random()}`, type: 'message', role: 'assistant', model };
    if (body['stream'] !== true) return json({ ...message, content: [block], stop_reason: stop, usage });
    const start = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
    const delta =
      block.type === 'text'
        ? { type: 'text_delta', text: block.text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    return events(
      [
        { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
        { type: 'content_block_start', index: 0, content_block: start },
        { type: 'content_block_delta', index: 0, delta },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: stop, stop_sequence: null }, usage },
        { type: 'message_stop' },
      ],
      true,
    );
  },
};

function blockOf(reply: Exclude<Reply, { kind: 'refusal' }>) {
  return reply.kind === 'text'
    ? ({ type: 'text', text: reply.text } as const)
    : ({ type: 'tool_use', id: `toolu_${Math.random()}`, name: reply.tool, input: reply.args } as const);
}

function itemsOf({ role, content }: Body): Item[] {
  if (role !== 'user') return [];
  if (typeof content === 'string') return [{ kind: 'prompt', text: content }];
  return list(content).map((part) =>
    part['type'] === 'tool_result'
      ? { kind: 'result', text: flatText(part['content']) }
      : { kind: 'prompt', text: flatText(part) },
  );
}
