import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FindingCommands } from '../../../src/editor/commands/findingCommands.ts';
import { SessionCommands } from '../../../src/editor/commands/sessionCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { FindingThreads } from '../../../src/editor/findings/findingThreads.ts';
import { SessionTerminals } from '../../../src/editor/sessions/sessionTerminals.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import type { CommandId } from '../../../src/editor/shared/contributions.ts';
import type { SessionStatus } from '../../../src/ports/executor.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { planText } from '../../support/simulatedRun.ts';
import { runAtSpotCheck, runInTriage, runWithAgents } from '../../support/states.ts';

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

describe('a session on a host of a team', () => {
  async function act(command: CommandId, status: SessionStatus | undefined, named = true) {
    const run = runWithAgents(planText().replace('driver: command', 'driver: claude'));
    const vscode = new FakeVscode([]);
    const service = new SimulatedService(run);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
    await connection.service();
    const session = Object.values(run.run.sessions).find((each) => each.status === 'running')?.id ?? '';
    if (status !== undefined) service.statusOf.set(session, status);
    const documents = new RunDocuments(vscode.api, connection);
    const terminals = new SessionTerminals(vscode.api, connection, '/attach.mjs');
    new SessionCommands(vscode.api, connection, documents, terminals).register(new CommandRegistry(vscode.api));
    await vscode.run(command, named ? { id: 'row', subject: { kind: 'session', session } } : undefined);
    return vscode.log.join('\n');
  }
  const onForge = { takenOver: false, host: 'forge' };

  it('is not taken over, which is said before anything is asked', async () => {
    const log = await act(commands.takeOver, onForge);
    assert.match(log, /is for host forge, and sessions of hosts cannot be taken over.* Answer it, or stop it\./);
    assert.doesNotMatch(log, /Take over "/);
  });

  it('has its worktree there', async () => {
    assert.match(await act(commands.openWorktree, onForge), /is on host forge, not on this machine\. Show Session/);
  });

  it('is missed in words where none fits a command', async () => {
    assert.match(await act(commands.handBack, undefined, false), /No session of the open run is taken over\./);
  });
});

describe('going to a finding', () => {
  async function opened(working: string | undefined) {
    const run = runInTriage();
    const vscode = new FakeVscode([]);
    const service = new SimulatedService(run);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
    await connection.service();
    const finding = run.run.audit.findings[0];
    assert.ok(finding);
    service.files.set(`${run.run.base.commit}:${finding.file}`, 'audited\n');
    if (working !== undefined) vscode.files.set(finding.file, working);
    const documents = new RunDocuments(vscode.api, connection);
    const threads = new FindingThreads(vscode.api, connection);
    const registry = new CommandRegistry(vscode.api);
    new FindingCommands(vscode.api, connection, documents, threads, () => []).register(registry);
    await vscode.run(commands.openFinding, { id: 'row', subject: { kind: 'finding', finding: finding.id } });
    return vscode.log.filter((line) => line.startsWith('command vscode.open') || line.startsWith('shows'));
  }

  it('is asked of the window at once, and does not wait until the language of the file has loaded', async () => {
    const [shown, ...more] = await opened('audited\n');
    assert.match(shown ?? '', /^command vscode\.open file:\/repository\//);
    assert.deepEqual(more, []);
  });

  it('shows the audited text where the file has changed since, or is gone', async () => {
    for (const working of ['changed\n', undefined]) {
      assert.match((await opened(working)).join(), /^command vscode\.open wavegate:/);
    }
  });

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
