import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftPlanCommand } from '../../../../src/editor/commands/draftPlanCommand.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { DraftAsked, OfferedPlan } from '../../../../src/ports/planService.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runInTriage } from '../../../support/states.ts';

const planPath = '/repository/plan.waveplan.yaml';
const draftPath = '/state/runs/d1/draft.yaml';
const before = planText(1);
const after = before.replace('title: Extend modules', 'title: Extend two modules').replace('Task b1', 'Task c1');

/** A window in which a planner answers with `offered`, about a plan that is open. */
async function drafting(
  answers: readonly Answer[],
  offered: Partial<OfferedPlan> | { readonly failed: string } = {},
  run = new SimulatedRun(),
) {
  const editor = await editorOn(run, answers);
  const { api, connection, documents, registry, service, vscode } = editor;
  new DraftPlanCommand(api, connection, documents).register(registry);
  const plan = vscode.open(planPath, before);
  const draft = vscode.open(draftPath, after, 'yaml');
  vscode.lookAt(plan);
  const asked: DraftAsked[] = [];
  const taken: [string, string][] = [];
  const ended: boolean[] = [];
  const told = { summary: 'Two tasks instead of one.', wrong: [], notes: [], kept: draftPath, before, source: after };
  Object.assign(service.plans, {
    draftPlan: (wish: DraftAsked, _told: unknown, signal: AbortSignal) => {
      asked.push(wish);
      signal.addEventListener('abort', () => ended.push(true));
      return Promise.resolve('failed' in offered ? offered : { ...told, ...offered });
    },
    takeHunks: (_plan: string, { source }: { readonly source: string }, hunks: readonly number[] | 'all') =>
      Promise.resolve({ source: hunks === 'all' ? source : `${before}# ${hunks.join(', ')}\n` }),
    draftTaken: (kept: string, text: string) => Promise.resolve(void taken.push([kept, text])),
  });
  return { ...editor, plan, draft, asked, taken, ended };
}

const goal = { to: 'Draft Plan', with: 'Extend two modules.' };
const take = { to: 'Two tasks instead of one.', with: 'Take the Draft' };
const choose = { to: 'Two tasks instead of one.', with: 'Choose Changes…' };

