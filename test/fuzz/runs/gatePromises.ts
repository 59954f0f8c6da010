import assert from 'node:assert/strict';
import type { Recorded } from '../../../src/core/model/events.ts';
import type { Decision } from '../../../src/core/model/gate.ts';
import type { Asked } from './askedRun.ts';
import { isSame } from './told.ts';
import type { Told, ToldGate } from './told.ts';

/** Kinds of gates about work that was launched, or its result: an edit of the plan says nothing about them. */
const notOnPlan = new Set(['triage', 'spot-check', 'answer', 'acceptance', 'ship', 'merge']);

/** Asserts of a run, after a command, that an edit of its plan has left no approval that rests on the plan. */
export function assertNothingRestsOnEdited({ edited, gates, hash }: Told): void {
  if (!edited) return;
  for (const { gate, status, voided, used } of gates.values()) {
    const isLive = voided === undefined && !used && (status === 'pending' || status === 'approved');
    const rests = isLive && !notOnPlan.has(gate.kind) && gate.evidence['plan'] === hash;
    assert.ok(!rests, `${gate.id} rests on a plan that was edited since`);
  }
}

/**
 * Asserts of an event about a gate or the plan what ARCHITECTURE.md promises: only an approval opens a gate, once, on the
 * evidence it was given, and time, restarts and retries make none.
 *
 * @param told the run before the event
 * @param asked the command that brought it about
 */
export function assertGatePromises(event: Recorded, told: Told, asked: Asked): void {
  switch (event.type) {
    case 'gate-opened':
      assertOpened(event.gate, told, asked);
      return;
    case 'gate-decided':
      assertDecided(event.decision, event.at, told, asked);
      return;
    case 'gate-rested': {
      const { voided, status } = gateOf(told, event.gate);
      assert.ok(voided === undefined && status === 'pending', 'only a gate that waits rests on an earlier decision');
      assertRestedOn(gateOf(told, event.by));
      return;
    }
    case 'gate-expired': {
      const { gate, voided, status } = gateOf(told, event.gate);
      assert.ok(voided === undefined && status === 'pending', 'a gate that was decided does not expire');
      assert.ok(gate.deadline !== undefined && gate.deadline <= event.at, 'no gate expires before its deadline');
      return;
    }
    case 'gate-voided':
      gateOf(told, event.gate);
      return;
    case 'gate-used':
      assertUsed(gateOf(told, event.gate), told, asked);
      return;
    case 'plan-approved':
    case 'plan-revised': {
      const { gate } = usedNow(told, event.gate, asked);
      const hash = event.type === 'plan-approved' ? event.hash : event.plan.hash;
      if (event.type === 'plan-approved')
        assert.equal(hash, told.hash, 'the plan that is approved is the one in force');
      if (gate.kind === 'plan')
        assert.equal(gate.evidence['plan'], hash, 'the plan that was approved comes into force');
      if (gate.kind === 'adapt') assert.equal(gate.evidence['revision'], hash, 'the revision that was approved comes');
      assert.ok(['plan', 'adapt', 'reconcile'].includes(gate.kind), 'a gate about a plan was used');
      return;
    }
    case 'validated':
      assert.equal(usedNow(told, event.gate, asked).gate.kind, 'acceptance', 'the result was accepted');
      return;
    default:
      return;
  }
}

function gateOf(told: Told, id: string): ToldGate {
  return told.gates.get(id) ?? assert.fail(`there is no gate ${id}`);
}

/** The gate whose use this record is. */
function usedNow(told: Told, id: string, asked: Asked): ToldGate {
  const known = gateOf(told, id);
  assert.ok(known.used && asked.type === 'confirm-gate' && asked.gate === id, 'it follows from the use of its gate');
  return known;
}

function assertOpened(gate: ToldGate['gate'], told: Told, asked: Asked): void {
  assert.ok(!told.gates.has(gate.id), 'a gate has an id of its own');
  assert.ok(!told.stopped, 'a stopped run asks nobody');
  for (const [name, { before, waves }] of Object.entries(told.plan?.gates.custom ?? {})) {
    if (before !== gate.kind || (gate.wave !== undefined && waves?.includes(gate.wave) === false)) continue;
    const own = told.newest('custom', gate.wave, name);
    const isUsed = own?.used === true && own.voided === undefined && isSame(own.gate.evidence, gate.evidence);
    assert.ok(isUsed, `${gate.kind} is asked after the plan's own gate before it, about the same`);
  }
  const last = told.newest(gate.kind, gate.wave, gate.name);
  if (last === undefined || last.voided !== undefined || last.used) return;
  assert.ok(last.status !== 'pending', 'what waits for a person is not asked twice');
  const isAboutSame = last.gate.attempt === gate.attempt;
  assert.ok(!isAboutSame || last.status !== 'approved', 'what was approved is not asked again before it is used');
  if (last.status === 'approved') return;
  // Each proposal has a gate of its own.
  if (gate.kind === 'adapt' || !isSame(last.gate.evidence, gate.evidence)) return;
  const isReopened = asked.type === 'reopen-gate' && asked.gate === last.gate.id;
  assert.ok(isReopened, `only a person asks again after ${last.gate.id} was ${last.status}`);
}

