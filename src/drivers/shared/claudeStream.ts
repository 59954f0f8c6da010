import type { AgentEvent, UsageScope } from '../../core/agents/events.ts';
import { clipText } from '../../core/agents/events.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import type { Json } from './json.ts';
import { at, jsonLine, listAt, numberAt, textAt, wordsAt } from './json.ts';
import { toolEndEvent, toolEvent } from './tools.ts';

/** How programs differ that print this stream: over what they count tokens and cost in their last line. */
export interface ClaudeStreamOptions {
  readonly tokensCover: UsageScope;
  readonly costCovers: UsageScope;
  /** Whether `input_tokens` counts what was read from a cache, too. */
  readonly inputHoldsCached: boolean;
}

/** Reads `--output-format stream-json` as Claude Code prints it, and programs that took the format from it. */
export function claudeStreamReader(options: ClaudeStreamOptions): LineReader {
  // One message comes in several lines, a part in each, and every line repeats what the message used.
  const counted = new Set<string>();
  return (line) => {
    const event = jsonLine(line);
    if (event === undefined) return [];
    switch (event['type']) {
      case 'system':
        return systemEvents(event);
      case 'assistant':
        return assistantEvents(event, counted, options);
      case 'user':
        return listAt(event, 'message', 'content').flatMap(resultEvents);
      case 'rate_limit_event':
        return limitEvents(event);
      case 'result':
        return finalEvents(event, options);
      default:
        return [];
    }
  };
}

function systemEvents(event: Json): readonly AgentEvent[] {
  if (event['subtype'] === 'init') {
    const model = textAt(event, 'model');
    return [{ type: 'session', id: textAt(event, 'session_id'), ...(model === '' ? {} : { model }) }];
  }
  if (event['subtype'] === 'api_retry') {
    const status = numberAt(event, 'error_status');
    const why = [status, wordsAt(event, 'error')].filter((part) => part !== undefined && part !== '').join(' ');
    const waitMs = numberAt(event, 'retry_delay_ms');
    return [{ type: 'retry', why: why || 'the provider did not answer', ...(waitMs === undefined ? {} : { waitMs }) }];
  }
  return [];
}

/** Told with every answer how much of the limits is used; only a refusal is news. */
function limitEvents(event: Json): readonly AgentEvent[] {
  const resetsAt = numberAt(event, 'rate_limit_info', 'resetsAt');
  const rejected = textAt(event, 'rate_limit_info', 'status') === 'rejected';
  return rejected && resetsAt !== undefined ? [{ type: 'limit', resetsAt: resetsAt * 1000 }] : [];
}

function assistantEvents(event: Json, counted: Set<string>, options: ClaudeStreamOptions): readonly AgentEvent[] {
  const id = textAt(event, 'message', 'id');
  const parts = listAt(event, 'message', 'content').flatMap((part): AgentEvent[] => {
    if (at(part, 'type') === 'text') return [{ type: 'text', text: clipText(textAt(part, 'text')) }];
    if (at(part, 'type') !== 'tool_use') return [];
    return [toolEvent(textAt(part, 'id'), textAt(part, 'name'), at(part, 'input'))];
  });
  const failed = textAt(event, 'error');
  const used = counted.has(id) ? undefined : usageIn(at(event, 'message', 'usage'), options);
  counted.add(id);
  return [
    ...(failed === '' ? [] : [{ type: 'error' as const, message: failed }]),
    ...parts,
    ...(used === undefined ? [] : [{ type: 'usage' as const, covers: 'request' as const, used }]),
  ];
}

function resultEvents(part: unknown): readonly AgentEvent[] {
  if (at(part, 'type') !== 'tool_result') return [];
  return [toolEndEvent(textAt(part, 'tool_use_id'), at(part, 'is_error') !== true, wordsAt(part, 'content'))];
}

function finalEvents(event: Json, options: ClaudeStreamOptions): readonly AgentEvent[] {
  const { tokensCover, costCovers } = options;
  const denied = listAt(event, 'permission_denials').map((denial): AgentEvent => ({
    type: 'denied',
    what: describeDenial(denial),
  }));
  const used = usageIn(at(event, 'usage'), options);
  const usd = numberAt(event, 'total_cost_usd');
  const ok = event['subtype'] === 'success' && event['is_error'] !== true;
  const structured = at(event, 'structured_output') ?? at(event, 'structured_result');
  const text = structured === undefined ? wordsAt(event, 'result') : JSON.stringify(structured);
  const reason = textAt(event, 'terminal_reason');
  const told = [
    event['subtype'] === 'success' ? '' : textAt(event, 'subtype'),
    reason,
    wordsAt(event, 'errors'),
    wordsAt(event, 'error'),
    text,
  ];
  return [
    ...denied,
    ...(used === undefined ? [] : [{ type: 'usage' as const, covers: tokensCover, used }]),
    ...(usd === undefined ? [] : [{ type: 'usage' as const, covers: costCovers, used: { usd } }]),
    ...(ok ? [] : [{ type: 'error' as const, message: clipText(told.filter((part) => part !== '').join(': ')) }]),
    { type: 'final', ok, text },
  ];
}

function describeDenial(denial: unknown): string {
  const { name, target } = toolEvent('', textAt(denial, 'tool_name'), at(denial, 'tool_input'));
  return target === '' ? name : `${name} ${target}`;
}

function usageIn(usage: unknown, { inputHoldsCached }: ClaudeStreamOptions): Partial<Usage> | undefined {
  const input = numberAt(usage, 'input_tokens');
  const outputTokens = numberAt(usage, 'output_tokens');
  if (input === undefined || outputTokens === undefined) return undefined;
  const cachedTokens = numberAt(usage, 'cache_read_input_tokens') ?? 0;
  const written = numberAt(usage, 'cache_creation_input_tokens') ?? 0;
  return { inputTokens: input + (inputHoldsCached ? 0 : cachedTokens + written), cachedTokens, outputTokens };
}