describe('Draft Plan', () => {
  it('asks for a goal, shows the draft beside the plan, and writes it only when the person says so', async () => {
    const { invoke, plan, asked, taken, vscode } = await drafting([goal, take]);
    const log = await invoke(commands.draftPlan);
    assert.deepEqual(asked, [{ planPath, goal: 'Extend two modules.' }]);
    assert.match(log[0] ?? '', /A planner reads the repository and drafts a plan\. Empty: the goal of the plan\.$/);
    assert.equal(log[1], `command vscode.diff file:${planPath}`);
    assert.match(log[2] ?? '', /^information: Two tasks instead of one\. .*nothing is approved by taking it\.$/);
    assert.deepEqual([plan.text, plan.saves, taken], [after, 1, [[draftPath, after]]]);
    assert.equal(log.at(-1), `shows ${planPath}`);
    assert.deepEqual(
      vscode.progress.map(({ title, isOver }) => [title, isOver]),
      [['Wavegate: drafting a plan', true]],
    );
  });

  it('leaves the plan as it is on Escape, at the goal and at the draft', async () => {
    for (const answers of [[], [goal]]) {
      const { invoke, plan, taken } = await drafting(answers);
      await invoke(commands.draftPlan);
      assert.deepEqual([plan.text, taken], [before, []]);
    }
  });

  it('names what is still wrong with the draft, three of it, as a warning', async () => {
    const wrong = ['One.', 'Two.', 'Three.', 'Four.'];
    const { invoke } = await drafting([goal], { wrong, notes: ['It was changed meanwhile.'] });
    assert.match(
      (await invoke(commands.draftPlan)).at(-1) ?? '',
      /^warning: Two tasks instead of one\. Still wrong: One\. Two\. Three\. It was changed meanwhile\. Edit/,
    );
  });

  it('says why there is no draft', async () => {
    const { invoke } = await drafting([goal], { failed: 'The planner asks: Which of the two modules?' });
    assert.deepEqual((await invoke(commands.draftPlan)).slice(1), [
      'warning: The planner asks: Which of the two modules?',
    ]);
  });

  it('ends the planner when its progress is cancelled', async () => {
    const { invoke, vscode, ended } = await drafting([goal]);
    await invoke(commands.draftPlan);
    vscode.progress[0]?.cancel();
    assert.deepEqual(ended, [true]);
  });

  it('takes the draft as the person has edited it', async () => {
    const { invoke, plan, draft } = await drafting([goal, take]);
    draft.text = after.replace('Extend two modules', 'Extend both modules');
    await invoke(commands.draftPlan);
    assert.match(plan.text, /title: Extend both modules/);
  });

  it('does not overwrite a plan that was changed since, and says where the draft is', async () => {
    const { invoke, plan, vscode } = await drafting([goal, take], { before: `${before}# as it was\n` });
    const log = await invoke(commands.draftPlan);
    assert.equal(
      log.at(-1),
      `warning: plan.waveplan.yaml was changed since the draft was asked for, so it is not overwritten. The draft is kept in ${draftPath}.`,
    );
    assert.deepEqual([plan.text, plan.saves], [before, 0]);
    assert.ok(vscode.documents.has(draftPath));
  });

  it('says where the draft is when the plan cannot be written', async () => {
    const { invoke, vscode } = await drafting([goal, take]);
    vscode.takesEdits = false;
    assert.match(
      (await invoke(commands.draftPlan)).at(-1) ?? '',
      /^warning: plan\.waveplan\.yaml could not be written, or is there already\. The draft is kept in \/state/,
    );
  });

  it('makes the file of a new plan, called after the goal, and shows the draft beside nothing', async () => {
    const { invoke, vscode } = await drafting([goal, take], { before: '' });
    vscode.lookAt(vscode.open('/repository/README.md', ''));
    vscode.active = undefined;
    const log = await invoke(commands.draftPlan);
    assert.match(log[0] ?? '', /drafts a plan\.$/, 'there is no goal of a plan to fall back on');
    assert.equal(log[1], 'command vscode.diff wavegate:/extend-two-modules.waveplan.yaml');
    assert.equal(vscode.documents.get('/repository/extend-two-modules.waveplan.yaml')?.text, after);
  });

  it('wants a goal where nothing else says what is wanted', async () => {
    const { invoke, vscode, asked } = await drafting([{ to: 'Draft Plan', with: ' ' }]);
    vscode.active = undefined;
    assert.ok((await invoke(commands.draftPlan)).includes('complains: Say in a sentence or two what is to be true.'));
    assert.deepEqual(asked, []);
  });

  it('takes a Markdown file as what is wanted: from the disk as it is, or from the editor with what is not saved', async () => {
    for (const isDirty of [false, true]) {
      const { invoke, vscode, asked } = await drafting([{ to: 'What of orders.md', with: '' }], { before: '' });
      const spec = vscode.open('/repository/docs/orders.md', '# Orders\n');
      spec.isDirty = isDirty;
      vscode.lookAt(spec);
      // Nothing is selected.
      spec.getText = (range?: object) => (range === undefined ? '# Orders\n' : '');
      await invoke(commands.draftPlan);
      const wanted = isDirty
        ? { said: { name: 'orders.md', text: '# Orders\n' } }
        : { from: '/repository/docs/orders.md' };
      assert.deepEqual(asked, [{ planPath: '/repository/orders.waveplan.yaml', goal: '', ...wanted }]);
    }
  });

  it('needs a folder', async () => {
    const editor = await editorOn(new SimulatedRun(), [], []);
    new DraftPlanCommand(editor.api, editor.connection, editor.documents).register(editor.registry);
    assert.deepEqual(await editor.invoke(commands.draftPlan), [
      'information: Open the folder of a git repository first: a plan belongs to one.',
    ]);
  });
});

