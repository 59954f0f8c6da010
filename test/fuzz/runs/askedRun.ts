import { gateEvidence, gateSpecs } from '../../../src/core/gates/specs/gateSpecs.ts';
import type { Effect } from '../../../src/core/model/effects.ts';
import type { Evidence, Gate } from '../../../src/core/model/gate.ts';
import { SimulatedRun, tools } from '../../support/simulatedRun.ts';

/** A command without its time. */
export type Asked = Parameters<SimulatedRun['submit']>[0];

/**
 * A simulated run that keeps the command behind each record of its journal: what the world looked like when a decision was
 * used is in the command, and not in the record.
 */
export class AskedRun extends SimulatedRun {
  /** By the index of the record. */
  readonly asked: Asked[] = [];

  override submit(command: Asked): string | undefined {
    const before = this.records.length;
    const refused = super.submit(command);
    if (this.records.length > before) this.asked.push(command);
    return refused;
  }

  override answer(effect: Effect): void {
    const gate = effect.kind === 'confirm-gate' ? this.run.gates[effect.gate] : undefined;
    if (gate === undefined) super.answer(effect);
    else this.submit({ type: 'confirm-gate', gate: gate.id, evidence: this.#world(gate) });
  }

  /** The world as an engine observes it for a gate: results from the journal, and the plan file as it was saved last. */
  #world({ kind, wave }: Gate): Evidence {
    const evidence = gateEvidence(kind, this.run, tools, wave);
    const { scope, planEdit } = gateSpecs[kind];
    const { edit } = this.run;
    if (edit === undefined || evidence['plan'] === undefined || (scope === 'wave' && planEdit === 'keeps'))
      return evidence;
    return { ...evidence, plan: edit.hash };
  }

  /** A run that has come as far, and goes its own way from here. */
  fork(): AskedRun {
    const run = new AskedRun();
    run.records.push(...this.records);
    run.asked.push(...this.asked);
    run.dispatched.push(...this.dispatched);
    return Object.assign(run, { state: this.state, now: this.now, commits: this.commits });
  }
}
