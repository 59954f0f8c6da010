import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMergeWave, dropMergeWave } from '../../../../src/core/adapt/mergeWave.ts';
import type { Job, Work } from '../../../../src/core/model/effects.ts';
import type { latestGate } from '../../../../src/core/queries/runQueries.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { replay } from '../../../../src/core/run/evolve.ts';
import { SimulatedRun, planText } from '../../../support/simulatedRun.ts';

const upstream = 'b'.repeat(40);

const waiting = (run: SimulatedRun) => pendingGates(run.run).map(({ kind, wave }) => (wave ? `${kind} ${wave}` : kind));
const ids = (run: SimulatedRun) => run.run.plan.plan.waves.map(({ id }) => id);

function approve(run: SimulatedRun, kind: Parameters<typeof latestGate>[1]): void {
  const gate = pendingGates(run.run).find((each) => each.kind === kind);
  assert.ok(gate !== undefined, `${kind} waits`);
  assert.equal(run.decide(gate.id), undefined);
  run.settle();
}

/** Records the work of every session. */
function recorded(run: SimulatedRun): Job[] {
  const jobs: Job[] = [];
  run.outcome = (job) => {
    jobs.push(job);
    return run.done(job);
  };
  return jobs;
}

function workOf<Kind extends Work['kind']>(jobs: readonly Job[], session: RegExp, kind: Kind) {
  const work = jobs.findLast((job) => session.test(job.session))?.work;
  assert.ok(work?.kind === kind);
  return work as Extract<Work, { kind: Kind }>;
}

test('what main has gained is merged in front of the wave that waits, through a launch, checks and a spot-check of its own', () => {
  const run = new SimulatedRun();
  const jobs = recorded(run);
  run.start().approveAll('launch');
  assert.equal(run.mergeBase('main', upstream), undefined);
  assert.deepEqual(waiting(run), ['launch w1', 'adapt']);
  assert.deepEqual(ids(run), ['w1', 'w2'], 'nothing changes before the gate is used');
  approve(run, 'adapt');
  assert.deepEqual(ids(run), ['merge-main', 'w1', 'w2']);
  assert.deepEqual(waiting(run), ['launch merge-main']);
  assert.match(run.run.gates['launch-1']?.voided ?? '', /base is merged in first/);
  approve(run, 'launch');
  assert.deepEqual(waiting(run), ['spot-check merge-main']);
  const merge = workOf(jobs, /merge-main~1~merge$/, 'merge');
  assert.deepEqual(merge.parts, [{ subject: 'main', commit: upstream }]);
  assert.deepEqual(merge.stays, [run.run.plan.file], 'the plan is what was approved, whatever main made of it');
  assert.equal(workOf(jobs, /merge-main~1~check$/, 'check').baseline, upstream);
  approve(run, 'spot-check');
  const commit = workOf(jobs, /merge-main~1~commit$/, 'commit');
  assert.deepEqual(commit.merges, [upstream]);
  assert.match(
    commit.message,
    new RegExp(`^Merge main\\n[^]*Wavegate-Wave: merge-main\\nWavegate-Merges: ${upstream}\\n`),
  );
  assert.deepEqual(run.run.base, { commit: upstream, branch: 'main' });
  assert.deepEqual(waiting(run), ['launch w1']);
  const session = Object.values(run.run.sessions).findLast(({ subject }) => subject === 'a1');
  assert.equal(session?.base, run.run.head, 'the rest of the run begins at the merge');
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.deepEqual(replay(run.events), run.run);
});

for (const verdict of ['rejected', 'hold'] as const) {
  test(`a merge that is ${verdict} changes nothing, and what waits is decided as before`, () => {
    const run = new SimulatedRun().start().approveAll('launch');
    const before = run.run;
    run.mergeBase('main', upstream);
    assert.equal(run.decide('adapt-1', verdict), undefined);
    run.settle();
    if (verdict === 'hold') {
      assert.equal(run.submit({ type: 'reopen-gate', gate: 'adapt-1', who: 'ada' }), undefined);
      assert.equal(run.decide('adapt-2', 'rejected'), undefined);
      run.settle();
    }
    assert.deepEqual(waiting(run), ['launch w1']);
    assert.equal(run.run.plan, before.plan);
    assert.equal(run.run.head, before.head);
    assert.equal(run.mergeBase('main', upstream), undefined, 'it can be asked for again');
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });
}

