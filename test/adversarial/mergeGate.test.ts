import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../src/core/model/effects.ts';
import type { Recorded, RunEvent } from '../../src/core/model/events.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import type { RunState } from '../../src/core/model/state.ts';
import { latestGate, pendingGates } from '../../src/core/queries/runQueries.ts';
import { replay } from '../../src/core/run/evolve.ts';
import { missingGate } from '../../src/core/run/gate/missingGate.ts';
import { createMemorySigner } from '../../src/decisions/signers.ts';
import { decideGate, signDecision } from '../../src/engine/decisions.ts';
import { answerRequest } from '../../src/engine/requests.ts';
import type { RunEngine } from '../../src/engine/runEngine.ts';
import { planText, SimulatedRun } from '../support/simulatedRun.ts';
import { SimulatedWorld } from '../support/simulatedWorld.ts';

/** Attacks on the last gate, behind which a result leaves for the branch that everybody works on. */

const url = 'https://github.com/team/sample/pull/7';
const plan = planText(1, 'ship: {remote: upstream}\n');

function atMergeGate(answer: (job: Job) => SessionResult | undefined = () => undefined): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => answer(job) ?? run.requested(job);
  return run.start(plan).approveAll('merge');
}

const landed = (events: readonly Recorded[]): number =>
  events.filter((event) => event.type === 'sessions-planned' && event.sessions.some(({ kind }) => kind === 'land'))
    .length;

async function signedWorld(): Promise<{ world: SimulatedWorld; engine: RunEngine }> {
  const world = new SimulatedWorld(plan);
  const work = new SimulatedRun();
  world.outcome = (job) => work.requested(job);
  const engine = await world.start();
  await world.drive(engine, (state) => state.gates['merge-1'] !== undefined);
  assert.equal(engine.state.gates['merge-1']?.status, 'pending');
  return { world, engine };
}

const merges = (state: RunState): boolean => Object.values(state.sessions).some(({ kind }) => kind === 'land');

// Attack beyond: an agent says that its work is pushed, green and merged. Stopped by: 2, no session's word is believed.
test('what an agent tells of CI and of a merge merges nothing and ships nothing', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const result = run.done(job);
    if (job.work.kind !== 'agent') return run.requested(job);
    const ci = { state: 'green' as const, commit: 'commit-1', checks: [] };
    const pushed = { remote: 'origin', branch: 'main', commit: 'commit-1' };
    return { ...result, ci, pushed, pullRequest: { text: 'Merge', url }, merged: { how: 'elsewhere', commit: 'x' } };
  };
  run.start(plan);
  for (let round = 0; round < 20 && pendingGates(run.run)[0]?.kind !== 'merge'; round += 1) {
    assert.notEqual(run.run.phase, 'shipped');
    assert.equal(landed(run.events), 0);
    const kind = pendingGates(run.run)[0]?.kind;
    assert.ok(kind !== undefined, 'somebody is asked');
    run.approveAll(kind === 'plan' ? 'launch' : kind === 'launch' ? 'spot-check' : 'merge');
  }
  assert.equal(run.run.ship?.result, undefined);
  assert.equal(landed(run.events), 0);
});

// Attack beyond: writes a decision instead of making one. Stopped by: 2, only decisions signed by a key of the run count.
test('a forged decision opens no merge gate: unsigned, by another key, altered, or signed for another gate', async () => {
  const { world, engine } = await signedWorld();
  const { ports } = world;
  const gate = engine.state.gates['merge-1'] ?? assert.fail();
  const { end } = await ports.journals.readSealed('r1');
  const say = { gate: 'merge-1', verdict: 'approved', who: 'ada', channel: 'cli', note: 'Go.' } as const;
  const own = await signDecision({ ...say, verdict: 'hold' }, gate, engine.state, end, ports);
  const foreign = await signDecision(say, gate, engine.state, end, { ...ports, signer: createMemorySigner() });
  const ship = latestGate(engine.state, 'ship')?.decision ?? assert.fail();
  const forgeries = [
    { ...own, signature: '' },
    { ...own, verdict: 'approved' as const },
    { ...own, evidence: { ...own.evidence, pushed: 'other' }, verdict: 'approved' as const },
    foreign,
    { ...foreign, key: own.key },
    { ...ship, gate: 'merge-1' },
    { ...ship, gate: 'merge-1', evidence: gate.evidence, follows: end },
  ];
  for (const decision of forgeries) {
    const { refused } = await answerRequest(JSON.stringify({ decision }), engine, ports);
    assert.ok(refused !== undefined, JSON.stringify(decision));
    assert.equal(engine.state.gates['merge-1']?.status, 'pending');
  }
  await world.settle();
  assert.equal(merges(engine.state), false);
  assert.deepEqual(await decideGate(engine, ports, say), {});
  await world.settle();
  assert.equal(engine.state.phase, 'shipped');
});

