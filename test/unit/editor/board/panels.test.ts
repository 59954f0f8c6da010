import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { BoardHandler } from '../../../../src/editor/board/boardHandler.ts';
import { BoardPanel } from '../../../../src/editor/board/boardPanel.ts';
import { DiagramPanel } from '../../../../src/editor/board/diagramPanel.ts';
import { FakePanel } from '../../../support/fakePanel.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { snapshotAt } from '../../core/views/story.ts';

/** Lets the tests of a suite move on the time in which changes are gathered. */
function withTimersInHand(): void {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());
}

/** A handler that notes what it is asked, and answers with `answer`. */
function noting(asked: unknown[], answer: () => object = () => ({})): BoardHandler {
  return {
    snapshot: (run) => (run === '' ? 'No run is open.' : { ...snapshotAt('launch'), run }),
    handle(run, intent) {
      asked.push([run, intent]);
      return Promise.resolve().then(answer);
    },
  };
}

const folder = new FakeVscode().api.Uri.file('/dist/webview');

function openBoard(handler = noting([])): { board: BoardPanel; window: FakeVscode; panel: FakePanel } {
  const window = new FakeVscode();
  const board = new BoardPanel(window.api, folder, handler);
  board.show('r1');
  return { board, window, panel: window.panels[0] ?? new FakePanel() };
}

const runsPosted = (panel: FakePanel): readonly unknown[] =>
  panel.posted.map((message) => (message as { snapshot?: { run: string } }).snapshot?.run);

describe('the board in the editor', () => {
  withTimersInHand();

  it('answers a document that is ready with the newest state', async () => {
    const { panel } = openBoard();
    await panel.say({ id: 1, intent: { type: 'ready' } });
    assert.deepEqual(runsPosted(panel), ['r1']);
    assert.equal(panel.title, 'Wavegate: Move the transport from callbacks to promises');
  });

  it('makes one snapshot of many changes, and only while it can be seen', () => {
    const { board, panel } = openBoard();
    for (let change = 0; change < 20; change += 1) board.follow('r1');
    assert.deepEqual(panel.posted, []);
    mock.timers.tick(50);
    assert.deepEqual(runsPosted(panel), ['r1']);
    panel.visible = false;
    board.follow('r1');
    mock.timers.tick(50);
    assert.equal(panel.posted.length, 1);
  });

  it('is one panel, which follows to another run', async () => {
    const { board, window, panel } = openBoard();
    board.show('r2');
    assert.equal(window.panels.length, 1);
    assert.equal(panel.revealed, 1);
    await panel.say({ id: 1, intent: { type: 'ready' } });
    assert.deepEqual(runsPosted(panel), ['r2']);
  });

  it('comes back after a reload with the run it showed, or says that there is none', async () => {
    const { window } = openBoard();
    const restored = new FakePanel();
    await window.restore('wavegate.board', restored, { run: 'r7' });
    await restored.say({ id: 1, intent: { type: 'ready' } });
    assert.deepEqual(runsPosted(restored), ['r7']);
    const empty = new FakePanel();
    await window.restore('wavegate.board', empty, undefined);
    await empty.say({ id: 1, intent: { type: 'ready' } });
    assert.deepEqual(empty.posted, [{ type: 'empty', message: 'No run is open.' }]);
  });

  it('hands intents on with the run, and the answer back to where it was asked', async () => {
    const asked: unknown[] = [];
    const { panel } = openBoard(noting(asked, () => ({ refused: 'Not yet.' })));
    await panel.say({ id: 4, intent: { type: 'triage', finding: 'safety-1', triage: 'out' } });
    await panel.say({ id: 5, intent: { type: 'open-task', wave: 'w', task: 't', view: 'diff' } });
    assert.deepEqual(asked, [
      ['r1', { type: 'triage', finding: 'safety-1', triage: 'out' }],
      ['r1', { type: 'open-task', wave: 'w', task: 't', view: 'diff' }],
    ]);
    assert.deepEqual(panel.posted[0], { type: 'answer', intent: 4, refused: 'Not yet.' });
  });

  it('tells the person when the editor fails to do what was asked', async () => {
    const fail = (): object => {
      throw new Error('The terminal is gone.');
    };
    const { panel } = openBoard(noting([], fail));
    await panel.say({ id: 9, intent: { type: 'show-diagram' } });
    assert.deepEqual(panel.posted, [{ type: 'answer', intent: 9, refused: 'The terminal is gone.' }]);
  });

  it('lets nothing run in its document but its own script', () => {
    const { panel } = openBoard();
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(panel.webview.html) ?? [];
    const nonce = /script nonce="([^"]+)"/.exec(panel.webview.html)?.[1] ?? 'none';
    assert.equal(
      policy,
      `default-src 'none'; style-src https://webview.test; font-src https://webview.test; script-src 'nonce-${nonce}'`,
    );
    assert.notEqual(openBoard().panel.webview.html, panel.webview.html, 'a nonce is used once');
  });
});

describe('the diagram in the editor', () => {
  withTimersInHand();

  it('hands the text over when its document is ready, and again when it has changed', async () => {
    const window = new FakeVscode();
    const diagram = new DiagramPanel(window.api, folder);
    diagram.show({ title: 'Plan', text: 'flowchart LR', parts: [] });
    const [panel] = window.panels;
    await panel?.say({ type: 'ready' });
    diagram.show({ title: 'Plan', text: 'flowchart TB', parts: [] });
    assert.deepEqual(panel?.posted, [
      { type: 'diagram', title: 'Plan', text: 'flowchart LR', parts: [] },
      { type: 'diagram', title: 'Plan', text: 'flowchart TB', parts: [] },
    ]);
  });

  it('copies its text', async () => {
    const window = new FakeVscode();
    new DiagramPanel(window.api, folder).show({ title: 'Plan', text: 'flowchart LR', parts: [] });
    await window.panels[0]?.say({ type: 'copy', text: 'flowchart LR' });
    assert.deepEqual(window.copied, ['flowchart LR']);
  });

  it('comes back after a reload with the picture it showed', async () => {
    const window = new FakeVscode();
    new DiagramPanel(window.api, folder);
    const restored = new FakePanel();
    await window.restore('wavegate.diagram', restored, { title: 'Plan', text: 'flowchart LR', parts: [] });
    await restored.say({ type: 'ready' });
    assert.deepEqual(restored.posted, [{ type: 'diagram', title: 'Plan', text: 'flowchart LR', parts: [] }]);
  });
});
