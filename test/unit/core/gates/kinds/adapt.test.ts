import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { adapt, baseMergeTooLate, voidProposals } from '../../../../../src/core/gates/kinds/adapt.ts';
import type { Gate } from '../../../../../src/core/model/gate.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { planText, tools } from '../../../../support/simulatedRun.ts';
import { runAtLaunch, runAtSpotCheck, runToAdapt } from '../../../../support/states.ts';

/** The gate of a proposed change of the plan. */
function proposal(run: SimulatedRun): Gate {
  const gate = pendingGates(run.settle().run).find(({ kind }) => kind === 'adapt');
  assert.ok(gate, run.run.phase);
  return gate;
}

const sha = 'c'.repeat(40);
const titles = (run: SimulatedRun, gate: Gate): readonly string[] =>
  adapt.sections(run.run, gate).flatMap(({ title, lines }) => (lines.length === 0 ? [] : [title]));

describe('a proposed change of the plan', () => {
  test('that answers a failure says what it does, the diagnosis and the difference', () => {
    const run = runToAdapt();
    assert.equal(run.adapt('redispatch', 'b1', 'It forgot\nthe export.'), undefined);
    const gate = proposal(run);
    assert.deepEqual(titles(run, gate), ['Proposal', 'Diagnosis', 'Changes to the plan']);
    const [, , diagnosis] = adapt.sections(run.run, gate);
    assert.deepEqual(diagnosis?.lines, ['It forgot', 'the export.']);
  });

  test('is the evidence: one that is proposed in its place takes another decision', () => {
    const run = runToAdapt();
    run.adapt('redispatch', 'b1', 'It forgot the export.');
    const first = proposal(run);
    assert.deepEqual(adapt.evidence(run.run, tools), first.evidence);
    run.adapt('redispatch', 'b1', 'It forgot the import.');
    const second = proposal(run);
    assert.notEqual(second.id, first.id);
    assert.notEqual(second.evidence['revision'], first.evidence['revision']);
    assert.notEqual(run.run.gates[first.id]?.voided, undefined);
    assert.notEqual(run.decide(first.id), undefined, 'the earlier one cannot be approved any more');
  });

  test('that is approved becomes a revision with its cause', () => {
    const run = runToAdapt();
    run.adapt('redispatch', 'b1', 'It forgot the export.');
    const gate = proposal(run);
    assert.equal(run.decide(gate.id), undefined);
    run.settle();
    assert.deepEqual(run.run.revisions.at(-1)?.cause, { wave: 'w1', attempt: 1 });
    assert.equal(run.run.plan.revision, 1);
  });

  test('that is rejected is gone, and the failure is there to be answered otherwise', () => {
    const run = runToAdapt();
    run.adapt('redispatch', 'b1');
    const gate = proposal(run);
    run.decide(gate.id, 'rejected');
    run.settle();
    assert.equal(run.run.adaptation?.proposal, undefined);
    assert.equal(run.run.adaptation?.cause.wave, 'w1');
    assert.equal(run.run.plan.revision, 0);
    assert.equal(
      adapt.reopenObstacle(run.run, run.run.gates[gate.id] ?? gate),
      'The rejected adaptation is gone: pick another one.',
    );
    assert.equal(run.adapt('fix', 'b1'), undefined);
    assert.notEqual(proposal(run).id, gate.id);
  });

  test('to fix forward keeps the work that was merged, and any other begins again', () => {
    for (const [strategy, kept] of [
      ['fix', true],
      ['redispatch', false],
    ] as const) {
      const run = runToAdapt();
      const { commit } = run.run.waves['w1']?.merge ?? {};
      run.adapt(strategy, 'b1');
      run.decide(proposal(run).id);
      run.settle();
      const carried = run.events.flatMap((event) => (event.type === 'wave-carried' ? [event.commit] : []));
      assert.deepEqual(carried, kept ? [commit] : [], strategy);
    }
  });

  test('is voided by an edit of the plan, which it is not about', () => {
    const run = runToAdapt();
    run.adapt('redispatch', 'b1');
    const gate = proposal(run);
    run.edit(planText(2).replace('Extend modules', 'Extend all modules'));
    run.settle();
    assert.notEqual(run.run.gates[gate.id]?.voided, undefined);
  });

  test('is taken back once', () => {
    const run = runToAdapt();
    run.adapt('redispatch', 'b1');
    const gate = proposal(run);
    assert.deepEqual(voidProposals(run.run, 'Too late.'), [
      { type: 'gate-voided', gate: gate.id, reason: 'Too late.' },
    ]);
    run.decide(gate.id, 'rejected');
    run.settle();
    assert.deepEqual(voidProposals(run.run, 'Too late.'), []);
  });
});

describe('a merge of the base that is proposed while the run waits', () => {
  test('says where it comes from, and voids what waits for a decision once it is approved', () => {
    const run = runAtLaunch();
    assert.equal(run.mergeBase('main', sha), undefined);
    const gate = proposal(run);
    assert.ok(titles(run, gate).includes('Changes to the plan'));
    assert.equal(run.decide(gate.id), undefined);
    run.settle();
    assert.equal(run.run.gates['launch-1']?.voided, 'The base is merged in first.');
    assert.equal(run.run.plan.plan.waves[0]?.merge?.commit, sha);
    const launches = pendingGates(run.run).filter(({ kind }) => kind === 'launch');
    assert.equal(launches.length, 1);
    assert.notEqual(launches[0]?.wave, 'w1', 'the merge comes first');
  });

  test('that is rejected leaves the run as it was', () => {
    const run = runAtLaunch();
    const plan = run.run.plan.hash;
    run.mergeBase('main', sha);
    run.decide(proposal(run).id, 'rejected');
    run.settle();
    assert.equal(run.run.baseMerge, undefined);
    assert.equal(run.run.plan.hash, plan);
    assert.deepEqual(
      pendingGates(run.run).map(({ id }) => id),
      ['launch-1'],
    );
  });

  test('comes too late where the run goes on before it is decided, and says when to ask again', () => {
    const run = runAtLaunch();
    run.mergeBase('main', sha);
    const gate = proposal(run);
    run.decide('launch-1');
    run.settle();
    assert.equal(
      run.run.gates[gate.id]?.voided,
      'The run went on before the change was decided. Ask for it again at the next gate.',
    );
    assert.equal(run.run.baseMerge, undefined);
  });

  test('is none to be voided where none was asked for', () => {
    assert.deepEqual(baseMergeTooLate(runAtSpotCheck().run), []);
    assert.deepEqual(baseMergeTooLate(runToAdapt().run), []);
  });
});
