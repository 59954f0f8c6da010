import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BaseMove } from '../../../src/core/model/repository.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { adaptationCommand } from '../../../src/engine/planWatch.ts';
import { baseMergeCommand } from '../../../src/engine/baseMerge.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { WorkspaceError } from '../../../src/ports/workspaces.ts';
import { planText, redOnce, SimulatedRun } from '../../support/simulatedRun.ts';
import { runAtLaunch, runToAdapt, shippedRun } from '../../support/states.ts';
import { SimulatedWorld } from '../../support/simulatedWorld.ts';

const move = (name: string): BaseMove => ({
  ...{ name, commit: 'c'.repeat(40), commits: 3, changed: ['src/a1/main.js'], conflicts: [] },
});

type Workspaces = EnginePorts['workspaces'];

const ports = (workspaces: Partial<Workspaces>) => ({
  digest,
  workspaces: { ...new SimulatedWorld().ports.workspaces, ...workspaces },
});

const refusal = async (state: RunState, moved: readonly BaseMove[] | Error, branch?: string): Promise<string> => {
  const seen = ports({ moved: () => (moved instanceof Error ? Promise.reject(moved) : Promise.resolve(moved)) });
  const command = await baseMergeCommand(state, seen, branch);
  return 'refused' in command ? command.refused : `accepted: ${command.type}`;
};

/** The first wave is committed under a name as git gives them. */
function afterFirstWave(): SimulatedRun {
  const run = new SimulatedRun().likeGit();
  run.start().approveAll('launch');
  run.decide('launch-1');
  return run.settle().approveAll('launch');
}

suite('merging in what the base has gained', () => {
  test('is proposed as a wave in front of the one that waits, with what it would meet', async () => {
    const run = runAtLaunch();
    const seen = ports({ moved: () => Promise.resolve([{ ...move('main'), conflicts: ['README.md'] }]) });
    const command = await baseMergeCommand(run.run, seen);
    assert.ok(!('refused' in command) && command.type === 'propose-adaptation', JSON.stringify(command));
    const [first, second] = command.plan.plan.waves;
    assert.deepEqual(first?.merge, { branch: 'main', commit: 'c'.repeat(40) });
    assert.equal(second?.id, 'w1');
    assert.match(command.plan.note ?? '', /main has moved on by 3 commits; merging would conflict in README\.md/);
    assert.equal(run.submit({ ...command }), undefined, 'the run takes it');
  });

  test('looks again in a run whose wave before is such a merge: it is replaced, not doubled', async () => {
    const run = runAtLaunch();
    assert.equal(run.mergeBase('main', 'b'.repeat(40)), undefined);
    run.decide('adapt-1');
    run.settle();
    const command = await baseMergeCommand(run.run, ports({ moved: () => Promise.resolve([move('main')]) }));
    assert.ok(!('refused' in command) && command.type === 'propose-adaptation', JSON.stringify(command));
    const merges = command.plan.plan.waves.filter(({ merge }) => merge !== undefined);
    assert.deepEqual(
      merges.map(({ merge }) => merge?.commit),
      ['c'.repeat(40)],
    );
  });

  for (const [what, state, moved, branch, sentence] of [
    [
      'where nothing has moved',
      runAtLaunch().run,
      [],
      undefined,
      'main has no commits that the run does not have, as far as is known here. If its remote has more, fetch it first.',
    ],
    [
      'where git cannot say',
      runAtLaunch().run,
      new Error('git is away'),
      undefined,
      'main has no commits that the run does not have, as far as is known here. If its remote has more, fetch it first.',
    ],
    [
      'where the run began on no branch',
      { ...runAtLaunch().run, base: { commit: 'base' } },
      [move('main')],
      undefined,
      'The run began from a commit that was on no branch, so there is no branch to merge in.',
    ],
    [
      'where several have moved and none is named',
      runAtLaunch().run,
      [move('main'), move('origin/main')],
      undefined,
      'Several branches have moved on: main, origin/main. Say which one is to be merged.',
    ],
    [
      'of a branch that has nothing, while another has',
      runAtLaunch().run,
      [move('origin/main')],
      'main',
      'main has nothing to merge: only origin/main has commits that the run does not have.',
    ],
    [
      'of a branch that the run did not begin from',
      runAtLaunch().run,
      [],
      'other',
      'other has nothing to merge: no branch that the run began from has commits that the run does not have.',
    ],
    [
      'once the run is over',
      shippedRun().run,
      [move('main')],
      undefined,
      'The run is over, so nothing can be merged into it.',
    ],
    [
      'before the plan is approved',
      new SimulatedRun().start().run,
      [move('main')],
      undefined,
      'The plan is not approved yet. Approve it at the plan gate first.',
    ],
  ] as const)
    test(`is refused ${what}`, async () => assert.equal(await refusal(state, moved, branch), sentence));

  test('is possible once something has failed', async () =>
    assert.equal(await refusal(runToAdapt().run, [move('main')]), 'accepted: propose-adaptation'));

  test('of several takes the one that is named', async () =>
    assert.equal(
      await refusal(runAtLaunch().run, [move('main'), move('origin/main')], 'origin/main'),
      'accepted: propose-adaptation',
    ));
});

