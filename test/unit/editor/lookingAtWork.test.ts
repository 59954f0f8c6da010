import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SessionCommands } from '../../../src/editor/commands/sessionCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { FindingThreads } from '../../../src/editor/findings/findingThreads.ts';
import { SessionTerminals } from '../../../src/editor/sessions/sessionTerminals.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runAtSpotCheck, runInTriage } from '../../support/states.ts';

describe('the worktree of a session', () => {
  async function opened(onDisk: boolean) {
    const run = runAtSpotCheck();
    const vscode = new FakeVscode([]);
    const service = new SimulatedService(run);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
    await connection.service();
    const session = Object.keys(run.run.sessions)[0] ?? '';
    if (onDisk) service.worktrees.set(session, '/worktrees/a');
    const documents = new RunDocuments(vscode.api, connection);
    const terminals = new SessionTerminals(vscode.api, connection, '/attach.mjs');
    new SessionCommands(vscode.api, connection, documents, terminals).register(new CommandRegistry(vscode.api));
    await vscode.run(commands.openWorktree, { id: 'row', subject: { kind: 'session', session } });
    return vscode.log.join('\n');
  }

  it('opens in a window of its own', async () => {
    assert.match(await opened(true), /vscode\.openFolder/);
  });

  it('is said to be gone where it is, with what shows the work instead', async () => {
    const log = await opened(false);
    assert.match(log, /is not on disk any more\. Show Session Changes shows what it did\./);
    assert.doesNotMatch(log, /openFolder/);
  });
});

describe('going to a finding', () => {
  it('unfolds its thread alone, so that no other pushes it out of sight', async () => {
    const run = runInTriage();
    const vscode = new FakeVscode([]);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
    await connection.service();
    const documents = new RunDocuments(vscode.api, connection);
    const findings = run.run.audit.findings.filter(({ file }) => file === run.run.audit.findings[0]?.file);
    const uri = documents.uri({ kind: 'commit', path: findings[0]?.file ?? '', commit: run.run.base.commit });
    vscode.visible.push({ document: { uri, lineCount: 2000, getText: () => '' } });
    const threads = new FindingThreads(vscode.api, connection);

    for (const { id } of findings.slice(0, 2)) {
      await threads.open(id);
      assert.equal(vscode.threads.length, findings.length);
      const unfolded = vscode.threads.filter(({ collapsibleState }) => collapsibleState === 1);
      assert.equal(unfolded.length, 1, id);
    }
  });
});