describe('single changes of a draft', () => {
  const changes = 'Changes that are taken';

  it('are listed by line with their first words, and those that stay marked are taken', async () => {
    const { invoke, plan, vscode } = await drafting([goal, choose, { to: changes, with: ['1 · line 2'] }]);
    await invoke(commands.draftPlan);
    const asked = vscode.log.find((line) => line.includes(changes)) ?? '';
    assert.match(asked, /\[1 · line 2, 2 · line \d+\]/);
    assert.equal(plan.text, `${before}# 1\n`);
  });

  it('stay with the draft on Escape, and where none is marked', async () => {
    for (const picked of [undefined, []]) {
      const { invoke, plan } = await drafting([goal, choose, { to: changes, with: picked }]);
      await invoke(commands.draftPlan);
      assert.equal(plan.text, before);
    }
  });

  it('that leave no valid plan are said, and can be chosen again', async () => {
    const { invoke, plan, service } = await drafting([
      ...[goal, choose],
      { to: changes, with: ['1 · line 2'] },
      { to: 'Take hunk 2', with: 'Choose Again' },
      { to: changes, with: ['1 · line 2'] },
      { to: 'Take hunk 2', with: undefined },
    ]);
    Object.assign(service.plans, {
      takeHunks: () =>
        Promise.resolve({ refused: 'With hunk 1 alone the plan would not be valid. Take hunk 2 with it.' }),
    });
    const log = await invoke(commands.draftPlan);
    assert.equal(log.filter((line) => line.includes(changes)).length, 2);
    assert.equal(plan.text, before);
  });

  it('the whole of a draft that is not valid is taken only where the person insists', async () => {
    for (const insists of [true, false]) {
      const answers = [goal, take, { to: 'is not valid', with: insists ? 'Take Anyway' : undefined }];
      const { invoke, plan, service } = await drafting(answers);
      Object.assign(service.plans, {
        takeHunks: () => Promise.resolve({ refused: 'The draft is not valid: no agent.' }),
      });
      await invoke(commands.draftPlan);
      assert.equal(plan.text, insists ? after : before);
    }
  });
});

describe('drafting a part of a plan', () => {
  const tasks = [
    { id: 'a1', title: 'Task a1', owns: false },
    { id: 'b1', title: 'Task b1', owns: false },
  ];

  it('Split Task asks which task and how, and saves the plan first', async () => {
    const { invoke, asked, plan, service, vscode } = await drafting([
      { to: 'Which task is to be split?', with: 'Task b1' },
      { to: 'How?', with: 'By module.' },
    ]);
    Object.assign(service.plans, { tasksFor: () => tasks });
    vscode.type(plan, `${before}# mine\n`);
    await invoke(commands.splitTask);
    assert.deepEqual(asked, [{ planPath, goal: 'By module.', part: { kind: 'split', task: 'b1' } }]);
    assert.deepEqual([plan.saves, plan.isDirty], [1, false]);
  });

  it('Split Task asks for nothing where the person leaves, and says so where there is no task', async () => {
    const left = await drafting([{ to: 'Which task is to be split?', with: 'Task b1' }]);
    Object.assign(left.service.plans, { tasksFor: () => tasks });
    await left.invoke(commands.splitTask);
    assert.deepEqual(left.asked, []);
    const none = await drafting([]);
    assert.deepEqual(await none.invoke(commands.splitTask), [
      'warning: The plan has no tasks that could be read. Draft or correct it first.',
    ]);
  });

  it('Add Wave wants to know what the wave is for', async () => {
    const { invoke, asked } = await drafting([{ to: 'What is the wave for?', with: 'Remove the shim.' }]);
    await invoke(commands.addWave);
    assert.deepEqual(asked, [{ planPath, goal: 'Remove the shim.', part: { kind: 'wave' } }]);
    const empty = await drafting([{ to: 'What is the wave for?', with: '' }]);
    await empty.invoke(commands.addWave);
    assert.deepEqual(empty.asked, []);
  });

  it('tasks are drafted for all findings that are selected, each once, in the plan of the run', async () => {
    const run = runInTriage();
    const { vscode, asked } = await drafting([], {}, run);
    const row = (subject: object) => ({ id: 'row', subject });
    const rows = [
      row({ kind: 'finding', finding: 'f1' }),
      row({ kind: 'findings', findings: ['f1', 'f2'] }),
      row({ kind: 'finding', finding: 'f2' }),
    ];
    await vscode.run(commands.draftForFindings, rows[0], rows);
    assert.deepEqual(asked, [{ planPath, goal: '', part: { kind: 'findings', findings: ['f1', 'f2'] } }]);
  });

  it('a remedy is drafted for the open run, and waves for a plan that has none', async () => {
    const { invoke, asked } = await drafting([], {}, runAtLaunch());
    await invoke(commands.draftRemedy);
    await invoke(commands.draftFromFindings);
    assert.deepEqual(asked, [
      { planPath, goal: '', remedy: 'r1' },
      { planPath, goal: '' },
    ]);
  });
});
