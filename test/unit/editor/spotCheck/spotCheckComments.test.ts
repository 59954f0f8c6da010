import assert from 'node:assert/strict';
import type { FileComment } from '../../../../src/core/model/gate.ts';
import { describe, it } from 'node:test';
import { BoardActions } from '../../../../src/editor/board/boardActions.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { GateCommands } from '../../../../src/editor/commands/gateCommands.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { SpotCheckComments } from '../../../../src/editor/spotCheck/spotCheckComments.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtSpotCheck } from '../../../support/states.ts';
import { until } from '../../../support/until.ts';

const file = 'src/a1/main.js';
const gate = 'spot-check-1';

async function editorOn(
  run: SimulatedRun,
  answers: readonly Answer[] = [],
  files: Readonly<Record<string, string>> = {},
) {
  const vscode = new FakeVscode(answers);
  const { api } = vscode;
  const service = new SimulatedService(run);
  for (const [name, text] of Object.entries(files)) service.files.set(name, text);
  const connection = new RunConnection(api, () => Promise.resolve(service));
  await connection.service();
  const documents = new RunDocuments(api, connection);
  const comments = new SpotCheckComments(api, connection, documents);
  const registry = new CommandRegistry(api);
  comments.register(registry);
  new GateCommands(api, connection, documents).register(registry);
  const merged = run.run.waves['w1']?.merge?.commit ?? '';
  const side = (commit: string, path = file) => documents.uri({ kind: 'commit', path, commit });
  const say = (line: number, text: string, commit = merged): Promise<void> =>
    vscode.run(commands.addComment, {
      thread: { uri: side(commit), range: new api.Range(line - 1, 0, line - 1, 0), dispose: () => undefined },
      text,
    });
  const board = new BoardActions(api, connection, documents);
  const draft = () => connection.draftOf(gate);
  const mark = (name: string, value: string) => connection.changeDraft(gate, { type: 'answer', name, value });
  return { vscode, connection, draft, mark, merged, side, say, board };
}

