import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FailureCommands } from '../../../../src/editor/commands/failureCommands.ts';
import { KeepConstraintCommand } from '../../../../src/editor/commands/keepConstraintCommand.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runToAdapt, runWithAgents, runWithQuestion } from '../../../support/states.ts';

async function window(run = runToAdapt(), answers: readonly Answer[] = []) {
  const editor = await editorOn(run, answers);
  new FailureCommands(editor.api, editor.connection, editor.documents).register(editor.registry);
  return editor;
}

describe('Open Failing Test', () => {
  it('shows the output, and beside it the file as it was checked, at the line of the test', async () => {
    const run = runToAdapt();
    const { invoke, service, documents } = await window(run);
    const commit = run.run.waves['w1']?.merge?.commit ?? '';
    service.files.set(`${commit}:src/b1/main.js`, "one\ntwo\ntest('b1 greets', () => {});\n");
    assert.deepEqual(await invoke(commands.openFailingTest, { kind: 'test', test: 0 }), [
      'shows /output of b1 greets.txt',
      'shows /src/b1/main.js:3',
    ]);
    const output = documents.uri({ kind: 'output', test: 0, title: 'b1 greets' });
    assert.equal(await documents.provideTextDocumentContent(output), 'not ok b1 greets at src/b1/main.js');
  });

  it('shows the output alone where the file is not in the commit', async () => {
    const { invoke } = await window();
    assert.deepEqual(await invoke(commands.openFailingTest), ['shows /output of b1 greets.txt']);
  });

  it('says that none waits, and that one of an old row is gone', async () => {
    const said = 'information: No failing test waits to be looked at.';
    assert.deepEqual(await (await window(runAtLaunch())).invoke(commands.openFailingTest), [said]);
    const { invoke } = await window();
    assert.deepEqual(await invoke(commands.openFailingTest, { kind: 'test', test: 7 }), [said]);
  });
});

describe('Stop the Rest', () => {
  it('asks first, says what is kept, and stops those of the wave that are at work', async () => {
    const run = runWithAgents();
    const { invoke, service } = await window(run, [{ to: 'Stop the agent that is still at work?', with: 'Stop' }]);
    assert.deepEqual(await invoke(commands.stopRest), [
      'dialog: Stop the agent that is still at work? | What they have changed is kept on their branches.',
    ]);
    const running = Object.values(run.run.sessions).filter(({ status }) => status === 'running');
    assert.deepEqual(
      service.stopped,
      running.map(({ id }) => id),
    );
  });

  it('counts several', async () => {
    const three = planText(1).replace(/ {6}- id: b1[^]*/, (task) => task + task.replaceAll('b1', 'c1'));
    const { invoke, service } = await window(runWithAgents(three));
    assert.match((await invoke(commands.stopRest))[0] ?? '', /^dialog: Stop the 2 agents that are still at work\?/);
    assert.deepEqual(service.stopped, [], 'and none on Escape');
  });
});

describe('Keep as a Constraint', () => {
  async function answered(answers: readonly Answer[]) {
    const run = runWithQuestion();
    const [gate] = pendingGates(run.run);
    assert.equal(run.decide(gate?.id ?? '', 'approved', { a1: 'Yes, formal.' }), undefined);
    run.settle();
    const editor = await editorOn(run, answers);
    new KeepConstraintCommand(editor.api, editor.connection).register(editor.registry);
    const plan = editor.vscode.open('/repository/plan.waveplan.yaml', run.run.plan.source);
    return { ...editor, plan, gate: gate?.id ?? '', before: run.run.plan.source };
  }
  const rule = { to: 'as a rule for every task', with: 'Greetings are formal.' };

  it('begins with the answer, and puts the rule into the plan, which is saved', async () => {
    const { invoke, plan, vscode, gate } = await answered([rule]);
    const log = await invoke(commands.keepConstraint, { kind: 'gate', gate });
    assert.equal(
      log[0],
      'asks: Keep as a Constraint | Your answer to a1, as a rule for every task. The plan is approved again then.',
    );
    assert.deepEqual(vscode.begunWith, ['Yes, formal.']);
    assert.match(plan.text, /constraints: \[Greetings are formal\.\]/);
    assert.equal(plan.saves, 1);
  });

  it('leaves the saving to the person whose edits are not saved yet', async () => {
    const { invoke, plan, vscode, before } = await answered([rule]);
    vscode.type(plan, `${before}# mine\n`);
    await invoke(commands.keepConstraint);
    assert.match(plan.text, /# mine\n[^]*Greetings are formal/);
    assert.deepEqual([plan.saves, plan.isDirty], [0, true]);
  });

  it('changes nothing on Escape', async () => {
    const { invoke, plan, before } = await answered([]);
    await invoke(commands.keepConstraint);
    assert.equal(plan.text, before);
  });

  it('repeats the rule where the plan cannot take it', async () => {
    const { invoke, service } = await answered([rule]);
    Object.assign(service.plans, { keepConstraint: () => ({ refused: 'This is a constraint of the plan already.' }) });
    assert.equal(
      (await invoke(commands.keepConstraint)).at(-1),
      'warning: This is a constraint of the plan already. The rule was: Greetings are formal.',
    );
  });

  it('has none to keep of another gate', async () => {
    const { invoke } = await answered([rule]);
    assert.deepEqual(await invoke(commands.keepConstraint, { kind: 'gate', gate: 'launch-1' }), [
      'information: No question of an agent has been answered in the open run.',
    ]);
  });
});
