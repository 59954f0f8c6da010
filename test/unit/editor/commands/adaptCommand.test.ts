import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdaptCommand } from '../../../../src/editor/commands/adaptCommand.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { BoardAdaptation } from '../../../../src/core/model/boardModel.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runToAdapt, runWithFinding, runWithRedCheck } from '../../../support/states.ts';

async function window(run: SimulatedRun, answers: readonly Answer[] = []) {
  const editor = await editorOn(run, answers);
  new AdaptCommand(editor.api, editor.connection, editor.documents).register(editor.registry);
  const asked: unknown[] = [];
  const propose = editor.service.proposeAdaptation.bind(editor.service);
  editor.service.proposeAdaptation = (...given) => {
    asked.push(given);
    return propose(...given);
  };
  return { ...editor, asked };
}

/** The way from a red test to a changed plan, answer by answer. */
const way = [
  { to: 'One test fails.', with: 'Change the plan' },
  { to: 'What failed.', with: 'b1 greets' },
  { to: 'How should the plan continue?', with: 'Fix' },
  { to: 'Which task is to be done differently?', with: 'Task b1' },
  { to: 'What do you think went wrong?', with: 'The greeting moved.' },
];

function titleOf(run: SimulatedRun, strategy: string, { choices }: BoardAdaptation): string {
  return choices.find((each) => each.strategy === strategy)?.title ?? `no ${strategy} for ${run.run.run}`;
}

async function adapting(until = way.length) {
  const run = runToAdapt();
  const probe = await window(run);
  const { adaptation } = probe.connection.snapshot ?? {};
  assert.ok(adaptation);
  const labels = way.map((each) => (each.with === 'Fix' ? { ...each, with: titleOf(run, 'fix', adaptation) } : each));
  return { run, ...(await window(run, labels.slice(0, until))) };
}