describe('commenting on a line of a spot-check', () => {
  const old = 'one\ntwo\nthree\n';
  /** The wave has replaced the second of three lines. */
  const changed = (run: SimulatedRun) => ({
    [`${run.run.head}:${file}`]: old,
    [`${run.run.waves['w1']?.merge?.commit ?? ''}:${file}`]: 'one\nzwei\nthree\n',
  });

  it('is offered on the new side of the files of the gate and on the lines the wave has deleted, and nowhere else', async () => {
    const run = runAtSpotCheck();
    const { vscode, side, merged } = await editorOn(run, [], changed(run));
    const lines = async (uri: object, text = 'one\nzwei\nthree\n') => {
      const ranges = await vscode.commentingRanges({ uri, getText: () => text });
      return ranges.map(({ start, end }) => [start.line, end.line]);
    };

    assert.deepEqual(await lines(side(merged)), [[0, 2]], 'and not behind the last line');
    assert.deepEqual(await lines(side(run.run.head), old), [[1, 1]], 'the side before the wave');
    assert.deepEqual(await lines(side(run.run.head), ''), [], 'the side before the wave of a new file');
    assert.deepEqual(await lines(side(merged, 'README.md')), [], 'a file the wave has not changed');
    assert.deepEqual(await lines(vscode.api.Uri.file(`/repository/${file}`)), []);
  });

  it('works on a line that the wave has deleted, whose text goes along', async () => {
    const run = runAtSpotCheck();
    const { say, draft, side, vscode } = await editorOn(
      run,
      [{ to: 'Your comment goes back to the agents', with: 'Nearly.' }],
      changed(run),
    );
    await say(2, 'Why is it gone?', run.run.head);

    const comment = { file, line: 2, text: 'Why is it gone?', deleted: 'two' };
    assert.deepEqual(unnamed(draft().comments), [comment]);
    assert.deepEqual(vscode.threads[0]?.uri, side(run.run.head));
    await vscode.run(commands.rejectGate);
    assert.deepEqual(unnamed(run.run.gates[gate]?.decision?.comments ?? []), [comment]);
    const directive = Object.values(run.run.sessions).at(-1)?.directive ?? '';
    assert.match(
      directive,
      /spot-check-1~1, at `src\/a1\/main\.js:2` as it was before this wave, where `two` was deleted: Why is it gone\?/,
    );
  });

  it('can be worded anew in its place, and an event of the run meanwhile takes nothing from it', async () => {
    const run = runAtSpotCheck();
    const { say, draft, mark, vscode } = await editorOn(run);
    await say(3, 'Name it.');
    await say(9, 'And this.');
    const opened = () => vscode.threads[0]?.comments[0];

    await vscode.run(commands.editComment, opened());
    assert.equal(opened()?.mode, vscode.api.CommentMode.Editing);
    await mark('src/b1/main.js', 'ok');
    assert.equal(opened()?.mode, vscode.api.CommentMode.Editing, 'it is still open');
    await vscode.run(commands.saveComment, Object.assign(opened() ?? {}, { body: ' Name it well. ' }));
    assert.deepEqual(
      draft().comments.map(({ text }) => text),
      ['Name it well.', 'And this.'],
    );

    const [thread] = vscode.threads.filter(({ comments }) => comments[0]?.body === 'And this.');
    await vscode.run(commands.editComment, thread?.comments[0]);
    await vscode.run(commands.cancelComment, Object.assign(thread?.comments[0] ?? {}, { body: 'Half' }));
    assert.deepEqual([thread?.comments[0]?.body, draft().comments.length], ['And this.', 2]);
  });

  it('marks the file as not ok, shows the comment, and keeps it over a reload', async () => {
    const run = runAtSpotCheck();
    const { say, draft } = await editorOn(run);
    await say(3, ' Name it. ');

    assert.deepEqual(unnamed(draft().comments), [{ file, line: 3, text: 'Name it.' }]);
    assert.deepEqual(draft().answers, { [file]: 'not-ok' });
    const again = await editorOn(run);
    const [thread] = again.vscode.threads;
    assert.deepEqual(
      [thread?.range.start.line, thread?.comments[0]?.body, thread?.comments[0]?.contextValue],
      [2, 'Name it.', 'draft'],
    );
  });

  it('can be taken back', async () => {
    const { say, draft, vscode } = await editorOn(runAtSpotCheck());
    await say(3, 'Name it.');
    await say(9, 'And this.');
    await vscode.run(commands.deleteComment, vscode.threads[0]?.comments[0]);

    assert.deepEqual(unnamed(draft().comments), [{ file, line: 9, text: 'And this.' }]);
    assert.equal(vscode.threads.length, 1);
  });

  it('can be had back when it was deleted by mistake', async () => {
    const run = runAtSpotCheck();
    const { say, draft, vscode } = await editorOn(run, [
      { to: 'The comment on src/a1/main.js:3 was deleted.', with: 'Undo' },
    ]);
    await say(3, 'Name it.');
    await vscode.run(commands.deleteComment, vscode.threads[0]?.comments[0]);

    assert.deepEqual(unnamed(draft().comments), [{ file, line: 3, text: 'Name it.' }]);
    assert.equal(vscode.threads[0]?.comments[0]?.body, 'Name it.');
  });

  it('keeps the gate from being approved, and goes to the agent with the rejection', async () => {
    const run = runAtSpotCheck();
    const { say, draft, mark, vscode } = await editorOn(run, [
      { to: 'Your comment goes back to the agents', with: 'Nearly.' },
    ]);
    await say(3, 'Name it.');
    for (const path of [file, 'src/b1/main.js']) await mark(path, 'ok');
    await vscode.run(commands.approveGate);
    assert.ok(
      vscode.log.includes('warning: You left comments. Reject the gate to send them to the agents, or delete them.'),
    );

    await vscode.run(commands.rejectGate);
    assert.deepEqual(unnamed(run.run.gates[gate]?.decision?.comments ?? []), [{ file, line: 3, text: 'Name it.' }]);
    assert.equal(run.run.waves['w1']?.attempt, 2);
    assert.deepEqual([draft().comments, vscode.threads], [[], []]);
  });

  it('goes with a rejection on the board too, and keeps the gate from being approved there', async () => {
    const run = runAtSpotCheck();
    const { say, board } = await editorOn(run);
    await say(3, 'Name it.');
    await board.handle('r1', {
      type: 'draft',
      gate,
      change: { type: 'answer', name: 'src/b1/main.js', value: 'ok' },
    });
    assert.match(
      (await board.handle('r1', { type: 'decide', gate, verdict: 'approved' })).refused ?? '',
      /You left comments/,
    );

    await board.handle('r1', { type: 'draft', gate, change: { type: 'note', text: 'Nearly. ' } });
    assert.deepEqual(await board.handle('r1', { type: 'decide', gate, verdict: 'rejected' }), {});
    assert.equal(run.run.gates[gate]?.decision?.note, 'Nearly.');
    assert.equal(run.run.gates[gate]?.decision?.comments?.length, 1);
  });

  it('is still there when the gate was put on hold and is asked again', async () => {
    const run = runAtSpotCheck();
    const { say, connection, vscode } = await editorOn(run, [{ to: 'Hold', with: 'After lunch.' }]);
    await say(3, 'Name it.');
    await vscode.run(commands.holdGate);
    await vscode.run(commands.reopenGate);

    assert.equal(run.run.gates[gate]?.decision?.comments, undefined);
    assert.equal(connection.draftOf('spot-check-2').comments.length, 1);
  });

  describe('is shown again where the agent has answered,', () => {
    const before = 'import fs;\n\nexport const a = 1;\n';

    /** Threads that a person sees who commented on line 3, after the attempt that was to answer it. */
    async function answered(after: string | undefined, known = true) {
      const run = runAtSpotCheck();
      const first = await editorOn(run, [{ to: 'Your comment goes', with: 'Nearly.' }]);
      await first.say(3, 'Name it.');
      await first.vscode.run(commands.rejectGate);
      run.approveAll('spot-check');
      const merged = run.run.waves['w1']?.merge?.commit ?? '';
      const { vscode } = await editorOn(run, [], {
        ...(known && { [`${first.merged}:${file}`]: before }),
        ...(after !== undefined && { [`${merged}:${file}`]: after }),
      });
      await until(() => vscode.threads.length === 1);
      const [thread] = vscode.threads;
      assert.deepEqual([thread?.comments[0]?.contextValue, thread?.comments[0]?.body], ['sent', 'Name it.']);
      return [(thread?.range.start.line ?? -1) + 1, thread?.label];
    }

    it('as what was sent', async () => {
      assert.deepEqual(await answered(`${before}// More.\n`), [
        3,
        'Not changed here. Sent to the agent before this attempt',
      ]);
    });

    it('on the line it is about, when that has moved', async () => {
      const after = `// New.\n// Lines.\n${before}`;
      assert.deepEqual(await answered(after), [
        5,
        'Not changed here. Sent to the agent before this attempt, when this was line 3',
      ]);
    });

    it('with the line it was about, when that is no longer there', async () => {
      const label =
        'Changed here. Sent to the agent before this attempt; line 3 has changed since. It was: export const a = 1;';
      assert.deepEqual(await answered('// New.\nimport fs;\n\nexport const one = 1;\n'), [4, label]);
      assert.deepEqual(await answered(undefined), [1, label], 'nor the file');
    });

    it('as about a line of then, when what was there is not known', async () => {
      const label = 'Sent to the agent before this attempt, about line 3 as it was then';
      assert.deepEqual(await answered('one line', false), [1, label]);
    });
  });
});

/** Comments without the names they have as findings. */
function unnamed(comments: readonly FileComment[]): readonly FileComment[] {
  return comments.map(({ id: _id, ...comment }) => comment);
}
