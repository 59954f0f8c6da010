import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uriParts } from '../../../../src/editor/content/documentRef.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { GateCommands } from '../../../../src/editor/commands/gateCommands.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtAcceptance, runAtLaunch, runAtSpotCheck, runInTriage } from '../../../support/states.ts';

async function editorOn(run: SimulatedRun, answers: readonly Answer[]) {
  const vscode = new FakeVscode(answers);
  const { api } = vscode;
  const connection = new RunConnection(api, () => Promise.resolve(new SimulatedService(run)));
  await connection.service();
  new GateCommands(api, connection, new RunDocuments(api, connection)).register(new CommandRegistry(api));
  const mark = (name: string, value: string) => connection.changeDraft('spot-check-1', { type: 'answer', name, value });
  return { vscode, connection, mark };
}

const sidebarItem = (gate: string) => ({ id: `gate:${gate}`, label: '', subject: { kind: 'gate', gate } });

describe('deciding a gate', () => {
  it('launches from the palette without asking which gate when only one waits; the note may be empty', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Launch Wave 1', with: '' }]);
    await vscode.run(commands.launchWave);
    const decision = run.run.gates['launch-1']?.decision;
    assert.deepEqual([decision?.verdict, decision?.note, decision?.channel], ['approved', '', 'palette']);
  });

  it('records that it was decided in the sidebar', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Hold', with: 'After lunch.' }]);
    await vscode.run(commands.holdGate, sidebarItem('launch-1'));
    const decision = run.run.gates['launch-1']?.decision;
    assert.deepEqual([decision?.verdict, decision?.note, decision?.channel], ['hold', 'After lunch.', 'sidebar']);
  });

  it('wants a reason for a rejection, and leaves the gate open without one', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Reject', with: '  ' }]);
    await vscode.run(commands.rejectGate, sidebarItem('launch-1'));
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    assert.ok(vscode.log.includes('complains: Enter a reason (kept in the record).'));
  });

  it('decides nothing when the person presses Escape', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, []);
    await vscode.run(commands.launchWave);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
  });

  it('asks again for a gate that was put on hold', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Hold', with: 'Later.' }]);
    await vscode.run(commands.holdGate);
    await vscode.run(commands.reopenGate);
    assert.equal(run.run.gates['launch-2']?.status, 'pending');
  });

  it('says so when a gate in an old message has been decided meanwhile', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, []);
    await vscode.run(commands.approveGate, sidebarItem('plan-1'));
    assert.match(vscode.log.join('\n'), /warning: This gate has been decided already/);
  });

  it('does not ask for a note on a triage while findings are unmarked', async () => {
    const run = runInTriage();
    const { vscode } = await editorOn(run, []);
    await vscode.run(commands.approveGate);
    assert.deepEqual(vscode.log, ['warning: Mark each finding in, out or deferred first: 3 of 3 are not marked.']);
  });

  it('approves a spot-check only when every file has been judged, and records the verdicts', async () => {
    const run = runAtSpotCheck();
    const { vscode, connection, mark } = await editorOn(run, [{ to: 'Approve spot-check', with: 'Fine.' }]);
    await mark('src/a1/main.js', 'ok');
    await vscode.run(commands.approveGate);
    assert.equal(run.run.gates['spot-check-1']?.status, 'pending');
    assert.match(vscode.log.join('\n'), /1 of 2 files to review has no verdict yet/);

    await mark('src/b1/main.js', 'ok');
    await vscode.run(commands.approveGate);
    const answers = { 'src/a1/main.js': 'ok', 'src/b1/main.js': 'ok' };
    assert.deepEqual(run.run.gates['spot-check-1']?.decision?.answers, answers);
    assert.deepEqual(connection.draftOf('spot-check-1').answers, {}, 'the draft is gone');
  });

  it('does not approve a spot-check with a file that is not ok', async () => {
    const run = runAtSpotCheck();
    const { vscode, mark } = await editorOn(run, []);
    await mark('src/a1/main.js', 'not-ok');
    await mark('src/b1/main.js', 'ok');
    await vscode.run(commands.approveGate);
    assert.equal(run.run.gates['spot-check-1']?.status, 'pending');
    assert.match(vscode.log.join('\n'), /You marked src\/a1\/main\.js as not OK/);
  });

  it('accepts the result after four questions and a note of own testing', async () => {
    const run = runAtAcceptance();
    const { vscode } = await editorOn(run, [
      { to: 'explain', with: 'Yes' },
      { to: 'rewrite', with: 'Yes' },
      { to: 'worst-case', with: 'Yes' },
      { to: 'defend', with: 'Yes' },
      { to: 'What did you try', with: 'Searched with --verbose.' },
      { to: 'Approve result', with: '' },
    ]);
    await vscode.run(commands.approveGate);
    assert.deepEqual(run.run.gates['acceptance-1']?.decision?.answers, {
      explain: 'yes',
      rewrite: 'yes',
      worstCase: 'yes',
      defend: 'yes',
      testing: 'Searched with --verbose.',
    });
  });

  it('asks only what has not been answered yet, on the board or before', async () => {
    const run = runAtAcceptance();
    const { vscode, connection } = await editorOn(run, [
      { to: 'defend', with: 'Yes' },
      { to: 'Approve result', with: '' },
    ]);
    for (const name of ['explain', 'rewrite', 'worstCase']) {
      await connection.changeDraft('acceptance-1', { type: 'answer', name, value: 'yes' });
    }
    await connection.changeDraft('acceptance-1', { type: 'answer', name: 'testing', value: 'Searched.' });
    await vscode.run(commands.approveGate);
    const answers = { explain: 'yes', rewrite: 'yes', worstCase: 'yes', testing: 'Searched.', defend: 'yes' };
    assert.deepEqual(run.run.gates['acceptance-1']?.decision?.answers, answers);
  });

  it('accepts nothing when a question is left unanswered', async () => {
    const run = runAtAcceptance();
    const { vscode } = await editorOn(run, [{ to: 'explain', with: 'Yes' }]);
    await vscode.run(commands.approveGate);
    assert.equal(run.run.gates['acceptance-1']?.status, 'pending');
  });
});

describe('looking at a gate before deciding', () => {
  it('opens all that it is about as a document, one gate after the other', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, []);
    await vscode.run(commands.openGate, sidebarItem('launch-1'));
    await vscode.run(commands.nextGate);
    const shown = vscode.log.filter((line) => line.startsWith('shows '));
    assert.deepEqual(shown, Array(2).fill('shows /decision/Launch Wave 1 · Wave 1.md'));
  });

  it('decides what the document in the editor is about', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Reject launch', with: 'Not yet.' }]);
    const { path, query } = uriParts({ kind: 'gate', gate: 'launch-1', title: 'Launch' });
    await vscode.run(commands.rejectGate, vscode.api.Uri.from({ scheme: 'wavegate', path, query }));
    assert.equal(run.run.gates['launch-1']?.decision?.verdict, 'rejected');
  });
});

describe('in a workspace that is not trusted', () => {
  it('a command explains itself and does nothing', async () => {
    const run = runAtLaunch();
    const { vscode } = await editorOn(run, [{ to: 'Plans run programs', with: 'Manage Trust' }]);
    vscode.trusted = false;
    await vscode.run(commands.launchWave);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    assert.equal(vscode.log.at(-1), 'command workbench.trust.manage');
  });
});
