import assert from 'node:assert/strict';
import type { Decision, Gate } from '../../../src/core/model/gate.ts';
import { isApprovedUnused, isDispatching } from '../../../src/core/queries/runQueries.ts';
import type { Session } from '../../../src/core/model/state.ts';
import { acceptanceAnswers, leftOpen } from '../../support/simulatedRun.ts';
import type { AskedRun } from './askedRun.ts';

/** Newest gates and sessions that are tried: what is older was tried when it was new. */
const newest = 6;

/**
 * Asks a run for everything that it may never do where it stands, as agents, late messages, second windows and strangers might,
 * and asserts that none of it leaves a trace in the journal.
 */
export function assertRefusals(run: AskedRun): void {
  // What is late is expired by any look.
  run.submit({ type: 'tick' });
  const isStopped = run.run.phase === 'stopped';
  for (const gate of Object.values(run.run.gates).slice(-newest)) {
    const isOpen = gate.status === 'pending' && gate.voided === undefined;
    if (isOpen) refusePending(run, gate);
    if (!isOpen || isStopped) refuse(run, `deciding ${told(gate)}`, () => approve(run, gate));
    if (!isApprovedUnused(gate) || isStopped) refuse(run, `using ${told(gate)}`, () => confirm(run, gate));
    const isEnded = ['rejected', 'hold', 'expired'].includes(gate.status) && gate.voided === undefined;
    if (!isEnded)
      refuse(run, `reopening ${told(gate)}`, () => run.submit({ type: 'reopen-gate', gate: gate.id, who: 'ada' }));
  }
  for (const session of Object.values(run.run.sessions).slice(-newest)) refuseOf(run, session);
}

function refusePending(run: AskedRun, gate: Gate): void {
  const as = (by: Partial<Decision>) => () => approve(run, gate, by);
  refuse(run, `a stranger at ${told(gate)}`, as({ who: 'mallory', key: 'key-of-mallory' }));
  refuse(run, `grace with the key of ada at ${told(gate)}`, as({ who: 'grace' }));
  refuse(run, `ada with the key of grace at ${told(gate)}`, as({ key: 'key-of-grace' }));
  refuse(run, `another plan at ${told(gate)}`, as({ evidence: { ...gate.evidence, plan: 'another' } }));
  refuse(run, `less evidence at ${told(gate)}`, as({ evidence: {} }));
  refuse(run, `a rejection without a reason at ${told(gate)}`, () => run.decide(gate.id, 'rejected', {}, [], {}, ' '));
  for (const { who, key } of gate.approvals ?? [])
    refuse(run, `${who} a second time at ${told(gate)}`, as({ who, key }));
  if (gate.kind === 'acceptance') refuse(run, `acceptance without answers at ${told(gate)}`, () => run.decide(gate.id));
  const { deadline } = gate;
  if (deadline === undefined) return;
  refuse(run, `a decision of after the deadline at ${told(gate)}`, as({ at: deadline }));
  const now = run.now;
  run.now = Math.max(now, deadline);
  refuse(run, `a late decision, dated back, at ${told(gate)}`, as({ at: gate.openedAt }));
  run.now = now;
}

function refuseOf(run: AskedRun, { id, epoch, status, scope }: Session): void {
  const end = (of: number) => () =>
    run.submit({ type: 'session-ended', session: id, epoch: of, result: { outcome: 'done', message: 'Late.' } });
  refuse(run, `a result of epoch ${epoch - 1} of ${id}`, end(epoch - 1));
  refuse(run, `a result of epoch ${epoch + 1} of ${id}`, end(epoch + 1));
  if (status === 'ended') refuse(run, `a second result of ${id}`, end(epoch));
  if (status !== 'ready')
    refuse(run, `the start of ${id}, which is ${status}`, () =>
      run.submit({ type: 'session-dispatched', session: id }),
    );
  if (scope.kind !== 'wave') return;
  const wave = run.run.waves[scope.wave];
  if (wave?.attempt === scope.attempt && isDispatching(wave)) return;
  refuse(run, `worktrees for ${id}`, () => run.submit({ type: 'worktrees-ready', scope, evidence: { forged: 'yes' } }));
  refuse(run, `failed worktrees for ${id}`, () => run.submit({ type: 'worktrees-failed', scope, reason: 'Forged.' }));
}

/** Everything that a person says who approves a gate. */
export function approve(run: AskedRun, gate: Gate, by: Partial<Decision> = {}): string | undefined {
  const answers = gate.kind === 'acceptance' ? acceptanceAnswers : leftOpen(run.run, gate);
  return run.decide(gate.id, 'approved', answers, undefined, by);
}

function confirm(run: AskedRun, { id, evidence }: Gate): string | undefined {
  return run.submit({ type: 'confirm-gate', gate: id, evidence });
}

function refuse(run: AskedRun, what: string, ask: () => string | undefined): void {
  const { records, state } = run;
  const before = records.length;
  ask();
  const brought = records[before]?.map(({ type }) => type).join(', ');
  assert.equal(brought, undefined, `${what} was taken`);
  assert.equal(run.state, state, `${what} changed the run`);
}

function told({ id, status, voided, usedAt }: Gate): string {
  return `${id} (${status}${usedAt === undefined ? '' : ', used'}${voided === undefined ? '' : ', voided'})`;
}
