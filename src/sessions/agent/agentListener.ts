import { clipText } from '../../core/agents/events.ts';
import type { AgentEvent } from '../../core/agents/events.ts';
import { classifyFailure } from '../../core/agents/failure.ts';
import type { Transcript } from '../../core/agents/transcript.ts';
import { addToTranscript, emptyTranscript, transcriptUsage } from '../../core/agents/transcript.ts';
import { addUsage, reachedLimit } from '../../core/agents/usage.ts';
import type { Limits } from '../../core/model/effects.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { LineReader } from '../../sessionPorts/agentDriver.ts';
import { createLineSplitter } from './lineSplitter.ts';

/** Understands what one agent prints while it runs. */
export interface AgentListener {
  /** Takes a piece of what the program prints. */
  hear(chunk: Uint8Array, stream: 'stdout' | 'stderr'): void;
  /** Takes something the agent did that it does not print. */
  take(event: AgentEvent): void;
  /** Nothing more will come. */
  end(): void;
  transcript(): Transcript;
  usage(): Usage | undefined;
  /** The name by which the conversation can continue, once it is known. */
  conversation(): string | undefined;
  /** Settles once the agent has said or done something, so that its conversation can continue elsewhere. */
  readonly begun: Promise<void>;
  /** Whether the last thing the agent has said is that it has finished well. */
  rests(): boolean;
  /** Longest silence that is no reason to worry now, in minutes. */
  idleLimit(): number;
  /** Settles when going on has no sense any more: a limit is reached, or the provider will never let the agent in. */
  readonly hopeless: Promise<AbortReason>;
}

export interface AbortReason {
  readonly why: 'budget' | 'auth';
  /** The limit, or what the provider said. */
  readonly detail: string;
}

/** Some programs try again for minutes with a key that was refused; so often, unless the plan says otherwise. */
const refusedKeyTries = 3;

export interface ListenerOptions {
  /** Absent: what the agent prints means nothing. */
  readonly reader?: LineReader | undefined;
  readonly limits: Limits;
  /** Usage of earlier runs of the same conversation. */
  readonly before?: Usage | undefined;
  /** Usage of earlier runs of the same session: its limits apply to all of them. */
  readonly spent?: Usage | undefined;
  /** The name that was chosen for the conversation; most programs tell theirs. */
  readonly conversation?: string | undefined;
  readonly happened: (event: AgentEvent) => void;
}

export function createAgentListener(options: ListenerOptions): AgentListener {
  const { reader, limits, before, spent, happened } = options;
  let transcript = emptyTranscript;
  let refusals = 0;
  let rests = false;
  let giveUp: (reason: AbortReason) => void = () => {};
  const hopeless = new Promise<AbortReason>((resolve) => (giveUp = resolve));

  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const conversation = () => transcript.conversation ?? options.conversation;

  function usage(): Usage | undefined {
    const own = transcriptUsage(transcript, before);
    return own === undefined || spent === undefined ? (own ?? spent) : addUsage(spent, own);
  }

  function watchLimits(): void {
    const used = usage();
    const reached = used === undefined ? undefined : reachedLimit(used, limits);
    if (reached !== undefined && transcript.final === undefined) giveUp({ why: 'budget', detail: reached });
  }

  function watchRefusals(why: string): void {
    refusals = classifyFailure(why) === 'auth' ? refusals + 1 : 0;
    if (refusals >= (limits.refusals ?? refusedKeyTries)) giveUp({ why: 'auth', detail: why });
  }

  const take = (event: AgentEvent) => {
    transcript = addToTranscript(transcript, event);
    if (event.type === 'final') rests = event.ok;
    else if (event.type === 'text' || event.type === 'tool' || event.type === 'retry') rests = false;
    happened(event.type === 'final' ? { ...event, text: clipText(event.text) } : event);
    if (event.type === 'retry') watchRefusals(event.why);
    if (conversation() !== undefined && (event.type === 'text' || event.type === 'tool')) begin();
    // A name we chose may be reported before the program has kept anything under it; one of its own is reported
    // afterwards, and some report nothing else before a tool has ended.
    if (event.type === 'session' && options.conversation === undefined) begin();
  };
  const read = (line: string) => {
    reader?.(line).forEach(take);
    // Only after the whole line: many programs tell what they have used together with their end.
    watchLimits();
  };
  const lines = { stdout: createLineSplitter(read), stderr: createLineSplitter(read) };

  return {
    hear: (chunk, stream) => {
      if (reader !== undefined) lines[stream].push(chunk);
    },
    take,
    end() {
      lines.stdout.end();
      lines.stderr.end();
    },
    transcript: () => transcript,
    usage,
    conversation,
    begun,
    rests: () => rests,
    idleLimit() {
      // A test suite may well say nothing for longer than a model ever thinks.
      if (transcript.running.length === 0) return limits.idleMinutes;
      return limits.toolMinutes ?? 2 * limits.idleMinutes;
    },
    hopeless,
  };
}