function assertDecided(decision: Decision, at: number, told: Told, asked: Asked): void {
  const { gate, voided, status, approvals, latest } = gateOf(told, decision.gate);
  assert.ok(!told.stopped, 'nothing is decided in a stopped run');
  assert.equal(voided, undefined, 'a gate that no longer counts is not decided');
  assert.equal(status, 'pending', 'a gate is decided once');
  assert.ok(asked.type === 'decide-gate' && asked.decision === decision, 'a decision is one that a person has made');
  assert.ok(isSame(decision.evidence, gate.evidence), 'a decision is about what its gate is about');
  const now = Math.max(latest, at, decision.at);
  assert.ok(gate.deadline === undefined || now < gate.deadline, 'a gate whose deadline has passed is not decided');
  const name = told.approvers.find(({ key }) => key === decision.key)?.name;
  assert.ok(name !== undefined || decision.key === told.publicKey, 'a decision is signed by a key of the run');
  assert.equal(name ?? decision.who, decision.who, 'a key decides as its owner');
  if (gate.approvers.length > 0) assert.ok(gate.approvers.includes(name ?? ''), 'only approvers decide their gate');
  if (decision.verdict !== 'approved') {
    assert.notEqual(decision.note.trim(), '', 'whoever does not approve says why');
    return;
  }
  for (const { who, key } of approvals)
    assert.ok(who !== decision.who && key !== decision.key, 'one person approves once');
  if (gate.kind !== 'acceptance') return;
  const { testing = '', ...answers } = decision.answers ?? {};
  assert.notEqual(testing.trim(), '', 'acceptance rests on testing of one’s own');
  for (const question of ['explain', 'rewrite', 'worstCase', 'defend'])
    assert.match(answers[question] ?? '', /^(?:yes|no)$/, 'acceptance answers the four questions');
}

function assertUsed({ gate, approvals, ...known }: ToldGate, told: Told, asked: Asked): void {
  assert.ok(!told.stopped, 'nothing is used in a stopped run');
  assert.equal(known.status, 'approved', 'only an approved gate is used');
  assert.equal(known.voided, undefined, 'a decision that no longer counts is not used');
  assert.equal(known.used, undefined, 'a decision is used once');
  if (known.rests === undefined) assert.ok(approvals.length >= (gate.required ?? 1), 'enough people have approved');
  else assertRestedOn(gateOf(told, known.rests));
  assert.ok(asked.type === 'confirm-gate' && asked.gate === gate.id, 'a decision is used when the world was looked at');
  assert.ok(isSame(asked.evidence, gate.evidence), 'a decision is used only while the world is what it is about');
  const { plan, base, head } = gate.evidence;
  switch (gate.kind) {
    case 'launch':
      assert.ok(told.isPlanApproved && !told.edited, 'nothing is launched on a plan that nobody has approved');
      assert.equal(plan, told.hash, 'a launch is about the plan in force');
      assert.equal(plan, told.preparedOn.get(gate.wave ?? ''), 'a wave is launched on the plan it was prepared on');
      assert.equal(base, told.head, 'a launch is about the tip of the run branch');
      assert.equal(gate.attempt, told.attempts.get(gate.wave ?? ''), 'a launch is about the attempt in force');
      return;
    case 'spot-check':
      assert.equal(gate.attempt, told.attempts.get(gate.wave ?? ''), 'a spot-check is about the attempt in force');
      return;
    case 'acceptance':
    case 'ship':
      assert.equal(plan, told.hash, 'the result is that of the plan in force');
      assert.equal(head, told.head, 'the result is the tip of the run branch');
      return;
    default:
      return;
  }
}

function assertRestedOn({ used, voided, status }: ToldGate): void {
  assert.ok(used && voided === undefined && status === 'approved', 'a gate rests only on a used approval');
}
