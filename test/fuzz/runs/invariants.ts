import assert from 'node:assert/strict';
import type { Recorded } from '../../../src/core/model/events.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { waveSteps } from '../../../src/core/model/phase.ts';
import { Replay } from '../../../src/core/run/evolve.ts';
import { missingGate } from '../../../src/core/run/gate/missingGate.ts';
import { editedPlan } from '../../../src/core/run/plan/evolvePlan.ts';

/**
 * Asserts of the events of a run what has to be true of those of any.
 * @returns the run after them, replayed
 */
export function assertInvariants(events: readonly Recorded[]): RunState | undefined {
  const decided = new Map<string, string>();
  const used = new Set<string>();
  const voided = new Map<string, string>();
  const gates = new Map<string, { kind: string; wave?: string | undefined; attempt?: number | undefined }>();
  const ended = new Set<string>();
  const attempts = new Map<string, number>();
  const lastStep = new Map<string, number>();
  const conflicts = new Map<string, boolean>();
  const resolvers = new Set<string>();
  let blockers = new Set<string>();
  const usedFor = (kind: string, wave: string): boolean =>
    [...used].some(
      (id) =>
        gates.get(id)?.kind === kind && gates.get(id)?.wave === wave && gates.get(id)?.attempt === attempts.get(wave),
    );
  const replayed = new Replay();
  for (const event of events) {
    const before = replayed.state;
    if (before !== undefined) assert.equal(missingGate(event, before), undefined, event.type);
    replayed.add(event);
    switch (event.type) {
      case 'gate-opened':
        gates.set(event.gate.id, event.gate);
        break;
      case 'gate-decided':
        assert.equal(decided.get(event.decision.gate), undefined, 'a gate is decided once');
        decided.set(event.decision.gate, event.decision.verdict);
        break;
      case 'gate-expired':
        assert.equal(decided.get(event.gate), undefined, 'a decided gate does not expire');
        decided.set(event.gate, 'expired');
        break;
      case 'gate-voided':
        voided.set(event.gate, event.reason);
        break;
      case 'plan-edited':
        // An edit that is taken back was none.
        if (event.hash !== replayed.state?.plan.hash) break;
        for (const [id, reason] of voided) if (reason.startsWith(editedPlan)) voided.delete(id);
        break;
      case 'gate-used':
        assert.equal(decided.get(event.gate), 'approved', 'only an approved gate is used');
        assert.ok(!used.has(event.gate), 'a decision is used once');
        assert.ok(!voided.has(event.gate), 'a voided decision is not used');
        used.add(event.gate);
        break;
      case 'wave-opened':
        assert.ok(
          [...used].some((id) => ['plan', 'adapt'].includes(gates.get(id)?.kind ?? '')),
          'a plan was approved',
        );
        attempts.set(event.wave, event.attempt);
        break;
      case 'step-passed': {
        const key = `${event.wave} ${event.attempt}`;
        const before = lastStep.get(key) ?? -1;
        const step = waveSteps.indexOf(event.step);
        // Without a session to start, because all results are kept, no worktree is made.
        const skipped = waveSteps.slice(before + 1, step).filter((name) => name !== 'worktrees');
        assert.ok(step > before, `step ${event.step} comes once and in its order`);
        assert.deepEqual(skipped, [], `nothing is skipped before step ${event.step}`);
        lastStep.set(key, step);
        break;
      }
      case 'sessions-planned':
        for (const { id, kind } of event.sessions) {
          if (kind !== 'resolve') continue;
          assert.ok(conflicts.get(id.replace(/resolve@conflict$/, 'merge')), 'a resolver needs a conflict');
          assert.ok(!resolvers.has(id), 'a conflict is tried once');
          resolvers.add(id);
        }
        break;
      case 'worktrees-ready':
        if (event.scope.kind === 'wave')
          assert.ok(usedFor('launch', event.scope.wave), 'dispatch needs the launch gate');
        break;
      case 'session-dispatched':
        if (/^wave~(.*)~\d+~(?!merge$|merge@|check$|commit$)/.exec(event.session)) {
          assert.ok(usedFor('launch', event.session.split('~')[1] ?? ''), 'a session needs the launch gate');
        }
        break;
      case 'session-retried':
        ended.delete(event.session);
        break;
      case 'session-ended':
        assert.ok(!ended.has(event.session), 'a session ends once');
        ended.add(event.session);
        if (/~merge$/.test(event.session)) conflicts.set(event.session, (event.result.conflicts ?? []).length > 0);
        break;
      case 'wave-committed':
        assert.ok(usedFor('spot-check', event.wave), 'a commit needs the spot-check');
        break;
      case 'validated':
        assert.equal(gates.get(event.gate)?.kind, 'acceptance');
        assert.ok(used.has(event.gate), 'acceptance was used');
        assert.deepEqual([...blockers], [], 'no blocker is left that nobody has marked out');
        break;
      case 'validation-started':
        blockers = new Set();
        break;
      case 'findings-merged':
        blockers = new Set(event.findings.filter(({ severity }) => severity === 'blocker').map(({ id }) => id));
        break;
      case 'finding-triaged':
        if (event.triage !== 'in') blockers.delete(event.finding);
        break;
      case 'shipped':
        assert.ok(
          [...used].some((id) => gates.get(id)?.kind === 'ship'),
          'shipping needs its gate',
        );
        break;
      default:
        break;
    }
  }
  return replayed.state;
}
