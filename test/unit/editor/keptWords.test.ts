import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GateCommands } from '../../../src/editor/commands/gateCommands.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import type { CommandId } from '../../../src/editor/shared/contributions.ts';
import { SpotCheckComments } from '../../../src/editor/spotCheck/spotCheckComments.ts';
import { editorOn } from '../../support/editorOn.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import { runAtLaunch, runAtSpotCheck } from '../../support/states.ts';

/** What a person has written is theirs: it is in the draft, or in the message that says why it is not. */

const file = 'src/a1/main.js';

async function reviewing(answers: readonly Answer[] = []) {
  const run = runAtSpotCheck();
  const editor = await editorOn(run, answers);
  const comments = new SpotCheckComments(editor.api, editor.connection, editor.documents);
  comments.register(editor.registry);
  new GateCommands(editor.api, editor.connection, editor.documents).register(editor.registry);
  const merged = run.run.waves['w1']?.merge?.commit ?? '';
  let isDisposed = false;
  const reply = (path: string, text: string, line = 1) => ({
    thread: {
      uri: editor.documents.uri({ kind: 'commit', path, commit: merged }),
      range: new editor.api.Range(line - 1, 0, line - 1, 0),
      dispose: () => (isDisposed = true),
    },
    text,
  });
  return {
    ...editor,
    run,
    reply,
    isDisposed: () => isDisposed,
    draft: () => editor.connection.draftOf('spot-check-1'),
  };
}

describe('a comment on a line', () => {
  it('of a gate that was decided meanwhile is not lost: the message repeats it', async () => {
    const { run, reply, vscode, isDisposed } = await reviewing();
    run.decide('spot-check-1', 'hold');
    await vscode.run(commands.addComment, reply(file, '  Why twice?  '));
    assert.deepEqual(vscode.log, [
      'warning: This file is not among those of a gate that waits now, so the comment was not kept. The comment was: Why twice?',
    ]);
    assert.equal(isDisposed(), false, 'and it stays where it was written');
  });

  it('that the disk does not take is not lost: the message repeats it', async () => {
    const { service, reply, vscode, draft } = await reviewing();
    service.changeDraft = () => Promise.reject(new Error('No space left on /state.'));
    await vscode.run(commands.addComment, reply(file, 'Why twice?'));
    assert.deepEqual(vscode.log, ['warning: No space left on /state. The comment was: Why twice?']);
    assert.deepEqual(draft().comments, []);
  });

  it('without words is none', async () => {
    const { reply, vscode, draft } = await reviewing();
    await vscode.run(commands.addComment, reply(file, ' \n '));
    assert.deepEqual([draft().comments, vscode.log], [[], []]);
  });

  it('is not said to be deleted where it was not', async () => {
    const { service, reply, vscode, draft } = await reviewing();
    await vscode.run(commands.addComment, reply(file, 'Why twice?'));
    const [shown] = vscode.threads[0]?.comments ?? [];
    service.changeDraft = () => Promise.resolve({ refused: 'The gate has been decided.' });
    await vscode.run(commands.deleteComment, shown);
    assert.deepEqual(vscode.log, ['warning: The gate has been decided.']);
    assert.equal(draft().comments.length, 1);
  });

  it('that was deleted can be had back', async () => {
    const { reply, vscode, draft } = await reviewing([{ to: 'was deleted', with: 'Undo' }]);
    await vscode.run(commands.addComment, reply(file, 'Why twice?', 3));
    const [shown] = vscode.threads[0]?.comments ?? [];
    await vscode.run(commands.deleteComment, shown);
    assert.deepEqual(vscode.log, [`information: The comment on ${file}:3 was deleted.`]);
    assert.equal(draft().comments[0]?.text, 'Why twice?');
  });

  it('keeps its words while others are typed, takes them on Save, and its own back on Cancel', async () => {
    const { reply, vscode, draft } = await reviewing();
    await vscode.run(commands.addComment, reply(file, 'Why twice?'));
    const shown = () => vscode.threads[0]?.comments[0];
    await vscode.run(commands.editComment, shown());
    assert.equal(shown()?.mode, 0, 'it is being edited');
    await vscode.run(commands.cancelComment, { ...shown(), body: 'Half a senten' });
    assert.deepEqual([draft().comments[0]?.text, vscode.log], ['Why twice?', []]);
    await vscode.run(commands.saveComment, { ...shown(), body: 'Once will do.' });
    assert.equal(draft().comments[0]?.text, 'Once will do.');
    assert.equal(shown()?.body, 'Once will do.');
  });

  it('whose other words the disk does not take is repeated, and stays as it was', async () => {
    const { service, reply, vscode, draft } = await reviewing();
    await vscode.run(commands.addComment, reply(file, 'Why twice?'));
    service.changeDraft = () => Promise.reject(new Error('No space left on /state.'));
    await vscode.run(commands.saveComment, { ...vscode.threads[0]?.comments[0], body: 'Once will do.' });
    assert.deepEqual(vscode.log, ['warning: No space left on /state. The comment was: Once will do.']);
    assert.equal(draft().comments[0]?.text, 'Why twice?');
  });

  it('emptied is deleted', async () => {
    const { reply, vscode, draft } = await reviewing();
    await vscode.run(commands.addComment, reply(file, 'Why twice?'));
    await vscode.run(commands.saveComment, { ...vscode.threads[0]?.comments[0], body: { value: '  ' } });
    assert.deepEqual(draft().comments, []);
  });

  for (const command of ['addComment', 'deleteComment', 'editComment', 'cancelComment', 'saveComment'] as const) {
    it(`${command} by a key says where comments are written`, async () => {
      const { vscode } = await reviewing();
      await vscode.run(commands[command]);
      await vscode.run(commands[command], { id: 'row', subject: { kind: 'gate', gate: 'spot-check-1' } });
      const said = 'information: Comments are written and changed in the diff editor of a spot-check.';
      assert.deepEqual(vscode.log, [said, said]);
    });
  }
});

