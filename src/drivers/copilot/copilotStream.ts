import { clipText } from '../../core/agents/events.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import { at, jsonLine, numberAt, textAt, wordsAt } from '../shared/json.ts';
import { toolEndEvent, toolEvent } from '../shared/tools.ts';

/** Reads `copilot --output-format json`. Its events carry what they are about in `data`. */
export function copilotStreamReader(): LineReader {
  let lastText = '';
  let aborted = false;
  return (line) => {
    const event = jsonLine(line);
    if (event === undefined) return [];
    const data = at(event, 'data');
    switch (event['type']) {
      case 'assistant.message': {
        const text = textAt(data, 'content');
        if (text === '') return [];
        lastText = text;
        return [{ type: 'text', text: clipText(text) }];
      }
      case 'model.call_failure': {
        const status = numberAt(data, 'statusCode');
        return [{ type: 'retry', why: status === undefined ? 'the provider did not answer' : `status ${status}` }];
      }
      case 'abort':
        aborted = true;
        return [];
      case 'tool.execution_start':
        return [toolEvent(textAt(data, 'toolCallId'), textAt(data, 'toolName'), at(data, 'arguments'))];
      case 'tool.execution_complete': {
        const words = wordsAt(data, 'error') || wordsAt(data, 'result');
        return [toolEndEvent(textAt(data, 'toolCallId'), at(data, 'success') !== false, words)];
      }
      case 'session.error':
      case 'error':
        return [{ type: 'error', message: clipText(wordsAt(data, 'message') || wordsAt(event, 'message')) }];
      case 'result': {
        const exitCode = numberAt(event, 'exitCode');
        const id = textAt(event, 'sessionId');
        // Ended from outside it still leaves with exit code 0.
        const ok = exitCode === 0 && !aborted;
        return [...(id === '' ? [] : [{ type: 'session' as const, id }]), { type: 'final', ok, text: lastText }];
      }
      default:
        return [];
    }
  };
}
