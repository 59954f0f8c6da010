import { customGates } from '../plan/gateRules.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { momentText, nextOpening, windowText } from '../plan/gateWindow.ts';
import type { GateWindow } from '../plan/gateWindow.ts';

/** Windows of time that hold for a gate, with the names of the plan's own gates that have them: a step keeps to those before it. */
export function windowsOf(
  { plan: { plan } }: Pick<RunState, 'plan'>,
  { kind, wave, name }: Pick<Gate, 'kind' | 'wave' | 'name'>,
): readonly (readonly [string, GateWindow])[] {
  const own =
    kind === 'custom'
      ? customGates(plan, wave === undefined ? 'ship' : 'launch', wave).filter(([each]) => each === name)
      : kind === 'launch' || kind === 'ship'
        ? customGates(plan, kind, wave)
        : [];
  return own.flatMap(([each, { window }]) => (window === undefined ? [] : [[each, window] as const]));
}

/** A window of time in which a gate cannot be approved yet. */
export interface ClosedWindow {
  /** Name of the plan's own gate that has it. */
  readonly name: string;
  readonly window: GateWindow;
  /** Epoch milliseconds; undefined where it never opens. */
  readonly opens: number | undefined;
}

/** The first window that keeps a gate from being approved, or an approval of it from being used, at a moment. */
export function closedWindow(
  state: Pick<RunState, 'plan'>,
  gate: Pick<Gate, 'kind' | 'wave' | 'name'>,
  at: number,
): ClosedWindow | undefined {
  for (const [name, window] of windowsOf(state, gate)) {
    const opens = nextOpening(window, at);
    if (opens !== at) return { name, window, opens };
  }
  return undefined;
}

/**
 * Why a gate cannot be approved, or an approval of it be used, at a moment, for people; undefined where it can.
 * @param at of the engine's clock
 */
export function windowObjection(state: RunState, gate: Gate, at: number): string | undefined {
  const closed = closedWindow(state, gate, at);
  if (closed === undefined) return undefined;
  const next = closed.opens === undefined ? openingText(closed) : `${openingText(closed)}: decide again then`;
  return `Gate ${gate.id} can be approved only ${whenOpen(gate, closed)}, and it is ${momentText(at, closed.window.zone)} there. ${next}.`;
}

/** The same for a person whose approval is given already, and waits for it: it does not change while they wait. */
export function windowWait(gate: Gate, closed: ClosedWindow): string {
  return `Gate ${gate.id} can be approved only ${whenOpen(gate, closed)}. ${openingText(closed)}.`;
}

function whenOpen(gate: Gate, { name, window }: ClosedWindow): string {
  return `${windowText(window)}${gate.name === undefined ? `, as gate "${name}" of the plan says` : ''}`;
}

function openingText({ window, opens }: ClosedWindow): string {
  return opens === undefined
    ? 'That never comes: change its window in the plan'
    : `It opens next at ${momentText(opens, window.zone)} there`;
}