describe('Adapt', () => {
  it('leads from the failing test over the way on and the task to a proposed plan, which is shown', async () => {
    const { run, invoke, asked } = await adapting();
    const log = await invoke(commands.adapt);
    assert.deepEqual(asked, [['fix', 'b1', 'The greeting moved.']]);
    assert.equal(run.run.adaptation?.proposal?.strategy, 'fix');
    assert.match(log.at(-1) ?? '', /^command vscode\.diff wavegate:\/plan \(revision 0\)\.waveplan\.yaml$/);
  });

  for (const [step, about] of way.map((each, index) => [index, each.to] as const)) {
    it(`proposes nothing when the person leaves at "${about}"`, async () => {
      const { run, invoke, asked, vscode } = await adapting(step);
      await invoke(commands.adapt);
      assert.match(vscode.log.at(-1) ?? '', new RegExp(about.replace(/[?.]/g, '\\$&')));
      assert.deepEqual(asked, []);
      assert.equal(run.run.adaptation?.proposal, undefined);
    });
  }

  it('names the likely cause beside the task, and lists it first', async () => {
    const { connection } = await adapting();
    const [first] = connection.snapshot?.adaptation?.tasks ?? [];
    assert.deepEqual([first?.id, first?.suspect], ['b1', true]);
  });

  it('repeats what the person thinks went wrong where the run refuses', async () => {
    const { service, invoke } = await adapting();
    service.proposeAdaptation = () => Promise.resolve({ refused: 'The plan on disk has errors. Correct it first.' });
    assert.equal(
      (await invoke(commands.adapt)).at(-1),
      'warning: The plan on disk has errors. Correct it first. The diagnosis was: The greeting moved.',
    );
  });

  it('offers the same once more where that can help, and keeps what was good', async () => {
    const run = runWithRedCheck({ exitCode: 127, missing: 'node' });
    const { connection } = await window(run);
    const { retry, retryTitle = '' } = connection.snapshot?.adaptation ?? {};
    assert.equal(retry, true);
    const { invoke, service } = await window(run, [
      { to: connection.snapshot?.adaptation?.message ?? '?', with: retryTitle },
    ]);
    let retried = 0;
    service.retry = () => Promise.resolve(((retried += 1), {}));
    const [asked] = await invoke(commands.adapt);
    assert.equal(retried, 1);
    assert.ok(asked?.endsWith(`[Change the plan, ${retryTitle}]`), asked);
  });

  it('offers what a supervisor proposes first, and asks only for the diagnosis then', async () => {
    const run = runToAdapt();
    const { connection, invoke, asked } = await window(run, [
      { to: 'One test fails.', with: 'Fix it: b1' },
      { to: 'What do you think went wrong?', with: '' },
    ]);
    const { snapshot } = connection;
    const proposed = [
      { team: 'core', strategy: 'fix' as const, task: 'b1', title: 'Fix it', reason: 'It dropped a line.' },
    ];
    Object.assign(snapshot?.adaptation ?? {}, { proposed });
    const log = await invoke(commands.adapt);
    assert.match(log[0] ?? '', /\[Fix it: b1, Change the plan/);
    assert.deepEqual(asked, [['fix', 'b1', '']]);
  });

  it('leads to what is wrong about the specification, where a finding can say so', async () => {
    const run = runWithFinding();
    const { invoke, connection } = await window(run, [
      { to: 'How should the plan continue?', with: 'The specification is wrong…' },
      { to: '', with: 'Change the plan' },
    ]);
    assert.ok(connection.snapshot?.adaptation, 'the result waits');
    const log = await invoke(commands.adapt);
    assert.equal(log.at(-1), `command ${commands.specIsWrong}`);
  });

  it('says that nothing has failed', async () => {
    const { invoke } = await window(runAtLaunch());
    assert.deepEqual(await invoke(commands.adapt), ['information: No failure is waiting for a plan change.']);
  });
});

describe('Run Checks Again', () => {
  it('runs them where they were red for want of something', async () => {
    const { invoke, service } = await window(runWithRedCheck({ exitCode: 127, missing: 'node' }));
    let retried = 0;
    service.retry = () => Promise.resolve(((retried += 1), {}));
    assert.deepEqual(await invoke(commands.runChecksAgain), []);
    assert.equal(retried, 1);
  });

  it('runs none where none were red', async () => {
    const { invoke, service } = await window(runAtLaunch());
    service.retry = () => Promise.reject(new Error('retried all the same'));
    assert.deepEqual(await invoke(commands.runChecksAgain), [
      'information: No checks were red last, so there are none to run again.',
    ]);
  });
});

describe('Merge Base In', () => {
  const moved = ['main', 'release'].map((name) => ({
    name,
    commit: `c-${name}`,
    commits: 2,
    changed: [],
    conflicts: [],
    rewritten: false,
  }));

  async function merging(answers: readonly Answer[], names: number) {
    const run = runAtLaunch();
    const editor = await window(run, answers);
    Object.assign(run.run, { moved: moved.slice(0, names) });
    const branches: (string | undefined)[] = [];
    editor.service.mergeBase = (branch?: string) => {
      branches.push(branch);
      return Promise.resolve({});
    };
    return { ...editor, branches };
  }

  it('asks which branch where several have moved on; Escape merges none', async () => {
    const picked = await merging([{ to: 'Which branch', with: 'release' }], 2);
    const [asked] = await picked.invoke(commands.mergeBase);
    assert.equal(asked, 'asks: Which branch is to be merged into the run? [main, release]');
    assert.deepEqual(picked.branches, ['release']);
    const left = await merging([], 2);
    await left.invoke(commands.mergeBase);
    assert.deepEqual(left.branches, []);
  });

  it('asks nothing where there is one', async () => {
    const { invoke, branches } = await merging([], 1);
    await invoke(commands.mergeBase);
    assert.deepEqual(branches, [undefined]);
  });

  it('says why there is nothing to merge', async () => {
    const { invoke } = await window(runAtLaunch());
    assert.deepEqual(await invoke(commands.mergeBase), ['warning: main has no commits that the run does not have.']);
  });
});

describe('Show Plan Change', () => {
  it('says that none waits', async () => {
    const { invoke } = await window(runAtLaunch());
    assert.deepEqual(await invoke(commands.showPlanChange), ['information: No plan change is pending.']);
  });

  it('shows an edit of the file beside the plan in force', async () => {
    const run = runAtLaunch();
    run.edit(run.run.plan.source.replace('Wave 1', 'First wave'));
    const { invoke } = await window(run);
    assert.deepEqual(await invoke(commands.showPlanChange), [
      'command vscode.diff wavegate:/plan (revision 0).waveplan.yaml',
    ]);
  });
});