suite('going on without a merge that failed', () => {
  const drop = async (state: RunState): Promise<string> => {
    const command = await adaptationCommand(state, ports({}), 'drop-merge', '', '', 'ada');
    return 'refused' in command ? command.refused : `accepted: ${command.type}`;
  };

  test('is refused where nothing failed, or what failed is no merge', async () => {
    assert.equal(await drop(runAtLaunch().run), 'Nothing has failed, so there is no merge to take out.');
    assert.match(await drop(runToAdapt().run), /^(?!accepted)/);
  });
});

suite('taking a wave back', () => {
  const revert = async (state: RunState, wave: string, workspaces: Partial<Workspaces> = {}, why = '') => {
    const command = await adaptationCommand(state, ports(workspaces), 'revert', wave, why, 'ada');
    return command;
  };

  test('is proposed with what it would meet in later work, and why', async () => {
    const run = afterFirstWave();
    const foreseeReverts: Workspaces['foreseeReverts'] = () =>
      Promise.resolve([{ conflicts: ['src/a1/main.js'], isGone: false }]);
    const command = await revert(run.run, 'w1', { foreseeReverts }, '  It broke the build.  ');
    assert.ok(!('refused' in command) && command.type === 'propose-adaptation', JSON.stringify(command));
    const [, back, next] = command.plan.plan.waves;
    assert.equal(back?.reverts?.commit, run.run.waves['w1']?.commit);
    assert.equal(next?.id, 'w2');
    assert.match(command.plan.note ?? '', /src\/a1\/main\.js/);
    assert.match(command.plan.note ?? '', /^Why: It broke the build\.$/m);
  });

  for (const [what, wave, workspaces, sentence] of [
    ['of a wave that the plan does not have', 'w9', {}, 'The plan has no wave "w9". Choose one of w1.'],
    [
      'of a wave that is not committed',
      'w2',
      {},
      'Wave "w2" is not committed, so there is nothing to take back. Change the plan instead. Choose one of w1.',
    ],
    ['of a word that every object knows', 'constructor', {}, 'The plan has no wave "constructor". Choose one of w1.'],
    [
      'where nothing of it is left',
      'w1',
      { foreseeReverts: () => Promise.resolve([{ conflicts: [], isGone: true }]) },
      'Nothing of wave "w1" is left in the run: it was taken back already, or replaced by later work.',
    ],
    [
      'where git cannot look',
      'w1',
      { foreseeReverts: () => Promise.reject(new WorkspaceError('git', 'The commit is not here.')) },
      'The commit is not here.',
    ],
  ] as const)
    test(`is refused ${what}`, async () =>
      assert.deepEqual(await revert(afterFirstWave().run, wave, workspaces), { refused: sentence }));

  test('is refused while the run is at work, and an error of the program is not taken for a refusal', async () => {
    const run = new SimulatedRun();
    redOnce(run, 'w1', 'a1');
    run.start(planText());
    assert.deepEqual(await revert(run.run, 'w1'), {
      refused: 'The plan is not approved yet. Approve it at the plan gate first.',
    });
    const broken = { foreseeReverts: () => Promise.reject(new TypeError('a mistake')) };
    await assert.rejects(revert(afterFirstWave().run, 'w1', broken), /a mistake/);
  });
});
