import type { GateKind } from '../plan/schema/plan.ts';
import type { RunEvent } from './events.ts';
import type { RunState } from './state.ts';

/**
 * Which used gate a record lacks that nothing may happen without. Decisions are signed, other records are not: whoever can
 * write the journal while nobody drives the run could add some behind the last decision, and would be believed.
 *
 * @param state the run before the event
 * @returns what is missing, for people; undefined when the event could happen
 */
export function missingGate(event: RunEvent, state: RunState): string | undefined {
  const used = (kind: GateKind, wave?: string, attempt?: number): boolean =>
    Object.values(state.gates).some(
      (gate) =>
        gate.kind === kind &&
        gate.usedAt !== undefined &&
        gate.wave === wave &&
        (attempt ?? gate.attempt) === gate.attempt,
    );
  const lacks = (there: boolean, what: string): string | undefined =>
    there ? undefined : `There was no used ${what}.`;
  switch (event.type) {
    case 'plan-approved':
    case 'plan-revised':
      return lacks(state.gates[event.gate]?.usedAt !== undefined, `gate ${event.gate}`);
    case 'wave-opened':
      return lacks(state.planApproval.gate !== undefined, 'plan gate');
    case 'worktrees-ready': {
      const { scope } = event;
      if (scope.kind !== 'wave') return undefined;
      return lacks(used('launch', scope.wave, scope.attempt), `launch gate of wave ${scope.wave}`);
    }
    case 'sessions-planned': {
      const { scope, sessions } = event;
      const kinds = new Set(sessions.map(({ kind }) => kind));
      if (kinds.has('ship')) return lacks(used('ship'), 'ship gate');
      if (!kinds.has('commit') || scope.kind !== 'wave') return undefined;
      return lacks(used('spot-check', scope.wave, scope.attempt), `spot-check gate of wave ${scope.wave}`);
    }
    case 'wave-committed': {
      const wave = state.waves[event.wave];
      const gate = Object.values(state.gates).find(
        ({ kind, wave: of, usedAt, evidence }) =>
          kind === 'spot-check' && of === event.wave && usedAt !== undefined && evidence['tree'] === event.tree,
      );
      return lacks(
        wave !== undefined && gate !== undefined,
        `spot-check gate of wave ${event.wave} about tree ${event.tree}`,
      );
    }
    case 'validated':
      return lacks(state.gates[event.gate]?.usedAt !== undefined, `gate ${event.gate}`);
    case 'shipped':
      return lacks(used('ship'), 'ship gate');
    default:
      return undefined;
  }
}