describe('the note of a decision that is refused', () => {
  async function deciding(command: CommandId, note: string) {
    const run = runAtLaunch();
    const editor = await editorOn(run, [
      { to: 'Wave 1', with: note },
      { to: 'Wave 1', with: undefined },
    ]);
    new GateCommands(editor.api, editor.connection, editor.documents).register(editor.registry);
    return { ...editor, run, decide: () => editor.vscode.run(command) };
  }

  for (const [command, title] of [
    [commands.rejectGate, 'a rejection'],
    [commands.holdGate, 'a hold'],
    [commands.launchWave, 'an approval'],
  ] as const) {
    it(`is kept, and ${title} begins with it when it is asked again`, async () => {
      const { service, connection, vscode, decide } = await deciding(command, 'Wait for the release on Monday.');
      service.decide = () => Promise.resolve({ refused: 'The evidence has changed. Look at the gate again.' });
      await decide();
      assert.equal(vscode.log.at(-1), 'warning: The evidence has changed. Look at the gate again.');
      assert.equal(connection.draftOf('launch-1').note, 'Wait for the release on Monday.');
      await decide();
      assert.equal(vscode.begunWith.at(-1), 'Wait for the release on Monday.');
    });
  }

  it('is kept where deciding fails, too', async () => {
    const { service, connection, vscode, decide } = await deciding(commands.rejectGate, 'Too early.');
    service.decide = () => Promise.reject(new Error('The disk is full.'));
    await decide();
    assert.equal(vscode.log.at(-1), 'warning: The disk is full.');
    assert.equal(connection.draftOf('launch-1').note, 'Too early.');
  });

  it('is repeated where it cannot be kept either', async () => {
    const { service, vscode, decide } = await deciding(commands.rejectGate, 'Too early.');
    service.decide = () => Promise.reject(new Error('The disk is full.'));
    service.changeDraft = () => Promise.reject(new Error('The disk is full.'));
    await decide();
    assert.equal(vscode.log.at(-1), 'warning: The disk is full. The note was: Too early.');
  });

  it('leaves no draft behind once the gate is decided', async () => {
    const { run, connection, decide } = await deciding(commands.rejectGate, 'Too early.');
    await decide();
    assert.equal(run.run.gates['launch-1']?.decision?.note, 'Too early.');
    assert.equal(connection.drafts.length, 0);
  });
});
