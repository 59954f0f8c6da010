import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { missingGate } from '../../../../src/core/run/gate/missingGate.ts';
import { evolve } from '../../../../src/core/run/evolve.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const waiting = (run: SimulatedRun) => pendingGates(run.run).map(({ id }) => id);

function oneTask(extra = '', task = ''): string {
  return `waveplan: 1
title: One small change
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs"]}
checkpoint: {test: "node --test"}
${extra}waves:
  - id: w1
    title: Wave 1
    tasks:
      - id: a1
        title: Task a1
        owns: ["src/a1/**"]
        objective: Extend module a1 by one exported constant.
        steps: [Open the file, Add the constant, Save the file]
${task}`;
}

/** In a repository without a remote. The person approves what they are asked about. */
function started(source: string, remote = false): SimulatedRun {
  const run = new SimulatedRun();
  const submit = run.submit.bind(run);
  run.submit = (command) => {
    if (command.type !== 'start-run' || remote) return submit(command);
    const { remote: _remote, ...repository } = command.repository;
    return submit({ ...command, repository });
  };
  return run.start(source);
}

/** Kinds of gates at which somebody decided, in order. */
function asked(run: SimulatedRun): readonly string[] {
  return run.approveAll().events.flatMap((event) => (event.type === 'gate-decided' ? [event.decision.gate] : []));
}

suite('a plan of one task', () => {
  test('asks once to launch and once to accept, and says so at the plan gate', () => {
    const run = started(oneTask());
    const [gate] = boardOf(run.run, 0).gates;
    assert.match(gate?.about ?? '', /binds the run to exactly this plan and starts its agents/);
    assert.deepEqual(gate?.sections.find(({ title }) => title === 'Decided with less')?.lines, [
      'The plan has one task, so it asks less. Launch: with this approval. A launch after a failure asks again',
      'Acceptance: with the spot-check, if all checks are green and no statement has to be looked at',
      'Ship: with the acceptance, if the repository has no remote',
    ]);
    assert.deepEqual(asked(run), ['plan-1', 'spot-check-1']);
    assert.equal(run.run.phase, 'shipped');
    assert.match(renderReport(run.run), /- launch of wave w1: rests on the decision at plan-1/);
    assert.match(renderReport(run.run), /- acceptance: rests on the decision at spot-check-1/);
  });

  test('asks before something leaves the machine, and where a person has to look', () => {
    assert.deepEqual(asked(started(oneTask(), true)), ['plan-1', 'spot-check-1', 'ship-1']);
    const look = 'definitionOfDone:\n  - {statement: It is pretty., verify: Look at it.}\n';
    assert.deepEqual(asked(started(oneTask(look))), ['plan-1', 'spot-check-1', 'acceptance-1']);
    assert.deepEqual(waiting(started(oneTask('readiness: [The data is copied.]\n')).approveAll('launch')), [
      'launch-1',
    ]);
  });

  test('asks at each gate that it says something about, and for a task of high risk', () => {
    const rules = 'gates: {launch: {deadline: 60}, acceptance: {required: 1}, ship: {required: 1}}\n';
    const all = ['plan-1', 'launch-1', 'spot-check-1', 'acceptance-1', 'ship-1'];
    assert.deepEqual(asked(started(oneTask(rules))), all);
    assert.deepEqual(asked(started(oneTask('', '        risk: high\n'))), all);
  });

  test('asks again for a launch after a failure, and after an edit of the plan', () => {
    const run = started(oneTask());
    run.outcome = (job) => (job.kind === 'implement' ? { outcome: 'crashed', message: 'It crashed.' } : run.done(job));
    assert.equal(run.decide('plan-1'), undefined);
    run.settle();
    assert.equal(run.run.phase, 'adapt');
    run.outcome = (job) => run.done(job);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(waiting(run), ['launch-2']);
    run.edit(oneTask('', '        risk: low\n'));
    assert.deepEqual(waiting(run.settle()), ['plan-2']);
  });

  test('is asked when what was approved is not what is there any more', () => {
    const run = started(oneTask());
    run.observe = (evidence) => ('directives' in evidence ? { ...evidence, directives: 'others' } : evidence);
    assert.equal(run.decide('plan-1'), undefined);
    run.settle();
    assert.match(run.run.gates['launch-1']?.voided ?? '', /Changed since the decision/);
    assert.deepEqual(waiting(run), ['launch-2']);
  });
});

