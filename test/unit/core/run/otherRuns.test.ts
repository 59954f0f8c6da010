import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import type { OtherRun, UnfinishedRun } from '../../../../src/core/model/otherRun.ts';
import { meetingRuns, unfinishedRun } from '../../../../src/core/queries/otherRuns.ts';
import { evolve } from '../../../../src/core/run/evolve.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { eventWords } from '../../../../src/core/views/eventWords.ts';
import { planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const other: UnfinishedRun = {
  run: 'r2',
  title: 'Rename modules',
  branch: 'main',
  launched: true,
  tasks: [
    { id: 'x', owns: ['src/a1/*.js', 'docs/**'] },
    { id: 'y', owns: ['lib/**'] },
  ],
};

const atLaunch = (extra = ''): SimulatedRun => new SimulatedRun().start(planText(2, extra)).approveAll('launch');

const see = (run: SimulatedRun, ...unfinished: readonly UnfinishedRun[]): readonly OtherRun[] => {
  const runs = meetingRuns(run.run, unfinished);
  assert.equal(run.submit({ type: 'surroundings-seen', otherRuns: { runs } }), undefined);
  return runs;
};

const confirm = (run: SimulatedRun, gate: string): void => {
  run.submit({ type: 'confirm-gate', gate, evidence: run.run.gates[gate]?.evidence ?? {} });
};

const approve = (run: SimulatedRun, note: string): string | undefined =>
  run.decide('launch-1', 'approved', undefined, undefined, {}, note);

const isWatched = (run: SimulatedRun): boolean =>
  pendingEffects(run.run, tools).some(({ kind }) => kind === 'watch-runs');

describe('another run from the same branch whose tasks may change the same files', () => {
  test('keeps a launch from being approved without a note that says why both may, naming run and globs', () => {
    const run = atLaunch();
    see(run, other);
    assert.ok(isWatched(run), 'it may be over before a person decides');
    const refused = approve(run, '') ?? '';
    assert.match(refused, /Run r2 \(Rename modules\) began from the same branch, was launched and is not over/);
    assert.match(refused, /a1 owns src\/a1\/\*\*, its task x owns src\/a1\/\*\.js/);
    assert.match(refused, /Say in the note why both may, wait until it is over, or stop it: `wavegate stop r2`/);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    assert.equal(approve(run, 'They touch different functions.'), undefined);
    confirm(run, 'launch-1');
    assert.notEqual(run.run.gates['launch-1']?.usedAt, undefined);
  });

  test('is shown at the gate of the wave it meets, and at no other, also before it was launched', () => {
    const run = atLaunch();
    see(run, { ...other, launched: false });
    const gate = run.run.gates['launch-1'] ?? assert.fail();
    const lines = (wave: string): readonly string[] =>
      gateSpecs.launch.sections(run.run, { ...gate, wave }).find(({ title }) => title.startsWith('Other runs'))
        ?.lines ?? [];
    assert.match(lines('w1').join('\n'), /^r2 \(Rename modules; not launched yet\): src\/a1\/.*\.js \(a1 owns/);
    assert.deepEqual(lines('w2'), []);
    assert.equal(approve(run, ''), undefined, 'what has not begun stands in no way');
  });

  test('that was launched between an approval and its use voids the approval, and asks again', () => {
    const run = atLaunch();
    assert.equal(approve(run, 'Go.'), undefined);
    see(run, other);
    confirm(run, 'launch-1');
    assert.match(run.run.gates['launch-1']?.voided ?? '', /^Run r2 /);
    run.settle();
    assert.equal(run.run.gates['launch-2']?.status, 'pending');
    const words = run.events.find((event) => event.type === 'surroundings-seen' && event.otherRuns !== undefined);
    assert.match((words && eventWords(words, run.run)?.text) ?? '', /Another run may change the same files/);
  });

  test('that may change more than was known at the approval is not covered by its note', () => {
    const run = atLaunch();
    see(run, other);
    assert.equal(approve(run, 'Different functions.'), undefined);
    see(run, { ...other, tasks: [...other.tasks, { id: 'z', owns: ['src/b1/main.js'] }] });
    confirm(run, 'launch-1');
    assert.match(run.run.gates['launch-1']?.voided ?? '', /src\/b1\/main\.js/);
  });

  test('holds no launch once it is over, and one that rests on the approval of the plan goes on by itself', () => {
    const run = new SimulatedRun().start(planText(1, 'gates: { launch: { required: false } }\n'));
    see(run, other);
    assert.equal(run.decide('plan-1'), undefined);
    run.settle();
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    see(run);
    run.settle();
    assert.equal(run.run.gates['launch-1']?.restsOn, 'plan-1');
    assert.ok(!isWatched(run));
  });

  test('is none where it began from another branch, is this run itself, or owns other files', () => {
    const run = atLaunch();
    assert.deepEqual(see(run, { ...other, branch: 'next' }, { ...other, run: 'r1' }), []);
    const { branch: _, ...detached } = other;
    assert.deepEqual(see(run, detached, { ...other, tasks: [{ id: 'y', owns: ['lib/**'] }] }), []);
    assert.ok(!run.events.some((event) => event.type === 'surroundings-seen'), 'nothing is recorded about nothing');
  });

  test('counts as launched from the first approved launch until it is over', () => {
    const run = atLaunch();
    assert.equal(unfinishedRun(run.run)?.launched, false);
    run.decide('launch-1');
    const { launched, branch, tasks } = unfinishedRun(run.run) ?? assert.fail();
    assert.deepEqual([launched, branch, tasks[0]], [true, 'main', { id: 'a1', owns: ['src/a1/**'] }]);
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    assert.equal(unfinishedRun(run.run), undefined);
  });

  test('is the same after a restart', () => {
    const run = atLaunch();
    see(run, other);
    approve(run, 'Different functions.');
    const replayed = run.events.reduce((state: typeof run.state, event) => evolve(state, event), undefined);
    assert.deepEqual(replayed?.otherRuns, run.run.otherRuns);
    assert.deepEqual(replayed?.gates['launch-1']?.beside, run.run.gates['launch-1']?.beside);
    assert.equal(run.run.gates['launch-1']?.beside?.length, 1);
  });
});
