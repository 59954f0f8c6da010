import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answersBeforehand } from '../../../../src/cli/follow/answers.ts';
import { readApprovals } from '../../../../src/cli/follow/approvals.ts';
import { nextStep } from '../../../../src/cli/follow/nextStep.ts';
import type { Step } from '../../../../src/cli/follow/nextStep.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { planText, revisionOf, SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithAgents,
  shippedRun,
} from '../../../support/states.ts';

const hash = revisionOf(planText()).hash;
const all = { approve: 'all', triage: 'in', adapt: 'fix' };
const next = (state: RunState, values: Parameters<typeof readApprovals>[0] = all, plan = hash, now = 0): Step =>
  nextStep(state, readApprovals(values, plan), now);

suite('what --approve allows', () => {
  test('a gate of a named kind is approved, one of another kind waits for a person', () => {
    const { run } = runAtLaunch();
    assert.equal(next(run).kind, 'approve');
    assert.equal(next(run, { approve: 'plan,launch' }).kind, 'approve');
    assert.equal(next(run, { approve: 'plan' }).kind, 'wait');
    assert.equal(next(run, {}).kind, 'wait');
  });

  test('an approved merge of the base comes before a ship gate that cannot be approved', () => {
    const simulated = runAtAcceptance().approveAll('ship');
    assert.equal(simulated.mergeBase('main', 'b'.repeat(40)), undefined);
    const gate = pendingGates(simulated.run).find(({ kind }) => kind === 'adapt');
    assert.equal(simulated.decide(gate?.id ?? ''), undefined);
    assert.ok(pendingGates(simulated.run).some(({ kind }) => kind === 'ship'));
    assert.equal(next(simulated.run).kind, 'moving');
    simulated.settle();
    assert.ok(!pendingGates(simulated.run).some(({ kind }) => kind === 'ship'));
  });

  test('a push that would go elsewhere than when the run began waits for a person', () => {
    const simulated = runAtAcceptance();
    const { rootCommit, name } = simulated.run.repository;
    const here = ['https://example.org/team/sample.git'];
    const state = (addresses: readonly string[]): RunState => ({
      ...simulated.approveAll('ship').run,
      repository: { rootCommit, name, remote: here[0] ?? '', push: { origin: here } },
      target: { remote: 'origin', addresses, commit: null },
    });
    assert.equal(next(state(here)).kind, 'approve');
    const step = next(state(['https://example.org/else.git']));
    assert.ok(step.kind === 'wait');
    assert.match(step.reason, /elsewhere than when the run began.*else\.git/);
  });

  test('outside the window of a gate the approval waits for the next opening, and is given from then on', () => {
    const window = '{days: [mon], between: "09:00-17:00", zone: UTC}';
    const change = `gates:\n  custom: {change: {before: ship, asks: Agreed., window: ${window}}}\n`;
    const simulated = new SimulatedRun();
    const monday = Date.parse('2026-11-30T09:00Z');
    simulated.now = monday;
    simulated.start(planText(1, change)).approveAll('custom');
    assert.equal(simulated.decide('change-1'), undefined);
    const { run } = simulated.settle();
    const at = (now: number): Step => next(run, all, revisionOf(planText(1, change)).hash, now);
    assert.equal(at(monday).kind, 'approve');
    assert.deepEqual(at(Date.parse('2026-12-01T12:00Z')), {
      kind: 'window',
      reason:
        'Gate ship-1 can be approved only mon 09:00-17:00 (UTC), as gate "change" of the plan says. It opens next at mon 2026-12-07 09:00 there.',
      opens: Date.parse('2026-12-07T09:00Z'),
    });
  });

  test('findings are marked only with --triage, and then the triage gate is approved', () => {
    const simulated = runInTriage();
    assert.equal(next(simulated.run, { approve: 'all' }).kind, 'wait');
    const step = next(simulated.run, { approve: 'all', triage: 'deferred' });
    assert.ok(step.kind === 'triage');
    assert.equal(step.findings.length, 3);
    for (const finding of step.findings) {
      simulated.submit({ type: 'triage-finding', finding, triage: step.triage, who: 'ada' });
    }
    assert.equal(next(simulated.run, { approve: 'all' }).kind, 'approve');
  });

  test('a plan that was edited after the command was given is not approved by it', () => {
    const simulated = new SimulatedRun().start();
    assert.equal(next(simulated.run).kind, 'approve');
    simulated.edit(planText(3));
    const step = next(simulated.run);
    assert.ok(step.kind === 'wait');
    assert.match(step.reason, /edited after --approve/);
    assert.equal(next(simulated.run, all, revisionOf(planText(3)).hash).kind, 'approve');
  });

  test('a plan file that no longer parses waits, and says so', () => {
    const simulated = new SimulatedRun().start();
    simulated.edit('not a plan');
    const step = next(simulated.run);
    assert.ok(step.kind === 'wait');
    assert.match(step.reason, /does not parse/);
  });

  test('a plan file that is gone before its approval waits, and says where it has to be', () => {
    const simulated = new SimulatedRun().start();
    simulated.removePlan();
    const step = next(simulated.run);
    assert.ok(step.kind === 'wait');
    assert.match(step.reason, /is not in your checkout/);
  });

  test('a failed wave is adapted as --adapt says, the likely cause first, and waits without it', () => {
    const { run } = runToAdapt();
    assert.deepEqual(next(run), { kind: 'adapt', strategy: 'fix', task: 'b1' });
    assert.equal(next(run, { approve: 'all' }).kind, 'wait');
  });

  test('a wave that keeps failing is given to a person after three adaptations', () => {
    const simulated = new SimulatedRun();
    simulated.outcome = (job) => {
      const done = simulated.done(job);
      return job.kind === 'implement' && job.subject === 'a1'
        ? { ...done, outcome: 'crashed', message: 'Crashed.' }
        : done;
    };
    simulated.start();
    let adapted = 0;
    for (let step = next(simulated.run, { ...all, adapt: 'redispatch' }); step.kind !== 'wait';) {
      if (step.kind === 'adapt') {
        adapted += 1;
        assert.equal(simulated.adapt(step.strategy, step.task), undefined);
      } else if (step.kind === 'approve') simulated.decide(step.gate.id);
      else assert.fail(step.kind);
      simulated.settle();
      step = next(simulated.run, { ...all, adapt: 'redispatch' });
    }
    assert.equal(adapted, 3);
  });

  test('a rejected gate parks the run, whatever was approved beforehand', () => {
    const simulated = runAtLaunch();
    simulated.decide('launch-1', 'rejected');
    const step = next(simulated.run);
    assert.ok(step.kind === 'wait');
    assert.match(step.reason, /Not like this/);
  });

  test('agents at work are waited for, and a run that is over is not gone on with', () => {
    assert.equal(next(runWithAgents().run).kind, 'moving');
    assert.equal(next(shippedRun().run).kind, 'shipped');
    const stopped = runAtLaunch();
    stopped.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    assert.deepEqual(next(stopped.run), { kind: 'stopped', reason: 'Stopped by ada: Enough.' });
  });

  test('approving beforehand calls every file ok, and admits that nobody was asked', () => {
    const spotCheck = runAtSpotCheck().run;
    const gate = spotCheck.gates['spot-check-1'];
    assert.ok(gate !== undefined);
    const files = answersBeforehand(spotCheck, gate, 'note');
    assert.deepEqual(files, { 'src/a1/main.js': 'ok', 'src/b1/main.js': 'ok' });

    const simulated = runAtAcceptance();
    const acceptance = simulated.run.gates['acceptance-1'];
    assert.ok(acceptance !== undefined);
    const answers = answersBeforehand(simulated.run, acceptance, 'by --approve');
    const unseen = ['a1', 'a2', 'b1', 'b2'].map((task) => [`src/${task}/main.js`, 'unseen']);
    const said = { explain: 'no', rewrite: 'no', worstCase: 'no', defend: 'no', testing: 'by --approve' };
    assert.deepEqual(answers, { ...said, ...Object.fromEntries(unseen) });
    assert.equal(simulated.decide('acceptance-1', 'approved', answers), undefined);
  });

  test('words that are no kind, triage or strategy are refused', () => {
    assert.throws(() => readApprovals({ approve: 'plan,lunch' }, hash), /--approve takes .*"lunch"/);
    assert.throws(() => readApprovals({ triage: 'maybe' }, hash), /--triage takes in, out, deferred/);
    assert.throws(() => readApprovals({ adapt: 'pray' }, hash), /--adapt takes fix, .*redispatch, split, reorder/);
  });
});
