import type { AgentEvent } from '../../core/agents/events.ts';
import { clipText } from '../../core/agents/events.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import type { Json } from '../shared/json.ts';
import { at, jsonLine, listAt, numberAt, textAt, wordsAt } from '../shared/json.ts';
import { toolEndEvent, toolEvent } from '../shared/tools.ts';

/** Reads `codex exec --json`. */
export function codexStreamReader(): LineReader {
  let lastText = '';
  const begun = new Set<string>();
  return (line) => {
    const event = jsonLine(line);
    if (event === undefined) return [];
    switch (event['type']) {
      case 'thread.started':
        return [{ type: 'session', id: textAt(event, 'thread_id') }];
      case 'item.started':
        begun.add(textAt(event, 'item', 'id'));
        return toolIn(at(event, 'item'));
      case 'item.completed': {
        const item = at(event, 'item');
        if (at(item, 'type') === 'agent_message') lastText = textAt(item, 'text');
        return completed(item, begun.has(textAt(item, 'id')));
      }
      case 'turn.completed':
        return [...usageIn(event), { type: 'final', ok: true, text: lastText }];
      case 'turn.failed':
        return [
          { type: 'error', message: clipText(wordsAt(event, 'error')) },
          { type: 'final', ok: false, text: lastText },
        ];
      case 'error':
        return [problem(textAt(event, 'message'))];
      default:
        return [];
    }
  };
}

function toolIn(item: unknown): readonly AgentEvent[] {
  const type = textAt(item, 'type');
  const id = textAt(item, 'id');
  switch (type) {
    case 'command_execution':
      return [toolEvent(id, type, { command: withoutShell(textAt(item, 'command')) })];
    case 'file_change':
      return [
        toolEvent(id, type, {
          path: listAt(item, 'changes')
            .map((change) => textAt(change, 'path'))
            .join(', '),
        }),
      ];
    case 'web_search':
      return [toolEvent(id, type, { query: textAt(item, 'query') })];
    case 'mcp_tool_call':
      return [toolEvent(id, `${textAt(item, 'server')}.${textAt(item, 'tool')}`, {})];
    default:
      return [];
  }
}

/** Every command comes as an argument of the person's shell: `/bin/bash -lc 'npm test'`. */
function withoutShell(command: string): string {
  const [, quote, inner = ''] = /^\S*sh -l?c (["']?)([\s\S]*)\1$/.exec(command) ?? [];
  if (quote === undefined) return command;
  return quote === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner;
}

function completed(item: unknown, begun: boolean): readonly AgentEvent[] {
  switch (textAt(item, 'type')) {
    case 'agent_message':
      return [{ type: 'text', text: clipText(textAt(item, 'text')) }];
    case 'error':
      return [{ type: 'notice', text: clipText(textAt(item, 'message')) }];
    default: {
      const tool = toolIn(item);
      if (tool.length === 0) return [];
      const ok = textAt(item, 'status') !== 'failed' && (numberAt(item, 'exit_code') ?? 0) === 0;
      return [...(begun ? [] : tool), toolEndEvent(textAt(item, 'id'), ok, wordsAt(item, 'aggregated_output'))];
    }
  }
}

/** Codex reports its retries among its errors: "Reconnecting... 2/5 (…)". */
function problem(message: string): AgentEvent {
  return /^Reconnecting/i.test(message)
    ? { type: 'retry', why: clipText(message, 300) }
    : { type: 'error', message: clipText(message) };
}

function usageIn(event: Json): readonly AgentEvent[] {
  const inputTokens = numberAt(event, 'usage', 'input_tokens');
  const outputTokens = numberAt(event, 'usage', 'output_tokens');
  if (inputTokens === undefined || outputTokens === undefined) return [];
  const cachedTokens = numberAt(event, 'usage', 'cached_input_tokens') ?? 0;
  return [{ type: 'usage', covers: 'conversation', used: { inputTokens, cachedTokens, outputTokens } }];
}
