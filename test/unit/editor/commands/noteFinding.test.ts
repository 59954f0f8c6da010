import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NoteFinding } from '../../../../src/editor/commands/noteFinding.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { gatesTree } from '../../../../src/editor/views/gatesTree.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { renderTree } from '../../../support/renderTree.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtAcceptance, runAtLaunch, runAtSpotCheck } from '../../../support/states.ts';

const committed = 'one\ntwo\nthree\n';
const file = 'src/a1/main.js';
const said = 'This says two where three is meant.';

interface Cursor {
  /** Path on disk, or the file at a commit. */
  readonly at: string | { readonly commit: string };
  readonly text?: string;
  /** Counts from 1. */
  readonly line: number;
}

/** @param tried run whose result is tried in the worktree; the open one when left out */
async function editorOn(run: SimulatedRun, { at, text = committed, line }: Cursor, answers = [said], tried?: string) {
  const vscode = new FakeVscode(answers.map((answer) => ({ to: 'What is wrong here?', with: answer })));
  const service = new SimulatedService(run);
  service.tried = Promise.resolve({ session: 'try~1', folder: '/tried' });
  if (tried !== undefined) service.tries.runOf = () => Promise.resolve(tried);
  const { waves, head } = run.run;
  for (const commit of [head, waves['w1']?.merge?.commit ?? '']) service.files.set(`${commit}:${file}`, committed);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const documents = new RunDocuments(vscode.api, connection);
  const uri = typeof at === 'string' ? vscode.api.Uri.file(at) : documents.uri({ kind: 'commit', path: file, ...at });
  vscode.active = { document: { uri, getText: () => text }, selection: { active: { line: line - 1 } } };
  const resume = async () => void (await connection.service());
  new NoteFinding(vscode.api, connection, resume).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.noteFinding);
  return { vscode, connection };
}

describe('Note a Finding', () => {
  it('keeps what is said for the gate, at the line under the cursor of the tried worktree', async () => {
    const { vscode, connection } = await editorOn(runAtAcceptance(), { at: `/tried/${file}`, line: 2 });
    assert.deepEqual(connection.draftOf('acceptance-1').comments, [
      { id: 'acceptance-1~1', file, line: 2, text: said },
    ]);
    assert.match(vscode.log.at(-1) ?? '', /Noted as acceptance-1~1 at src\/a1\/main\.js:2/);
  });

  it('finds the line of the result where the tried file has been changed', async () => {
    const text = `// tried with this\n${committed}`;
    const { connection } = await editorOn(runAtAcceptance(), { at: `/tried/${file}`, text, line: 4 });
    assert.equal(connection.draftOf('acceptance-1').comments[0]?.line, 3);
  });

  it('works in the diff editor of a spot-check', async () => {
    const run = runAtSpotCheck();
    const commit = run.run.waves['w1']?.merge?.commit ?? '';
    const { connection } = await editorOn(run, { at: { commit }, line: 3 });
    assert.deepEqual(connection.draftOf('spot-check-1').comments, [
      { id: 'spot-check-1~1', file, line: 3, text: said },
    ]);
  });

  it('shows in the gate of the sidebar, also where the gate asks for no look at the file', async () => {
    const { connection } = await editorOn(runAtAcceptance(), { at: `/tried/${file}`, line: 2 });
    const { snapshot } = connection;
    assert.ok(snapshot);
    for (const files of [snapshot.gates[0]?.files ?? [], []]) {
      const gates = snapshot.gates.map((gate) => ({ ...gate, files }));
      const tree = gatesTree({ snapshot: { ...snapshot, gates }, approved: [], titleOf: String, askedFor: () => [] });
      assert.equal(renderTree(tree).split(said).length, 2);
    }
  });

  it('says what to do where the file is no file of the result, and keeps nothing', async () => {
    for (const [at, why] of [
      [`/repository/${file}`, /Put the cursor on the line of the result/],
      ['/tried/build/out.js', /build\/out\.js is not a file of the result/],
    ] as const) {
      const { vscode, connection } = await editorOn(runAtAcceptance(), { at, line: 1 });
      assert.match(vscode.log.at(-1) ?? '', why);
      assert.deepEqual(connection.draftOf('acceptance-1').comments, []);
    }
  });

  it('opens the run whose result is tried, where another one is open', async () => {
    const at = `/tried/${file}`;
    const { vscode } = await editorOn(runAtAcceptance(), { at, line: 2 }, [said], 'another-run');
    assert.ok(vscode.log.includes(`command ${commands.openRun}`), vscode.log.join('\n'));
    const same = await editorOn(runAtAcceptance(), { at, line: 2 });
    assert.ok(!same.vscode.log.includes(`command ${commands.openRun}`));
  });

  it('needs a gate that could send it, and some words', async () => {
    const { vscode } = await editorOn(runAtLaunch(), { at: `/tried/${file}`, line: 1 });
    assert.match(vscode.log.at(-1) ?? '', /No gate waits/);
    for (const answers of [['  '], []]) {
      const { connection } = await editorOn(runAtAcceptance(), { at: `/tried/${file}`, line: 1 }, answers);
      assert.deepEqual(connection.draftOf('acceptance-1').comments, []);
    }
  });
});
