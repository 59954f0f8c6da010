import type { Usage } from '../run/model.ts';
import type { AgentEvent } from './events.ts';
import type { UsageCount } from './usage.ts';
import { countUsage, noUsage, usageSoFar } from './usage.ts';

/** What the events of one run amount to. */
export interface Transcript {
  readonly conversation?: string;
  readonly model?: string;
  /** What the agent said last, in full as far as it is known: a `final` text counts more than a `text`. */
  readonly lastText: string;
  readonly final?: { readonly ok: boolean };
  readonly errors: readonly string[];
  readonly denied: readonly string[];
  /** Tools that have begun and not ended, by their id. */
  readonly running: readonly string[];
  /** Set while the last thing heard was a refusal of the provider. */
  readonly retrying?: string;
  readonly count: UsageCount;
}

export const emptyTranscript: Transcript = { lastText: '', errors: [], denied: [], running: [], count: noUsage };

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
    case 'retry':
      return { ...heard, retrying: event.why };
    case 'denied':
      return { ...heard, denied: [...heard.denied, event.what].slice(-20) };
    case 'error':
      return { ...heard, errors: [...heard.errors, event.message].slice(-20) };
    case 'final':
      return { ...heard, running: [], final: { ok: event.ok }, lastText: event.text || heard.lastText };
    case 'notice':
    case 'waiting':
      return heard;
  }
}

/** What the run has used; see `usageSoFar`. */
export function transcriptUsage(transcript: Transcript, before?: Usage): Usage | undefined {
  return usageSoFar(transcript.count, before);
}
