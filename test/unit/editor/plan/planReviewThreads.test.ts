import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ShownGap } from '../../../../src/core/planReview/shownGaps.ts';
import { PlanReviewThreads } from '../../../../src/editor/plan/planReviewThreads.ts';
import { PlanLensProvider } from '../../../../src/editor/plan/planLensProvider.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { ReviewedPlan } from '../../../../src/ports/planService.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, shippedRun } from '../../../support/states.ts';

const planPath = '/repository/plan.waveplan.yaml';
const gap: ShownGap = {
  ...{ gap: 1, line: 3, kind: 'ownership', title: 'Two tasks *share* a file', detail: 'Both write it.', by: 'First' },
  edit: { find: 'title: Task a1', replace: 'title: Task one' },
  remarks: ['It excludes gap 2.'],
};
const inWords: ShownGap = { ...gap, gap: 2, line: 999, title: 'No way back', detail: '', remarks: [] };
delete (inWords as { edit?: unknown }).edit;
const review: ReviewedPlan = { lines: ['Two reviewers.', '2 gaps are open.'], open: [gap, inWords] };

async function reviewing(answers: readonly Answer[] = [], before?: ReviewedPlan) {
  const editor = await editorOn(new SimulatedRun(), answers);
  const threads = new PlanReviewThreads(editor.api, editor.connection);
  threads.register(editor.registry);
  const plan = editor.vscode.open(planPath, planText(1));
  editor.vscode.lookAt(plan);
  const asked: unknown[] = [];
  const signals: AbortSignal[] = [];
  Object.assign(editor.service.plans, {
    planReview: () => Promise.resolve(before),
    reviewPlan: (wish: object, _told: unknown, signal: AbortSignal) => {
      asked.push(wish);
      signals.push(signal);
      return Promise.resolve(review);
    },
    settleGap: (_path: string, source: string, settle: object) => {
      asked.push(settle);
      return Promise.resolve({ ...review, open: [inWords], source: source.replace('Task a1', 'Task one') });
    },
  });
  return { ...editor, plan, asked, signals, threads };
}

describe('Review Plan', () => {
  it('has a plan read for the first time without a question, saved, and shows the gaps at their lines', async () => {
    const { invoke, vscode, plan, asked } = await reviewing();
    vscode.type(plan, `${planText(1)}# mine\n`);
    const log = await invoke(commands.reviewPlan);
    assert.deepEqual(asked, [{ planPath, afresh: false }]);
    assert.equal(plan.saves, 1);
    assert.deepEqual(log, [`shows ${planPath}`, 'information: Two reviewers. 2 gaps are open.']);
    const [first, second] = vscode.threads;
    assert.deepEqual([first?.range.start.line, first?.label], [2, 'Gap 1 · ownership']);
    assert.equal(second?.range.start.line, plan.lineCount - 1, 'a line that is gone is the last one');
    const [comment] = first?.comments ?? [];
    assert.equal(
      (comment?.body as unknown as { readonly value: string }).value,
      '**Two tasks \\*share\\* a file**\n\nBoth write it\\.\n\n```diff\n-title: Task a1\n+title: Task one\n```\n\nIt excludes gap 2\\.',
    );
    assert.deepEqual(
      vscode.threads.map(({ comments }) => [comments[0]?.contextValue, comments[0]?.author.name]),
      [
        ['gap.edit', 'First'],
        ['gap.words', 'First'],
      ],
    );
  });

  it('asks what to do where there is a review: look again, show what is open, or begin afresh', async () => {
    for (const [answer, wish] of [
      ['Look Again', [{ planPath, afresh: false }]],
      ['Begin Afresh', [{ planPath, afresh: true }]],
      ['Show Open Gaps (2)', []],
      [undefined, []],
    ] as const) {
      const { invoke, vscode, asked } = await reviewing([{ to: 'Two reviewers.', with: answer }], review);
      const log = await invoke(commands.reviewPlan);
      assert.equal(log[0], 'asks: Two reviewers. 2 gaps are open. [Look Again, Show Open Gaps (2), Begin Afresh]');
      assert.deepEqual(asked, wish);
      assert.equal(vscode.threads.length, answer === undefined ? 0 : 2);
    }
  });

  it('ends the reviewers when its progress is cancelled', async () => {
    const { invoke, vscode, signals } = await reviewing();
    await invoke(commands.reviewPlan);
    vscode.progress[0]?.cancel();
    assert.equal(signals[0]?.aborted, true);
  });

  it('says why nobody reviews', async () => {
    const { invoke, service } = await reviewing();
    Object.assign(service.plans, { reviewPlan: () => Promise.reject(new Error('plan.waveplan.yaml has 1 error.')) });
    assert.deepEqual(await invoke(commands.reviewPlan), ['error: plan.waveplan.yaml has 1 error.']);
  });

  it('needs a plan, in the menu or in sight', async () => {
    const { invoke, vscode } = await reviewing();
    vscode.lookAt(vscode.open('/repository/README.md', ''));
    assert.deepEqual(await invoke(commands.reviewPlan), ['information: Open the plan that is to be reviewed first.']);
    await vscode.run(commands.reviewPlan, vscode.api.Uri.file(planPath));
    assert.equal(vscode.threads.length, 2);
  });
});