suite('a gate that rests on an earlier decision', () => {
  test('is one that the plan has to allow: a record that claims it otherwise counts for nothing', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    const forged = evolve(run.run, { type: 'gate-rested', gate: 'launch-1', by: 'plan-1', at: 5_000 });
    assert.equal(forged?.gates['launch-1']?.status, 'pending');
    assert.match(
      missingGate(
        { type: 'worktrees-ready', scope: { kind: 'wave', wave: 'w1', attempt: 1 }, evidence: {} },
        forged ?? run.run,
      ) ?? '',
      /no used launch gate/,
    );
  });

  test('cannot be the plan gate, a change of the plan, triage, or one with approvers', () => {
    const codes = (gates: string) =>
      parsePlan(oneTask(`gates: {${gates}}\n`))
        .problems.filter(({ code }) => code !== 'no-verification')
        .map(({ code, severity }) => `${severity} ${code}`);
    assert.deepEqual(codes('launch: {required: false}, spot-check: {required: false}'), []);
    for (const kind of ['plan', 'adapt', 'triage', 'answer']) {
      assert.deepEqual(codes(`${kind}: {required: false}`), ['error gate-always-asks'], kind);
    }
    assert.deepEqual(codes('ship: {required: false, approvers: [ada], deadline: 60}'), ['error gate-always-asks']);
    assert.deepEqual(codes('launch: {required: 0}'), ['error invalid-value']);
  });

  test('may be the spot-check of a tiny change of low risk, where the plan says so, and then a person accepts', () => {
    const rules = 'gates: {spot-check: {required: false}}\n';
    const low = '        risk: low\n';
    assert.deepEqual(asked(started(oneTask(rules, low))), ['plan-1', 'acceptance-1']);
    assert.ok(asked(started(oneTask(rules))).includes('spot-check-1'), 'not of medium risk');
  });
});

suite('launching all waves in advance', () => {
  const allowed = planText(2, 'gates: {launch: {inAdvance: true}}\n');

  test('is a question at the plan gate and at a launch gate, where the plan allows it', () => {
    const run = new SimulatedRun().start(allowed);
    assert.deepEqual(
      boardOf(run.run, 0).gates[0]?.questions.map(({ id }) => id),
      ['launches'],
    );
    assert.equal(run.decide('plan-1', 'approved', { launches: 'yes' }), undefined);
    assert.deepEqual(waiting(run.settle()), ['spot-check-1']);
    run.decide('spot-check-1', 'approved');
    assert.deepEqual(waiting(run.settle()), ['spot-check-2']);
    assert.equal(run.run.gates['launch-2']?.restsOn, 'plan-1');
  });

  test('can be said at the first launch, and not saying so asks each time', () => {
    const run = new SimulatedRun().start(allowed).approveAll('launch');
    assert.equal(run.decide('launch-1', 'approved', { launches: 'yes' }), undefined);
    run.settle().decide('spot-check-1');
    assert.deepEqual(waiting(run.settle()), ['spot-check-2']);
    const each = new SimulatedRun().start(allowed).approveAll('launch');
    each.decide('launch-1');
    each.settle().decide('spot-check-1');
    assert.deepEqual(waiting(each.settle()), ['launch-2']);
  });

  test('means nothing where the plan does not allow it', () => {
    const run = new SimulatedRun().start();
    assert.equal(run.decide('plan-1', 'approved', { launches: 'yes' }), undefined);
    assert.deepEqual(waiting(run.settle()), ['launch-1']);
  });
});

suite('a plan without waves', () => {
  const draft = `waveplan: 1
title: To be planned
goal: Every module says what it is.
agents:
  codemod: {driver: command, argv: ["node", "codemod.mjs"]}
audit:
  lenses: [{id: design, focus: Copies.}]
`;

  test('audits, is triaged, and waits for waves; there is nothing to approve before', () => {
    const { plan, problems } = parsePlan(draft);
    assert.ok(plan);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['no-waves', 'information']],
    );
    assert.match(problems[0]?.message ?? '', /A run of it audits, is triaged, and then waits for waves/);
    const run = new SimulatedRun().start(draft);
    assert.deepEqual(run.dispatched, ['audit~design']);
    assert.deepEqual(waiting(run), []);
    const board = boardOf(run.run, 0);
    assert.match(board.headline, /The plan has no waves yet: have them drafted/);
    assert.equal(board.activity, 'waiting');
    const waves = planText(1);
    run.edit(`${draft}checkpoint: {test: "node --test"}\n${waves.slice(waves.indexOf('waves:'))}`);
    assert.deepEqual(waiting(run), ['plan-1']);
    assert.equal(run.approveAll().run.phase, 'shipped');
  });
});