test('a launch that is approved first goes first, and the merge is asked for again', () => {
  const run = new SimulatedRun().start().approveAll('launch');
  run.mergeBase('main', upstream);
  approve(run, 'launch');
  assert.match(run.run.gates['adapt-1']?.voided ?? '', /went on before the change was decided/);
  assert.equal(run.run.baseMerge, undefined);
  run.approveAll('launch');
  assert.equal(run.mergeBase('main', upstream), undefined);
  approve(run, 'adapt');
  assert.deepEqual(ids(run), ['w1', 'merge-main', 'w2']);
});

test('while agents or a merge are at work the request is refused with when to repeat it', () => {
  const run = new SimulatedRun().start().approveAll('launch');
  run.decide('launch-1');
  run.outcome = (job) => {
    assert.match(run.mergeBase('main', upstream) ?? '', /The run is at work\. Ask again/);
    return run.done(job);
  };
  run.settle();
  const fresh = new SimulatedRun().start();
  assert.match(fresh.mergeBase('main', upstream) ?? '', /plan is not approved yet/);
});

for (const kind of ['acceptance', 'ship'] as const) {
  test(`in front of ${kind} it is merged in as the last wave, and all of it is checked and accepted anew`, () => {
    const run = new SimulatedRun().start().approveAll(kind);
    const validated = run.run.validation?.attempt;
    run.mergeBase('origin/main', upstream);
    approve(run, 'adapt');
    assert.deepEqual(ids(run), ['w1', 'w2', 'merge-origin-main']);
    assert.deepEqual(waiting(run), ['launch merge-origin-main']);
    run.approveAll('acceptance');
    assert.equal(run.run.validation?.attempt, (validated ?? 0) + 1);
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });
}

test('after a failed wave it is one of the answers, and the wave is tried again on top of it', () => {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    job.subject === 'a1' && job.scope.kind === 'wave' && job.scope.attempt === 1
      ? { outcome: 'stuck', message: 'It stood still.' }
      : run.done(job);
  run.start().approveAll('launch').approveAll();
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.mergeBase('main', upstream), undefined);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.deepEqual(ids(run), ['merge-main', 'w1', 'w2']);
  assert.equal(run.run.waves['w1']?.attempt, 2);
});

test('a merge whose checks are red can be taken out again, and nothing of the run is lost', () => {
  const run = new SimulatedRun();
  run.outcome = (job) =>
    /merge-main~\d+~check$/.test(job.session) ? { outcome: 'blocked', message: 'Red.', checks: [] } : run.done(job);
  run.start().approveAll('launch').decide('launch-1');
  run.settle().approveAll('launch');
  const { head } = run.run;
  run.mergeBase('main', upstream);
  approve(run, 'adapt');
  const revised = run.run.head;
  approve(run, 'launch');
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.run.head, revised);
  const choices = boardOf(run.run, 0).adaptation?.choices.map(({ strategy }) => strategy);
  assert.deepEqual(choices, ['fix', 'drop-merge']);
  assert.equal(run.dropMerge(), undefined);
  approve(run, 'adapt');
  assert.deepEqual(ids(run), ['w1', 'w2']);
  assert.notEqual(head, revised);
  assert.deepEqual(waiting(run), ['launch w2']);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.deepEqual(run.run.base, { commit: 'base', branch: 'main' });
});