describe('a gap', () => {
  async function shown(answers: readonly Answer[] = []) {
    const editor = await reviewing(answers);
    await editor.invoke(commands.reviewPlan);
    editor.asked.length = 0;
    return { ...editor, comment: () => editor.vscode.threads[0]?.comments[0] };
  }

  it('whose edit is taken is in the text, which stays open for the person to save, and the other gaps stay', async () => {
    const { vscode, plan, asked, comment } = await shown();
    await vscode.run(commands.takeEdit, comment());
    assert.deepEqual(asked, [{ take: 1 }]);
    assert.match(plan.text, /title: Task one/);
    assert.deepEqual([plan.saves, plan.isDirty], [0, true]);
    assert.deepEqual(
      vscode.threads.map(({ label }) => label),
      ['Gap 2 · ownership'],
    );
  });

  it('is dismissed with a reason', async () => {
    const { vscode, asked, comment, plan } = await shown([{ to: 'Dismiss gap 1', with: 'They never run together.' }]);
    await vscode.run(commands.dismissGap, comment());
    assert.deepEqual(asked, [{ dismiss: 1, why: 'They never run together.' }]);
    assert.equal(plan.text, planText(1));
    assert.equal(vscode.threads.length, 1);
  });

  it('stays open on Escape, and without a reason', async () => {
    for (const why of [undefined, ' ']) {
      const { vscode, asked, comment } = await shown([{ to: 'Dismiss gap 1', with: why }]);
      await vscode.run(commands.dismissGap, comment());
      assert.deepEqual([asked, vscode.threads.length], [[], 2]);
    }
  });

  it('that cannot be taken is told why, and the text stays as it is', async () => {
    const { vscode, service, comment, plan } = await shown();
    Object.assign(service.plans, { settleGap: () => Promise.reject(new Error('The text has changed there.')) });
    await vscode.run(commands.takeEdit, comment());
    assert.equal(vscode.log.at(-1), 'error: The text has changed there.');
    assert.equal(plan.text, planText(1));
  });
});

describe('the lenses of a plan file', () => {
  async function lenses(run: SimulatedRun, path = planPath, trusted = true) {
    const editor = await editorOn(run);
    const provider = new PlanLensProvider(editor.api, editor.connection);
    editor.vscode.trusted = trusted;
    const document = editor.vscode.open(path, run.state?.plan.source ?? planText());
    return { ...editor, provider, shown: () => editor.vscode.lenses(document), document };
  }

  it('start a run where there is none, of the file they are in', async () => {
    const { shown, document } = await lenses(new SimulatedRun());
    assert.deepEqual(
      shown().map(({ command }) => [command.title, command.command, command.arguments]),
      [['$(play) Start run', commands.startRun, [document.uri]]],
    );
  });

  it('launch the wave they are at', async () => {
    const { shown } = await lenses(runAtLaunch());
    const launch = shown().find(({ command }) => command.command === commands.launchWave);
    assert.deepEqual(launch?.command.arguments, [{ subject: { kind: 'gate', gate: 'launch-1' } }]);
  });

  it('of another plan offer nothing while a run is under way, and a start once it is over', async () => {
    const other = '/repository/other.waveplan.yaml';
    assert.deepEqual((await lenses(runAtLaunch(), other)).shown(), []);
    assert.deepEqual(
      (await lenses(shippedRun(), other)).shown().map(({ command }) => command.command),
      [commands.startRun],
    );
  });

  it('are not there where the workspace is not trusted, and come once it is', async () => {
    const { shown, provider, vscode, service } = await lenses(runAtLaunch(), planPath, false);
    assert.deepEqual(shown(), []);
    let changes = 0;
    provider.onDidChangeCodeLenses(() => (changes += 1));
    vscode.trust();
    assert.equal(changes, 1);
    assert.ok(shown().length > 0);
    provider.dispose();
    service.run.approveAll();
    service.tell();
    assert.equal(changes, 1);
  });

  it('are drawn anew when one of them changes, and not with every change of the run', async () => {
    const run = runAtLaunch();
    const { shown, provider, service } = await lenses(run);
    let changes = 0;
    provider.onDidChangeCodeLenses(() => (changes += 1));
    shown();
    service.tell();
    assert.equal(changes, 0);
    run.approveAll();
    service.tell();
    assert.equal(changes, 1);
    assert.ok(!shown().some(({ command }) => command.command === commands.launchWave));
    service.tell();
    assert.equal(changes, 1);
  });
});
