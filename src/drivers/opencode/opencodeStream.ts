import type { AgentEvent } from '../../core/agents/events.ts';
import { clipText } from '../../core/agents/events.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import { at, jsonLine, numberAt, textAt, wordsAt } from '../shared/json.ts';
import { toolEndEvent, toolEvent } from '../shared/tools.ts';

/** Reads `opencode run --format json`. It has no last line of its own: a step that ends for good is the end. */
export function opencodeStreamReader(): LineReader {
  let known = '';
  let lastText = '';
  return (line) => {
    const event = jsonLine(line);
    if (event === undefined) return [];
    const id = textAt(event, 'sessionID');
    const named: readonly AgentEvent[] = id === '' || id === known ? [] : [{ type: 'session', id }];
    known = id || known;
    const part = at(event, 'part');
    if (event['type'] === 'text') lastText = textAt(part, 'text');
    return [...named, ...eventsOf(textAt(event, 'type'), event, lastText)];
  };
}

function eventsOf(type: string, event: unknown, lastText: string): readonly AgentEvent[] {
  const part = at(event, 'part');
  switch (type) {
    case 'text':
      return [{ type: 'text', text: clipText(lastText) }];
    case 'tool_use':
      return toolEvents(part);
    case 'step_finish': {
      const ended = textAt(part, 'reason') !== 'tool-calls';
      return [...usageIn(part), ...(ended ? [{ type: 'final' as const, ok: true, text: lastText }] : [])];
    }
    case 'error': {
      const name = textAt(event, 'error', 'name');
      const words = [name, wordsAt(event, 'error')].filter((each) => each !== '').join(': ');
      return [
        { type: 'error', message: clipText(words) },
        { type: 'final', ok: false, text: lastText },
      ];
    }
    default:
      return [];
  }
}

/** Tool calls are reported once, when they have ended. */
function toolEvents(part: unknown): readonly AgentEvent[] {
  const id = textAt(part, 'callID');
  const ok = textAt(part, 'state', 'status') !== 'error';
  const words = wordsAt(part, 'state', 'error');
  if (textAt(part, 'tool') === 'invalid') {
    // What the model asked for is not on offer.
    const input = at(part, 'state', 'input');
    return [toolEvent(id, textAt(input, 'tool'), {}), toolEndEvent(id, false, textAt(input, 'error'))];
  }
  return [toolEvent(id, textAt(part, 'tool'), at(part, 'state', 'input')), toolEndEvent(id, ok, words)];
}

function usageIn(part: unknown): readonly AgentEvent[] {
  const input = numberAt(part, 'tokens', 'input');
  const output = numberAt(part, 'tokens', 'output');
  if (input === undefined || output === undefined) return [];
  const cachedTokens = numberAt(part, 'tokens', 'cache', 'read') ?? 0;
  const outputTokens = output + (numberAt(part, 'tokens', 'reasoning') ?? 0);
  // Nothing is what it says of models whose price it does not know.
  const usd = numberAt(part, 'cost') || undefined;
  return [
    {
      type: 'usage',
      covers: 'request',
      used: { inputTokens: input + cachedTokens, cachedTokens, outputTokens, ...(usd === undefined ? {} : { usd }) },
    },
  ];
}