test('a merge whose checks are red can be repaired by an agent, and is recorded with the repair', () => {
  const run = new SimulatedRun();
  const jobs: Job[] = [];
  run.outcome = (job) => {
    jobs.push(job);
    return /merge-main~\d+~check$/.test(job.session)
      ? { outcome: 'blocked', message: 'Red.', checks: [] }
      : run.done(job);
  };
  run.start().approveAll('launch');
  run.mergeBase('main', upstream);
  approve(run, 'adapt');
  approve(run, 'launch');
  assert.equal(run.adapt('fix', 'a1'), undefined);
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.deepEqual(ids(run), ['merge-main', 'merge-main-fix', 'w1', 'w2']);
  assert.deepEqual(workOf(jobs, /merge-main-fix~1~commit$/, 'commit').merges, [upstream]);
  assert.equal(run.run.base.commit, upstream);
});

test('a conflict goes to an agent that is told both sides, and to the checks of the tasks that own the files', () => {
  const run = new SimulatedRun();
  const jobs: Job[] = [];
  const file = 'src/a1/main.js';
  run.outcome = (job) => {
    jobs.push(job);
    if (!/merge-main~\d+~merge$/.test(job.session)) return run.done(job);
    const unresolved = { commit: 'with-conflicts', between: ['main', 'the run branch'] };
    return { outcome: 'blocked', message: 'They do not fit.', conflicts: [file], unresolved };
  };
  run.start().approveAll('launch').decide('launch-1');
  run.settle().approveAll('launch');
  run.mergeBase('main', upstream);
  approve(run, 'adapt');
  run.approveAll('acceptance');
  const resolve = workOf(jobs, /merge-main~1~resolve@conflict$/, 'agent');
  assert.deepEqual(resolve.owns, [file]);
  assert.deepEqual(resolve.verify, [`node --check ${file}`]);
  assert.match(resolve.directive, /What main has gained meanwhile/);
  assert.match(resolve.directive, /What this run has committed: Wave 1/);
  assert.equal(run.run.base.commit, upstream);
});

test('the text of a plan stays as it is around a wave that is added or taken away', () => {
  const source = planText(2).replace('  - id: w1\n', '  # The first one.\n  - id: w1 # first\n');
  const merge = { branch: 'release/2.0', commit: upstream };
  for (const [after, where] of [
    [-1, /waves:\n {2}- id: merge-release-2-0\n {4}title: Merge release\/2\.0\n {4}merge: .*\n {2}# The first one\.\n/],
    [0, / {2}- id: merge-release-2-0\n[^]*? {2}- id: w2\n/],
    [1, / {2}- id: merge-release-2-0\n {4}title: Merge release\/2\.0\n[^-]*$/],
  ] as const) {
    const added = addMergeWave(source, merge, after);
    assert.ok('source' in added);
    assert.match(added.source, where);
    const dropped = dropMergeWave(added.source, 'merge-release-2-0');
    assert.ok('source' in dropped);
    assert.equal(dropped.source, source);
  }
  const json = JSON.stringify({
    waveplan: 1,
    title: 'T',
    agents: { mine: { driver: 'command', argv: ['true'] } },
    checkpoint: 'none',
    waves: [{ id: 'one', title: 'One', tasks: [{ id: 'a', title: 'A', owns: ['a'], objective: 'It is done.' }] }],
  });
  const added = addMergeWave(json, merge, -1);
  assert.ok('source' in added, JSON.stringify(added));
  assert.deepEqual(dropMergeWave(added.source, 'merge-release-2-0'), {
    source: json,
    summary: 'Takes wave "merge-release-2-0" away: the run continues without what release/2.0 has gained.',
  });
});

test('who approves the change of the plan reads what it merges', () => {
  const run = new SimulatedRun().start().approveAll('launch');
  run.mergeBase('main', upstream);
  const gate = boardOf(run.run, 0).gates.find(({ kind }) => kind === 'adapt');
  const lines = (title: string) => gate?.sections.find((section) => section.title === title)?.lines;
  assert.deepEqual(lines('Proposal'), ['Merges main at bbbbbbbbbb into the run, as wave "merge-main".']);
  assert.deepEqual(lines('Changes to the plan'), ['+ wave Merge main: merges main at bbbbbbbbbb']);
});
