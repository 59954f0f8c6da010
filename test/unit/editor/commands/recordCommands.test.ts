import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineOriginCommand } from '../../../../src/editor/commands/lineOriginCommand.ts';
import { RecordCommands } from '../../../../src/editor/commands/recordCommands.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

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

describe('the origin of a line in the editor', () => {
  const service = () => new SimulatedService(new SimulatedRun().start());

  async function ask(line: number, scheme = 'file') {
    const vscode = new FakeVscode([]);
    const uri = vscode.api.Uri.from({ scheme, path: '/project/src/a.js' });
    vscode.active = { document: { uri, getText: () => 'one\ntwo\n' }, selection: { active: { line: line - 1 } } };
    const known = service();
    known.origins = { '/project/src/a.js:2': { markdown: '# Extend modules\n' } };
    const connection = new RunConnection(vscode.api, () => Promise.resolve(known));
    const documents = new RunDocuments(vscode.api, connection);
    new LineOriginCommand(vscode.api, connection, documents).register(new CommandRegistry(vscode.api));
    await vscode.run(commands.showLineOrigin);
    const origin = documents.uri({ kind: 'origin', file: '/project/src/a.js', line: 2 });
    return { log: vscode.log, progress: vscode.progress, text: () => documents.provideTextDocumentContent(origin) };
  }

  it('is the wave, task and decisions of its commit, as a document', async () => {
    const { log, progress, text } = await ask(2);
    assert.ok(log.includes('command vscode.openWith wavegate:/origin of a.js line 2.md'), log.join('\n'));
    assert.equal(await text(), '# Extend modules\n');
    assert.equal(progress.length, 1, 'looking through a long history is not silent');
  });

  it('is told in words where no run has made it, and where no file is open', async () => {
    assert.match((await ask(1)).log.join('\n'), /No run has made it\./);
    assert.match(
      (await ask(2, 'wavegate')).log.join('\n'),
      /Put the cursor on a line of a file of the repository first/,
    );
  });
});

describe('failures in the editor', () => {
  it('are a document about all runs of the window', async () => {
    const { documents, log } = await invoke(commands.showForensics, []);
    assert.ok(log.includes('command vscode.openWith wavegate:/forensics.md'));
    assert.match(await documents.provideTextDocumentContent(documents.uri({ kind: 'forensics' })), /^# Forensics/);
  });
});
