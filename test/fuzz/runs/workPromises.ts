import assert from 'node:assert/strict';
import type { Recorded, SessionPlan } from '../../../src/core/model/events.ts';
import type { Scope } from '../../../src/core/model/sessionResult.ts';
import type { Asked } from './askedRun.ts';
import { scopeWords } from './told.ts';
import type { Told, ToldSession } from './told.ts';

/**
 * Asserts of an event about the work what ARCHITECTURE.md promises: no work of a wave before its launch, no commit before its
 * spot-check, no ship before its acceptance, and each session ends once, for one epoch.
 *
 * @param told the run before the event
 * @param asked the command that brought it about
 */
export function assertWorkPromises(event: Recorded, told: Told, asked: Asked): void {
  switch (event.type) {
    case 'wave-opened':
      assert.ok(told.isPlanApproved && !told.edited, 'a wave opens on an approved plan');
      return;
    case 'step-passed':
      if (event.step === 'launch') assertLaunched(told, event.wave, event.attempt);
      return;
    case 'sessions-planned':
      for (const session of event.sessions) assertPlanned(session, told);
      return;
    case 'worktrees-ready':
      if (event.scope.kind === 'wave') assertLaunched(told, event.scope.wave, event.scope.attempt);
      return;
    case 'session-dispatched': {
      const { plan, status } = sessionOf(told, event.session);
      assert.equal(status, 'ready', 'a session begins once, when its worktree is there');
      if (plan.scope.kind === 'wave' && plan.subject !== 'check@readiness')
        assertLaunched(told, plan.scope.wave, plan.scope.attempt);
      return;
    }
    case 'session-ended': {
      const { status, epoch } = sessionOf(told, event.session);
      assert.notEqual(status, 'ended', 'a session ends once');
      assert.equal(event.epoch, epoch, 'a result counts for the epoch in force only');
      const isResult = asked.type === 'session-ended' && asked.session === event.session && asked.epoch === event.epoch;
      if (event.result.outcome === 'done') assert.ok(isResult, 'nothing is done that no session has done');
      return;
    }
    case 'session-retried': {
      const { status, epoch } = sessionOf(told, event.session);
      assert.equal(status, 'ended', 'only what has ended is tried again');
      assert.equal(event.epoch, epoch + 1, 'another try is another epoch');
      return;
    }
    case 'wave-committed': {
      const scope: Scope = { kind: 'wave', wave: event.wave, attempt: told.attempts.get(event.wave) ?? 0 };
      assert.ok(told.used('spot-check', scope.attempt, event.wave), 'a commit needs the spot-check');
      const done = told.sessionsOf(scopeWords(scope), 'commit').find(isDone);
      assert.equal(done?.result?.commit, event.commit, 'a wave has the commit that its session made');
      return;
    }
    case 'shipped': {
      const { scope } = shipSession(told);
      assert.ok(told.used('ship', scope.kind === 'ship' ? scope.attempt : 0), 'shipping needs its gate');
      return;
    }
    case 'gate-opened':
      assertReady(event.gate.kind, told, event.gate);
      return;
    default:
      return;
  }
}

function sessionOf(told: Told, id: string): ToldSession {
  return told.sessions.get(id) ?? assert.fail(`there is no session ${id}`);
}

const isDone = ({ status, result }: ToldSession): boolean => status === 'ended' && result?.outcome === 'done';

function assertLaunched(told: Told, wave: string, attempt: number): void {
  assert.ok(
    told.used('launch', attempt, wave),
    `nothing of attempt ${attempt} of wave ${wave} starts before its launch`,
  );
  assert.equal(told.attempts.get(wave), attempt, `nothing of an earlier attempt of wave ${wave} starts`);
}

/** A session of a wave's attempt that is not one of its tasks follows from what was done before it. */
function assertPlanned({ id, kind, scope }: SessionPlan, told: Told): void {
  assert.ok(!told.sessions.has(id), 'a session is planned once');
  assert.ok(!told.stopped, 'a stopped run plans no work');
  const words = scopeWords(scope);
  if (scope.kind === 'wave' && kind === 'merge') {
    assertLaunched(told, scope.wave, scope.attempt);
    const tasks = told.sessionsOf(words, 'implement', 'fix');
    assert.ok(tasks.every(isDone), 'work is merged when all of it is done');
  }
  if (scope.kind === 'wave' && kind === 'commit') {
    assert.ok(told.used('spot-check', scope.attempt, scope.wave), 'nothing is committed before the spot-check');
  }
  if (kind === 'ship') {
    assert.ok(told.isAccepted, 'nothing is shipped before the result is accepted');
    const gate = told.used('ship', scope.kind === 'ship' ? scope.attempt : 0)?.gate;
    assert.ok(gate !== undefined, 'nothing is pushed before the ship gate');
    assert.equal(gate.evidence['head'], told.head, 'what is pushed is what was approved');
  }
  if (kind === 'land') {
    const attempt = scope.kind === 'ship' ? scope.attempt : 0;
    assert.ok(told.used('merge', attempt), 'nothing is merged into the base before the merge gate');
  }
}

/** People are asked when what they are asked about is there, and green. */
function assertReady(kind: string, told: Told, { wave = '', attempt = 0 }: { wave?: string; attempt?: number }): void {
  if (kind === 'spot-check') {
    const scope = scopeWords({ kind: 'wave', wave, attempt });
    assert.ok(told.sessionsOf(scope, 'merge').some(isDone), 'the spot-check is about merged work');
    const checks = told.sessionsOf(scope, 'check').filter(({ plan }) => plan.subject !== 'check@readiness');
    assert.ok(checks.every(isDone), 'the spot-check is about work whose checks are green');
  }
  if (kind === 'acceptance') {
    const open = (told.plan?.waves ?? []).filter(({ id }) => !told.closed.has(id));
    assert.deepEqual(
      open.map(({ id }) => id),
      [],
      'a result is accepted when all waves are on the run branch',
    );
    const scope = scopeWords({ kind: 'validate', attempt: told.validation });
    const sessions = told.sessionsOf(scope, 'check', 'validate');
    assert.ok(sessions.every(isDone), 'a result is accepted when its checks are green and its validators have judged');
    assert.equal(
      sessions.filter(({ plan }) => plan.kind === 'validate').length,
      told.plan?.validators.length,
      'every validator of the plan has judged',
    );
  }
  if (kind === 'ship') assert.ok(told.isAccepted, 'nobody is asked to ship what is not accepted');
}

/** The last session that was to push, which has done so. */
function shipSession(told: Told): SessionPlan {
  const last = [...told.sessions.values()].findLast(({ plan }) => plan.kind === 'ship');
  assert.ok(last !== undefined && isDone(last), 'what is shipped was pushed');
  return last.plan;
}
