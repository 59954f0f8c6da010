import type { Usage } from '../model/sessionResult.ts';

/** Kind of a tool call, so that people see the same words whichever agent makes it. */
export type ToolKind = 'read' | 'search' | 'edit' | 'run' | 'web' | 'other';

/**
 * Event of an agent, the same for all agents: the driver translates the output of its program. Texts are cut to
 * `longestText`; the session's output has them in full.
 */
export type AgentEvent =
  /** The conversation has a name by which it can be resumed. */
  | { readonly type: 'session'; readonly id: string; readonly model?: string }
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool';
      readonly id: string;
      readonly name: string;
      readonly kind: ToolKind;
      /** The file, pattern or command it is about; empty when the call names none. */
      readonly target: string;
    }
  | { readonly type: 'tool-end'; readonly id: string; readonly ok: boolean; readonly detail?: string }
  | { readonly type: 'usage'; readonly covers: UsageScope; readonly used: Partial<Usage> }
  /** The provider refused for now and the program tries again by itself. */
  | { readonly type: 'retry'; readonly why: string; readonly waitMs?: number }
  /** The provider lets the account in again at this time (epoch ms); nothing is tried before. */
  | { readonly type: 'limit'; readonly resetsAt: number }
  /** The program waits for a person. */
  | { readonly type: 'waiting'; readonly what: string }
  /** The program was not allowed to do something, and went on. */
  | { readonly type: 'denied'; readonly what: string }
  /** The program says something about itself that stops nothing. */
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'error'; readonly message: string }
  /** The program says that it has ended. `ok` is its own opinion. */
  | { readonly type: 'final'; readonly ok: boolean; readonly text: string };

/**
 * Scope of a count: one request to the model (add it up), the program from its start (take the last), or the whole
 * conversation with the programs before this one (take the last, less what those have used).
 */
export type UsageScope = 'request' | 'run' | 'conversation';

const longestText = 4_000;

/** A text no longer than an event may carry. */
export function clipText(text: string, longest = longestText): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
