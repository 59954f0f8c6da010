import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DocumentRef } from '../../../../src/editor/content/documentRef.ts';
import { editorOn } from '../../../support/editorOn.ts';
import { FakeDocument } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runAtSpotCheck, runToAdapt, runWithAgents } from '../../../support/states.ts';

async function window(run: SimulatedRun) {
  const editor = await editorOn(run);
  const { documents } = editor;
  return { ...editor, textOf: (ref: DocumentRef) => documents.provideTextDocumentContent(documents.uri(ref)) };
}

describe('a document of the run', () => {
  it('is a file as a commit has it, or empty where it has none: a diff needs two sides', async () => {
    const { textOf, service } = await window(runAtLaunch());
    service.files.set('c1:src/a.js', 'one\n');
    assert.equal(await textOf({ kind: 'commit', path: 'src/a.js', commit: 'c1' }), 'one\n');
    assert.equal(await textOf({ kind: 'commit', path: 'src/b.js', commit: 'c1' }), '');
    assert.equal(await textOf({ kind: 'empty', path: 'src/a.js' }), '');
  });

  it('is a plan: in force, proposed, or as the person has edited it', async () => {
    const run = runToAdapt();
    run.adapt('fix', 'b1');
    const { textOf } = await window(run);
    const proposed = run.run.adaptation?.proposal?.plan;
    const text = (hash: string) => textOf({ kind: 'plan', path: 'plan.waveplan.yaml', hash, label: '' });
    assert.equal(await text(run.run.plan.hash), planText());
    assert.equal(await text(proposed?.hash ?? ''), proposed?.source);
    assert.equal(await text('of-another-run'), '');
    const edited = runAtLaunch();
    edited.edit(edited.run.plan.source.replace('Wave 1', 'First wave'));
    const of = await window(edited);
    const { hash = '' } = edited.run.edit?.plan ?? {};
    assert.match(await of.textOf({ kind: 'plan', path: 'p', hash, label: 'proposed' }), /First wave/);
  });

  it('is a directive, a gate with what was begun at it, and what the run has to tell', async () => {
    const run = runWithAgents();
    const { textOf } = await window(run);
    const session = Object.values(run.run.sessions).find(({ directive }) => directive !== undefined)?.id ?? '';
    assert.match(await textOf({ kind: 'directive', session }), /Extend module a1 by one exported constant/);
    assert.equal(await textOf({ kind: 'directive', session: 'gone' }), '');
    assert.match(await textOf({ kind: 'report' }), /^# /);
    assert.match(await textOf({ kind: 'audit' }), /^# /);
    assert.match(await textOf({ kind: 'pull-request' }), /Extend modules/);
  });

  it('about a gate says what is still missing, as far as the person has come', async () => {
    const { textOf, connection } = await window(runAtSpotCheck());
    const gate = 'spot-check-1';
    const text = () => textOf({ kind: 'gate', gate, title: 'Spot-check' });
    assert.match(await text(), /^# Spot-check Wave 1/);
    assert.match(await text(), /Still missing before it can be approved/);
    for (const name of ['src/a1/main.js', 'src/b1/main.js'])
      await connection.changeDraft(gate, { type: 'answer', name, value: 'ok' });
    assert.doesNotMatch(await text(), /Still missing/);
    assert.equal(await textOf({ kind: 'gate', gate: 'gone', title: 'Launch' }), '');
  });

  it('is empty without a run, and for what no one has made', async () => {
    const { textOf, documents, api } = await window(new SimulatedRun());
    for (const kind of ['report', 'audit', 'pull-request'] as const) assert.equal(await textOf({ kind }), '');
    assert.equal(await textOf({ kind: 'output', test: 0, title: '' }), '');
    const other = api.Uri.from({ scheme: 'wavegate', path: '/x.md', query: 'kind=other' });
    assert.equal(await documents.provideTextDocumentContent(other), '');
  });

  it('about a line comes back after a reload with what is known now, or why nothing is', async () => {
    const { textOf, service, vscode } = await window(runAtLaunch());
    vscode.files.set('src/a.js', 'one\ntwo\n');
    service.origins = { '/repository/src/a.js:2': { markdown: '# Wave 1\n' } };
    const origin = (line: number) => textOf({ kind: 'origin', file: '/repository/src/a.js', line });
    assert.equal(await origin(2), '# Wave 1\n');
    assert.equal(await origin(1), 'No run has made it.\n');
  });
});

describe('showing a document', () => {
  it('with tables is rendered, as text where the Markdown of VS Code is switched off', async () => {
    const { documents, vscode, api } = await window(runAtLaunch());
    await documents.show({ kind: 'report' });
    assert.deepEqual(vscode.log, ['command vscode.openWith wavegate:/report.md']);
    api.commands.registerCommand('vscode.openWith', () => {
      throw new Error('There is no such editor.');
    });
    vscode.log.length = 0;
    await documents.show({ kind: 'report' });
    assert.deepEqual(vscode.log, ['shows /report.md']);
  });

  it('that is about the run as it is now is brought up to date, and no other', async () => {
    const run = runAtLaunch();
    const { documents, vscode, service } = await window(run);
    const refs: readonly DocumentRef[] = [
      { kind: 'report' },
      { kind: 'gate', gate: 'launch-1', title: 'Launch' },
      { kind: 'commit', path: 'a.js', commit: 'c1' },
    ];
    for (const ref of refs) {
      const uri = documents.uri(ref) as unknown as FakeDocument['uri'];
      vscode.documents.set(uri.toString(), new FakeDocument(uri, '', 'markdown', () => undefined));
    }
    vscode.open('/repository/README.md', '');
    const changed: string[] = [];
    documents.onDidChange(({ path }) => void changed.push(path));
    service.tell();
    assert.deepEqual(changed, ['/report.md', '/decision/Launch.md']);
    await service.changeDraft('launch-1', { type: 'note', text: 'Mine.' });
    assert.equal(changed.length, 4, 'also when a draft has changed');
    documents.dispose();
    service.tell();
    assert.equal(changed.length, 4);
  });
});