// Attack beyond: uses an approval of before. Stopped by: 2, an approval counts once, on the evidence it was given.
test('an approval of an earlier attempt merges nothing that was pushed after it', () => {
  let lands = 0;
  const run = atMergeGate((job) => {
    if (job.kind !== 'land' || (lands += 1) > 1) return undefined;
    return { outcome: 'blocked', message: 'The forge refused.' };
  });
  const stale = run.run.gates['merge-1'] ?? assert.fail();
  run.approveAll('ship');
  assert.equal(pendingGates(run.run)[0]?.id, 'ship-2');
  run.decide('ship-2');
  run.settle();
  assert.equal(pendingGates(run.run)[0]?.id, 'merge-2');
  assert.equal(lands, 1);
  assert.match(run.decide('merge-1') ?? '', /merge-1 is approved already/);
  const current = run.run.gates['merge-2'] ?? assert.fail();
  assert.notDeepEqual(stale.attempt, current.attempt);
  // Somebody who can write the journal while nobody drives the run adds the merge as if the old approval covered it.
  const session = { id: 'ship-2-land', kind: 'land', subject: 'merge', scope: { kind: 'ship', attempt: 2 } };
  const planned = { type: 'sessions-planned', scope: { kind: 'ship', attempt: 2 }, sessions: [session] } as const;
  assert.match(missingGate(planned as unknown as RunEvent, run.run) ?? '', /no used merge gate/);
  const result = { outcome: 'done', message: 'Merged.', merged: { how: 'merge', commit: 'x' } } as const;
  assert.match(missingGate({ type: 'shipped', result }, run.run) ?? '', /no used merge gate/);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.equal(lands, 2);
});

// Attack beyond: changes what was approved between the decision and its use. Stopped by: 7, evidence is observed again on use.
test('a result that moves between the approval of a merge and its use voids the approval', () => {
  const run = atMergeGate();
  run.observe = (evidence) => ({ ...evidence, pushed: 'another commit' });
  assert.equal(run.decide('merge-1'), undefined);
  run.settle();
  assert.match(run.run.gates['merge-1']?.voided ?? '', /Changed since the decision: pushed/);
  assert.equal(landed(run.events), 0);
  run.observe = (evidence) => evidence;
  assert.equal(pendingGates(run.run)[0]?.id, 'merge-2');
});

// Attack beyond: has green checks of another commit counted. Stopped by: 7, CI is about the commit that was pushed.
test('green checks of another commit open no merge gate', () => {
  const run = new SimulatedRun();
  let asked = 0;
  run.outcome = (job) => {
    const result = run.requested(job);
    if (job.kind !== 'ci' || result.ci === undefined || (asked += 1) > 1) return result;
    return { ...result, ci: { ...result.ci, commit: 'green-before' } };
  };
  run.start(plan).approveAll('ship');
  run.decide('ship-1');
  run.settle();
  assert.equal(run.run.gates['merge-1'], undefined);
  assert.match(run.run.ship?.failure ?? '', /CI told of green-befo, and not of what was pushed/);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

// Attack beyond: hands in the green result of an earlier push. Stopped by: 2, a session ends once, for one epoch.
test('a late result of CI of an earlier push changes nothing of the present one', () => {
  let watches = 0;
  const run = atMergeGate((job) => {
    if (job.kind !== 'ci' || (watches += 1) > 1) return undefined;
    return { outcome: 'blocked', message: 'Moved.', ci: { state: 'moved', commit: 'c', checks: [] } };
  });
  const sessions = Object.values(run.run.sessions).filter(({ kind }) => kind === 'ci');
  assert.equal(sessions.length, 2);
  const before = run.run.ship;
  const ci = { state: 'green', commit: 'c', checks: [] } as const;
  for (const { id, epoch } of sessions) {
    const late = { outcome: 'done', message: 'CI is green.', ci, merged: { how: 'elsewhere', commit: 'c' } } as const;
    run.submit({ type: 'session-ended', session: id, epoch, result: late });
    run.submit({ type: 'session-ended', session: id, epoch: epoch + 1, result: late });
  }
  run.settle();
  assert.deepEqual(run.run.ship, before);
  assert.equal(landed(run.events), 0);
});

// Attack beyond: restarts until nobody asks any more. Stopped by: 2, time, restart and retry approve nothing.
test('neither a restart nor a retry nor time opens a merge gate that waits or was turned down', () => {
  const run = atMergeGate();
  assert.ok(!merges(replay(run.events) ?? assert.fail()));
  run.submit({ type: 'tick' });
  run.submit({ type: 'retry-wave', who: 'eve' });
  assert.equal(landed(run.settle().events), 0);
  run.decide('merge-1', 'rejected');
  run.settle();
  run.submit({ type: 'tick' });
  run.submit({ type: 'retry-wave', who: 'eve' });
  assert.equal(landed(run.settle().events), 0);
  assert.notEqual(run.run.phase, 'shipped');
});
