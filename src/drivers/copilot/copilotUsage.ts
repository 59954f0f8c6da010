import type { AgentEvent } from '../../core/agents/events.ts';
import { jsonLine, listAt, numberAt } from '../shared/json.ts';

/** Reads the file of `--usage-output-file`, which counts over the whole conversation, model by model. */
export function readCopilotUsage(text: string): readonly AgentEvent[] {
  const models = listAt(jsonLine(text), 'providerModelMetrics');
  if (models.length === 0) return [];
  const sum = (name: string) =>
    models.reduce<number>((total, model) => total + (numberAt(model, 'metrics', 'usage', name) ?? 0), 0);
  return [
    {
      type: 'usage',
      covers: 'conversation',
      used: {
        inputTokens: sum('inputTokens'),
        cachedTokens: sum('cacheReadTokens'),
        outputTokens: sum('outputTokens'),
      },
    },
  ];
}
