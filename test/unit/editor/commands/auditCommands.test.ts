import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuditCommands } from '../../../../src/editor/commands/auditCommands.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runInTriage } from '../../../support/states.ts';

async function window(run: SimulatedRun, answers: readonly Answer[] = []) {
  const editor = await editorOn(run, answers);
  new AuditCommands(editor.api, editor.connection, editor.documents).register(editor.registry);
  return editor;
}

describe('Cover Finding', () => {
  const tasks = [
    { id: 'a1', title: 'Task a1', owns: true },
    { id: 'b1', title: 'Task b1', owns: false },
  ];
  const subject = { kind: 'finding', finding: 's1' } as const;

  async function covering(answers: readonly Answer[] = []) {
    const run = runInTriage();
    const editor = await window(run, answers);
    const finding = run.run.audit.findings[0]?.id ?? '';
    const plan = editor.vscode.open('/repository/plan.waveplan.yaml', run.run.plan.source);
    Object.assign(editor.service.plans, {
      tasksFor: () => tasks,
      coverFinding: (source: string, { id }: { readonly id: string }, task: string) => ({
        source: source.replace(`id: ${task}\n`, `id: ${task}\n        findings: [${id}]\n`),
      }),
    });
    return { ...editor, plan, run, cover: () => editor.invoke(commands.coverFinding, { ...subject, finding }) };
  }

  it('asks for the task, puts it there, and leaves the file for the person to save, at the line', async () => {
    const { cover, plan } = await covering([{ to: 'Which task remedies it?', with: 'Task b1' }]);
    const log = await cover();
    assert.equal(log[0], 'asks: Which task remedies it? [Task a1, Task b1]');
    const line = plan.text.split('\n').findIndex((each) => each.includes('findings: ['));
    assert.ok(line > 0);
    assert.equal(log.at(-1), `shows /repository/plan.waveplan.yaml:${line + 1}`);
    assert.deepEqual([plan.saves, plan.isDirty], [0, true]);
  });

  it('changes nothing on Escape', async () => {
    const { cover, plan, run } = await covering();
    await cover();
    assert.equal(plan.text, run.run.plan.source);
  });

  it('says why a finding cannot be covered', async () => {
    const { cover, service, plan } = await covering([{ to: 'Which task remedies it?', with: 'Task b1' }]);
    Object.assign(service.plans, { coverFinding: () => ({ refused: 'Task "b1" names it already.' }) });
    assert.equal((await cover()).at(-1), 'warning: Task "b1" names it already.');
    assert.equal(plan.isDirty, false);
  });

  it('says so where the plan has no task that could be read', async () => {
    const { cover, service } = await covering();
    Object.assign(service.plans, { tasksFor: () => [] });
    assert.deepEqual(await cover(), [
      'warning: The plan file has no tasks that could be read. Draft them from the findings, or correct the plan first.',
    ]);
  });

  it('asks for a finding of the open run', async () => {
    const { invoke } = await window(runInTriage());
    const said =
      'information: Choose a finding of the run that is open: in the Findings view, or at the line that it cites.';
    assert.deepEqual(await invoke(commands.coverFinding), [said]);
    assert.deepEqual(await invoke(commands.coverFinding, { kind: 'finding', finding: 'gone' }), [said]);
  });
});

describe('Run Failed Lenses Again', () => {
  it('tries the lenses again that gave no result', async () => {
    const run = new SimulatedRun();
    run.outcome = (job) => (job.kind === 'audit' ? { outcome: 'crashed', message: 'Ended at once.' } : run.done(job));
    run.start(planText(1, 'audit: {lenses: [{id: security, focus: Secrets.}]}\n'));
    assert.equal(run.run.phase, 'audit');
    const { invoke, service } = await window(run);
    let retried = 0;
    service.retry = () => Promise.resolve(((retried += 1), {}));
    assert.deepEqual(await invoke(commands.auditAgain), []);
    assert.equal(retried, 1);
    service.retry = () => Promise.resolve({ refused: 'Auditors are at work.' });
    assert.deepEqual(await invoke(commands.auditAgain), ['warning: Auditors are at work.']);
  });

  it('has none to try while all have told, and after the audit', async () => {
    for (const run of [runInTriage(), runAtLaunch()]) {
      const { invoke, service } = await window(run);
      service.retry = () => Promise.reject(new Error('retried all the same'));
      assert.deepEqual(await invoke(commands.auditAgain), [
        'information: No lens of the audit has failed, so there is none to run again.',
      ]);
    }
  });
});

describe('Show Audit Report', () => {
  it('is a document with the findings', async () => {
    const { invoke, documents } = await window(runInTriage());
    assert.deepEqual(await invoke(commands.showAuditReport), ['command vscode.openWith wavegate:/audit.md']);
    assert.match(await documents.provideTextDocumentContent(documents.uri({ kind: 'audit' })), /Token is printed/);
  });
});
