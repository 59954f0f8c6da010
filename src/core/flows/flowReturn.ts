import { savedBy } from './flows.ts';
import type { Flow } from './flows.ts';

const week = 7 * 86_400_000;

/** Expected return of a script for a flow: time × how often × share that is automated. */
export interface FlowReturn {
  /** Milliseconds that a use takes, as agents do it. */
  readonly each: number;
  /** Uses in a week, over the time in which it was seen, a week at least. */
  readonly perWeek: number;
  /** Part of the time that a script saves: whatever is not the commands themselves. */
  readonly share: number;
  /** Milliseconds and tokens saved in a week. */
  readonly saved: number;
  readonly tokens: number;
  /** Weeks after which the time to make it is earned; undefined where it saves nothing. */
  readonly payback?: number;
}

/** @param toMake milliseconds that a person needs to read, try and commit the script */
export function returnOf(flow: Flow, toMake: number): FlowReturn {
  const { uses, milliseconds, running, tokens } = flow;
  const span = Math.max(week, (uses.at(-1)?.to ?? 0) - (uses[0]?.from ?? 0));
  const perWeek = uses.length / (span / week);
  const share = milliseconds === 0 ? 0 : Math.max(0, milliseconds - running) / milliseconds;
  const saved = milliseconds * perWeek * share;
  return {
    ...{ each: milliseconds, perWeek, share, saved, tokens: tokens * perWeek },
    ...(saved > 0 ? { payback: toMake / saved } : {}),
  };
}

/** Time and tokens that all flows together would have saved; none of their commands counts for two of them. */
export function savedInAll(flows: readonly Flow[]): { readonly milliseconds: number; readonly tokens: number } {
  return {
    milliseconds: flows.reduce((sum, flow) => sum + Math.max(0, savedBy(flow)), 0),
    tokens: flows.reduce((sum, { uses, tokens }) => sum + uses.length * tokens, 0),
  };
}
