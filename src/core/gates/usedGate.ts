import type { GateKind } from '../plan/schema/plan.ts';
import type { RunState } from '../model/state.ts';

/** Whether an approval of this kind, wave and attempt was used. @param attempt any, where it is not given */
export function wasUsed(state: RunState, kind: GateKind, wave?: string, attempt?: number): boolean {
  return Object.values(state.gates).some(
    (gate) =>
      gate.kind === kind &&
      gate.usedAt !== undefined &&
      gate.wave === wave &&
      (attempt ?? gate.attempt) === gate.attempt,
  );
}

/** @returns `There was no used launch gate.` where it is not there; undefined where it is */
export function lackOf(isThere: boolean, gate: string): string | undefined {
  return isThere ? undefined : `There was no used ${gate}.`;
}
