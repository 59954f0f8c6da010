import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { spotCheckSample } from '../../../../../src/core/gates/spotCheckSample.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { supervisorSessions } from '../../../../../src/core/queries/supervisors.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { check } from '../../../../support/simulatedRun.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { silence, supervisedPlan, supervisedRun } from '../../../../support/supervisedRun.ts';

const red = (): SessionResult => ({
  outcome: 'blocked',
  message: 'One test fails.',
  checks: [check(1, [{ name: 'a1 greets', file: 'src/a1/main.js' }])],
});
const redOnce = () => {
  let isRed = true;
  return ({ work, scope }: Job) => {
    if (work.kind !== 'check' || scope.kind !== 'wave' || !isRed) return undefined;
    isRed = false;
    return red();
  };
};
const proposes = { ...silence, proposals: [{ strategy: 'fix' as const, task: 'a1', reason: 'One line is wrong.' }] };

suite('a supervisor beside the run', () => {
  test('reads why a wave failed, and its proposal stands beside the choices and decides none', () => {
    const run = supervisedRun({
      says: ({ work }) => (isAbout(work, 'failed') ? proposes : silence),
      otherwise: redOnce(),
    });
    assert.equal(supervisorSessions(run.run, 'core')[0]?.supervises.occasion, 'trouble');
    assert.equal(supervisorSessions(run.run, 'edge').length, 0, 'its team is not suspected');
    const { adaptation } = boardOf(run.run, 0);
    assert.equal(adaptation?.proposal, undefined, 'nothing is proposed to the run');
    assert.ok(adaptation?.choices.length);
    const [first] = adaptation.choices;
    assert.equal(first?.strategy, 'fix', 'what it proposes stands first');
    assert.match(first.does, /^Proposed by the supervisor of core, for a1: One line is wrong\. Keeps what is merged/);
    assert.equal(run.adapt('redispatch', 'a1'), undefined, 'the person picks another way');
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['adapt'],
    );
  });

  test('is asked once about a failure, whatever it says', () => {
    const run = supervisedRun({ otherwise: redOnce() });
    assert.equal(supervisorSessions(run.run, 'core').length, 1);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(
      supervisorSessions(run.run, 'core').map(({ supervises }) => supervises.occasion),
      ['trouble', 'spot-check'],
    );
  });

  test('moves a file up in the spot-check, with its reason, and hides none', () => {
    const ranks = [{ file: 'src/b1/main.js', reason: 'Line 3 swallows the error.' }];
    const run = supervisedRun({ says: () => ({ ...silence, ranks }) });
    const sample = spotCheckSample(run.run, 'w1');
    assert.deepEqual(
      sample.map(({ path }) => path),
      ['src/b1/main.js', 'src/a1/main.js'],
    );
    assert.ok(sample[0]?.reasons.includes('the supervisor of core: Line 3 swallows the error.'));
    const plain = spotCheckSample(supervisedRun({}).run, 'w1');
    assert.deepEqual(
      plain.map(({ path }) => path),
      ['src/a1/main.js', 'src/b1/main.js'],
    );
  });

  test('brings a file into the sample without taking one out', () => {
    const small = supervisedPlan().replace('checkpoint: {', 'checkpoint: {spotCheck: {sample: 1}, ');
    const ranks = [
      { file: 'src/b1/main.js', reason: 'Read this.' },
      { file: 'src/not/there.js', reason: 'Or this.' },
    ];
    const run = supervisedRun({
      plan: small.replace('{sample: 1}', '{sample: 2}'),
      says: () => ({ ...silence, ranks }),
    });
    assert.equal(spotCheckSample(run.run, 'w1').length, 2);
    const state = { ...run.run, plan: supervisedRun({ plan: small }).run.plan };
    assert.deepEqual(
      spotCheckSample(state, 'w1').map(({ path }) => path),
      ['src/b1/main.js', 'src/a1/main.js'],
    );
  });

  test('holds no gate up and opens none: it reads while the spot-check waits', () => {
    const seen: string[][] = [];
    const run = supervisedRun({
      heard: ({ kind }: Job, going: SimulatedRun) =>
        kind === 'supervise' && seen.push(pendingGates(going.run).map((gate) => gate.kind)),
    });
    assert.deepEqual(seen, [['spot-check'], ['spot-check']]);
    const approvals = run.events.filter(({ type }) => type === 'gate-decided').length;
    assert.equal(approvals, Object.values(run.run.gates).filter(({ decision }) => decision !== undefined).length);
    assert.equal(run.approveAll().run.phase, 'shipped');
  });

  test('that changed a file or said more than its words is not heard', () => {
    const says = (): SessionResult => ({
      outcome: 'readonly-violated',
      message: 'It changed src/a1/main.js, which was undone.',
      supervision: { ...silence, ranks: [{ file: 'src/b1/main.js', reason: 'Line 3.' }] },
    });
    const run = supervisedRun({ says });
    assert.deepEqual(
      spotCheckSample(run.run, 'w1').flatMap(({ reasons }) => reasons.filter((text) => text.includes('supervisor'))),
      [],
    );
  });
});

function isAbout(work: Job['work'], word: string): boolean {
  return work.kind === 'agent' && work.directive.includes(word);
}
