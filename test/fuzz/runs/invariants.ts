import assert from 'node:assert/strict';
import type { Recorded } from '../../../src/core/model/events.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { waveSteps } from '../../../src/core/model/phase.ts';
import { Replay } from '../../../src/core/run/evolve.ts';
import { missingGate } from '../../../src/core/run/gate/missingGate.ts';
import type { AskedRun } from './askedRun.ts';
import { assertGatePromises, assertNothingRestsOnEdited } from './gatePromises.ts';
import { Told } from './told.ts';
import type { ToldGate } from './told.ts';
import { assertWorkPromises } from './workPromises.ts';

/**
 * Asserts of a run what has to be true of any: its journal keeps what is promised about gates and work, its steps come in their
 * order, and whoever reads it finds no event without the gate it needs.
 *
 * @returns the run after its events, replayed
 */
export function assertInvariants({ records, asked }: Pick<AskedRun, 'records' | 'asked'>): RunState | undefined {
  const told = new Told();
  const order = new Order();
  const replayed = new Replay();
  records.forEach((record, index) => {
    const command = asked[index] ?? assert.fail('each record has its command');
    for (const event of record) {
      const before = replayed.state;
      if (before !== undefined) assert.equal(missingGate(event, before), undefined, event.type);
      assertGatePromises(event, told, command);
      assertWorkPromises(event, told, command);
      order.assert(event);
      told.add(event);
      replayed.add(event);
    }
    assertNothingRestsOnEdited(told);
  });
  if (replayed.state !== undefined) assertTold(told, replayed.state);
  return replayed.state;
}

/** Asserts that both readings of the journal know the same gates and sessions. */
function assertTold(told: Told, { gates, sessions }: RunState): void {
  const words = ({ status, voided, used }: Pick<ToldGate, 'status' | 'voided'> & { used: boolean }): string =>
    `${status}${voided === undefined ? '' : ', voided'}${used ? ', used' : ''}`;
  for (const { id, usedAt, ...gate } of Object.values(gates)) {
    const known = told.gates.get(id) ?? assert.fail(`there is no gate ${id}`);
    assert.equal(words({ ...gate, used: usedAt !== undefined }), words({ ...known, used: known.used === true }), id);
  }
  for (const { id, status, epoch } of Object.values(sessions)) {
    const known = told.sessions.get(id) ?? assert.fail(`there is no session ${id}`);
    assert.equal(`${status}, epoch ${epoch}`, `${known.status}, epoch ${known.epoch}`, id);
  }
}

/** Order of the steps of waves, of resolvers after conflicts, and of blockers before acceptance. */
class Order {
  readonly #lastStep = new Map<string, number>();
  readonly #conflicts = new Map<string, boolean>();
  readonly #resolvers = new Set<string>();
  #blockers = new Set<string>();

  assert(event: Recorded): void {
    switch (event.type) {
      case 'step-passed': {
        const key = `${event.wave} ${event.attempt}`;
        const before = this.#lastStep.get(key) ?? -1;
        const step = waveSteps.indexOf(event.step);
        // Without a session to start, because all results are kept, no worktree is made.
        const skipped = waveSteps.slice(before + 1, step).filter((name) => name !== 'worktrees');
        assert.ok(step > before, `step ${event.step} comes once and in its order`);
        assert.deepEqual(skipped, [], `nothing is skipped before step ${event.step}`);
        this.#lastStep.set(key, step);
        return;
      }
      case 'sessions-planned':
        for (const { id, kind } of event.sessions) {
          if (kind !== 'resolve') continue;
          assert.ok(this.#conflicts.get(id.replace(/resolve@conflict$/, 'merge')), 'a resolver needs a conflict');
          assert.ok(!this.#resolvers.has(id), 'a conflict is tried once');
          this.#resolvers.add(id);
        }
        return;
      case 'session-ended':
        if (/~merge$/.test(event.session))
          this.#conflicts.set(event.session, (event.result.conflicts ?? []).length > 0);
        return;
      case 'gate-opened':
        if (event.gate.kind === 'acceptance') this.#assertNoBlocker();
        return;
      case 'validated':
        this.#assertNoBlocker();
        return;
      case 'validation-started':
        this.#blockers = new Set();
        return;
      case 'findings-merged': {
        const blockers = event.findings.filter(({ severity }) => severity === 'blocker');
        this.#blockers = new Set(blockers.map(({ id }) => id));
        return;
      }
      case 'finding-triaged':
        if (event.triage !== 'in') this.#blockers.delete(event.finding);
        return;
      default:
        return;
    }
  }

  #assertNoBlocker(): void {
    assert.deepEqual([...this.#blockers], [], 'no blocker is left that nobody has marked out');
  }
}
