import type { AgentEvent } from '../../core/agents/events.ts';
import { clipText } from '../../core/agents/events.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import type { Json } from '../shared/json.ts';
import { at, jsonLine, numberAt, textAt, wordsAt } from '../shared/json.ts';
import { toolEndEvent, toolEvent } from '../shared/tools.ts';

/** Reads `gemini -o stream-json`. What the model says comes in pieces, which are put together until something else comes. */
export function geminiStreamReader(): LineReader {
  let saying = '';
  let said = '';
  const spoken = (): readonly AgentEvent[] => {
    if (saying === '') return [];
    said = saying;
    saying = '';
    return [{ type: 'text', text: clipText(said) }];
  };
  return (line) => {
    const event = jsonLine(line);
    if (event === undefined) return retryIn(line);
    if (event['type'] === 'message') {
      if (event['role'] !== 'user') saying += textAt(event, 'content');
      return [];
    }
    const before = spoken();
    return [...before, ...eventsOf(event, said)];
  };
}

/** Reports of retries, as text on standard error. */
function retryIn(line: string): readonly AgentEvent[] {
  const [, status] = /^Attempt \d+ failed(?: with status (\d+))?.*retrying/i.exec(line) ?? [];
  if (!/^Attempt \d+ failed/.test(line)) return [];
  return [{ type: 'retry', why: status === undefined ? 'the provider did not answer' : `status ${status}` }];
}

function eventsOf(event: Json, said: string): readonly AgentEvent[] {
  switch (event['type']) {
    case 'init': {
      const model = textAt(event, 'model');
      return [{ type: 'session', id: textAt(event, 'session_id'), ...(model === '' ? {} : { model }) }];
    }
    case 'tool_use':
      return [toolEvent(textAt(event, 'tool_id'), textAt(event, 'tool_name'), at(event, 'parameters'))];
    case 'tool_result': {
      const words = wordsAt(event, 'error') || wordsAt(event, 'output');
      return [toolEndEvent(textAt(event, 'tool_id'), event['status'] !== 'error', words)];
    }
    case 'error':
      return [{ type: 'error', message: clipText(wordsAt(event, 'message') || wordsAt(event, 'error')) }];
    case 'result':
      return resultEvents(event, said);
    default:
      return [];
  }
}

function resultEvents(event: Json, said: string): readonly AgentEvent[] {
  const ok = event['status'] === 'success';
  const inputTokens = numberAt(event, 'stats', 'input_tokens');
  const outputTokens = numberAt(event, 'stats', 'output_tokens');
  const cachedTokens = numberAt(event, 'stats', 'cached') ?? 0;
  const words = wordsAt(event, 'error');
  return [
    ...(inputTokens === undefined || outputTokens === undefined
      ? []
      : [{ type: 'usage' as const, covers: 'run' as const, used: { inputTokens, cachedTokens, outputTokens } }]),
    ...(ok || words === '' ? [] : [{ type: 'error' as const, message: clipText(words) }]),
    { type: 'final', ok, text: said },
  ];
}
