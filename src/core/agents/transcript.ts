import type { Usage } from '../model/sessionResult.ts';
import type { AgentEvent } from './events.ts';
import type { UsageCount } from './usage.ts';
import { countUsage, noUsage, usageSoFar } from './usage.ts';

/** Summary of the events of one run. */
export interface Transcript {
  readonly conversation?: string;
  readonly model?: string;
  /** Last message of the agent, in full if known: a `final` text takes precedence over a `text`. */
  readonly lastText: string;
  readonly final?: { readonly ok: boolean };
  readonly errors: readonly string[];
  /** Requests that were denied: the last twenty, each once. */
  readonly denied: readonly string[];
  /** Number of all denials. */
  readonly deniedCount: number;
  /** Tools that have begun and not ended, by their id. */
  readonly running: readonly string[];
  /** Set while the last thing heard was a refusal of the provider. */
  readonly retrying?: string;
  /** Time when the provider lets the account in again, if it told (epoch ms). */
  readonly resetsAt?: number;
  readonly count: UsageCount;
}

export const emptyTranscript: Transcript = {
  lastText: '',
  errors: [],
  denied: [],
  deniedCount: 0,
  running: [],
  count: noUsage,
};

/** The transcript after one more event. Total. */
export function addToTranscript(transcript: Transcript, event: AgentEvent): Transcript {
  const { retrying, ...rest } = transcript;
  const heard: Transcript = event.type === 'usage' && retrying !== undefined ? transcript : rest;
  switch (event.type) {
    case 'session':
      return { ...heard, conversation: event.id, ...(event.model === undefined ? {} : { model: event.model }) };
    case 'text':
      return { ...heard, lastText: event.text };
    case 'tool':
      return { ...heard, running: [...heard.running.filter((id) => id !== event.id), event.id] };
    case 'tool-end':
      return { ...heard, running: heard.running.filter((id) => id !== event.id) };
    case 'usage':
      return { ...heard, count: countUsage(heard.count, event) };
    case 'limit':
      return { ...heard, resetsAt: event.resetsAt };
    case 'retry':
      return { ...heard, retrying: event.why };
    case 'denied':
      return {
        ...heard,
        denied: [...heard.denied.filter((what) => what !== event.what), event.what].slice(-20),
        deniedCount: heard.deniedCount + 1,
      };
    case 'error':
      return { ...heard, errors: [...heard.errors, event.message].slice(-20) };
    case 'final':
      return { ...heard, running: [], final: { ok: event.ok }, lastText: event.text || heard.lastText };
    case 'notice':
    case 'waiting':
      return heard;
  }
}

/** Usage of the run; see `usageSoFar`. */
export function transcriptUsage(transcript: Transcript, before?: Usage): Usage | undefined {
  return usageSoFar(transcript.count, before);
}
