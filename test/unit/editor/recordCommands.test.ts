import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecordCommands } from '../../../src/editor/commands/recordCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';

async function invoke(command: string, answers: readonly Answer[]) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(new SimulatedRun().start());
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  const documents = new RunDocuments(vscode.api, connection);
  new RecordCommands(vscode.api, connection, documents).register(new CommandRegistry(vscode.api));
  await vscode.run(command);
  return { service, settled: service.settled, log: vscode.log, documents };
}

describe('lessons of a run in the editor', () => {
  it('are kept, reworded or dismissed, one after another', async () => {
    const one = { to: 'Which one do you settle?', with: 'Name the port in the directive.' };
    const kept = await invoke(commands.learn, [one, { to: 'wave w1, attempt 1', with: 'Keep It' }]);
    assert.deepEqual(kept.settled, ['keep l1 Name the port in the directive.']);
    const edited = await invoke(commands.learn, [
      one,
      { to: 'wave w1, attempt 1', with: 'Keep It in Other Words…' },
      { to: 'In your words:', with: 'Say the port.' },
    ]);
    assert.deepEqual(edited.settled, ['keep l1 Say the port.']);
    const dismissed = await invoke(commands.learn, [
      one,
      { to: 'wave w1, attempt 1', with: 'Dismiss It…' },
      { to: 'Why not?', with: 'It was once.' },
    ]);
    assert.deepEqual(dismissed.settled, ['dismiss l1 It was once.']);
  });
});

describe('costs in the editor', () => {
  it('are a document about all runs of the window', async () => {
    const { documents } = await invoke(commands.showCosts, []);
    assert.match(await documents.provideTextDocumentContent(documents.uri({ kind: 'costs' })), /^# Costs/);
  });

  it('are values in an editor to save, by the key that the person picks; none where they leave', async () => {
    const picked = await invoke(commands.costsAsCsv, [{ to: 'One row for each', with: 'By team' }]);
    assert.deepEqual(picked.log.slice(-2), ['new csv: team,sessions\r\n', 'shows Untitled-1']);
    const left = await invoke(commands.costsAsCsv, []);
    assert.ok(!left.log.some((line) => line.startsWith('new')));
  });
});

describe('failures in the editor', () => {
  it('are a document about all runs of the window', async () => {
    const { documents, log } = await invoke(commands.showForensics, []);
    assert.ok(log.includes('command vscode.openWith wavegate:/forensics.md'));
    assert.match(await documents.provideTextDocumentContent(documents.uri({ kind: 'forensics' })), /^# Forensics/);
  });
});
