import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AuditCommands } from '../../../../src/editor/commands/auditCommands.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { FindingActions } from '../../../../src/editor/findings/findingActions.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runInTriage, runWithFinding } from '../../../support/states.ts';

/** A run, and the file that its first finding cites, with some lines above what was audited. */
async function inCode(above: number, answers: readonly Answer[] = [], run = runInTriage()) {
  const [finding] = [...run.run.audit.findings, ...run.run.lastFindings];
  assert.ok(finding);
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  const audited = Array.from({ length: finding.line + 1 }, (_, index) => `line ${index + 1}`).join('\n');
  for (const commit of [run.run.base.commit, run.run.head]) service.files.set(`${commit}:${finding.file}`, audited);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  new AuditCommands(vscode.api, connection, new RunDocuments(vscode.api, connection)).register(
    new CommandRegistry(vscode.api),
  );
  const actions = new FindingActions(vscode.api, connection);
  const text = `${'// added\n'.repeat(above)}${audited}`;
  const uri = vscode.api.Uri.file(`/repository/${finding.file}`);
  const document = { uri, lineCount: text.split('\n').length, getText: () => text };
  return {
    finding,
    service,
    vscode,
    actions,
    /** Titles and commands of the quick fixes of a line, which counts from 1. */
    at: (line: number) =>
      vscode.codeActions[0]?.provideCodeActions(document, { start: { line: line - 1 }, end: { line: line - 1 } }) ?? [],
  };
}

describe('a quick fix at the line that a finding cites', () => {
  it('puts the finding into a task, or has tasks drafted for it', async () => {
    const { at, finding, vscode } = await inCode(0);
    const [cover, draft, ...more] = await at(finding.line);
    assert.match(cover?.title ?? '', new RegExp(`^Cover finding ${finding.id} \\(.+\\) in a task…$`));
    assert.equal(cover?.command?.command, commands.coverFinding);
    assert.match(draft?.title ?? '', new RegExp(`^Draft tasks for finding ${finding.id} `));
    assert.equal(draft?.command?.command, commands.draftForFindings);
    assert.deepEqual(draft.command.arguments, [{ subject: { kind: 'finding', finding: finding.id } }]);
    assert.equal(more.length % 2, 0);
    await vscode.run(commands.coverFinding, ...cover.command.arguments).catch(() => undefined);
    assert.doesNotMatch(vscode.log.join('\n'), /Choose a finding/);
  });

  it('follows the line when text is added above it, and is on no other line', async () => {
    const { at, finding } = await inCode(3);
    assert.notDeepEqual(await at(finding.line + 3), []);
    assert.deepEqual(await at(finding.line + 2), []);
  });

  it('is not offered for what was marked out of scope, nor in a workspace that is not trusted', async () => {
    const { at, finding, service, vscode } = await inCode(0);
    const before = (await at(finding.line)).length;
    await service.triage(finding.id, 'out');
    assert.equal((await at(finding.line)).length, before - 2);
    await service.triage(finding.id, 'in');
    vscode.trusted = false;
    assert.deepEqual(await at(finding.line), []);
  });

  it('is offered for a finding of the validators while it waits, and not once it is fixed', async () => {
    const run = runWithFinding();
    const waits = await inCode(0, [], run);
    assert.equal((await waits.at(waits.finding.line)).length, 2);
    assert.ok(run.run.lastFindings.length > 0);
    const fixed = {
      ...run.run,
      lastFindings: run.run.lastFindings.map((each) => ({ ...each, status: 'fixed' as const })),
    };
    Object.defineProperty(run, 'state', { value: fixed });
    const { at, finding } = await inCode(0, [], run);
    assert.deepEqual(await at(finding.line), []);
  });

  it('goes with the window', async () => {
    const { actions, vscode } = await inCode(0);
    actions.dispose();
    assert.deepEqual(vscode.codeActions, []);
  });
});
