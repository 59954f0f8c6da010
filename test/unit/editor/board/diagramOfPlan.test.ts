import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { checkPlan } from '../../../../src/core/planRules/check/checkPlan.ts';
import { openPlan } from '../../../../src/core/planText/document/planDocument.ts';
import { diagramParts, planDiagram } from '../../../../src/core/views/planDiagram.ts';
import { DiagramOfPlan } from '../../../../src/editor/board/diagramOfPlan.ts';
import type { DiagramPanel } from '../../../../src/editor/board/diagramPanel.ts';
import type { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import type { VSCode } from '../../../../src/editor/shared/vscodeTypes.ts';
import type { DiagramMemory } from '../../../../src/protocol/diagram.ts';
import { blockPlan } from '../../core/planRules/examplePlans.ts';

const file = 'file:///w/change.waveplan.yaml';

/** An editor on a plan beside its diagram, as far as the two talk to each other. */
function beside(source: string) {
  const uri = { toString: () => file };
  const document = { uri, languageId: 'waveplan', text: source, getText: () => document.text };
  const editor = { document, viewColumn: 1, selection: { active: { line: 0 } } };
  const listeners: Record<string, (event: unknown) => void> = {};
  const shown: DiagramMemory[] = [];
  const marked: (string | undefined)[] = [];
  const selected: number[] = [];
  const on = (name: string) => (listener: (event: unknown) => void) => {
    listeners[name] = listener;
    return { dispose: () => undefined };
  };
  const vscode = {
    workspace: { onDidChangeTextDocument: on('text'), openTextDocument: () => Promise.resolve(document) },
    window: {
      activeTextEditor: editor,
      visibleTextEditors: [editor],
      onDidChangeTextEditorSelection: on('selection'),
      showTextDocument: (_: unknown, options: { readonly selection?: { readonly line: number } }) =>
        Promise.resolve(selected.push(options.selection?.line ?? -1)),
    },
    ViewColumn: { One: 1 },
    Uri: { parse: () => uri },
    Range: class {
      readonly line: number;
      constructor(line: number) {
        this.line = line;
      }
    },
  };
  const diagram = (text: string) => {
    const opened = openPlan(text);
    const { plan } = checkPlan(opened);
    return plan && { title: plan.title, text: planDiagram(plan), parts: diagramParts(opened, plan) };
  };
  const panel = {
    onOpen: (() => undefined) as DiagramPanel['onOpen'],
    get shown() {
      return shown.at(-1);
    },
    show: (memory: DiagramMemory) => void shown.push(memory),
    redraw: (memory: DiagramMemory) => void shown.push(memory),
    mark: (node: string | undefined) => void marked.push(node),
  };
  const run = { service: () => Promise.resolve({ plans: { diagram } }), state: undefined, planFile: undefined };
  const subject = new DiagramOfPlan(
    vscode as unknown as VSCode,
    run as unknown as RunConnection,
    panel as unknown as DiagramPanel,
  );
  const moveTo = (line: number): void => {
    editor.selection.active.line = line;
    listeners['selection']?.({ textEditor: editor });
  };
  const type = async (text: string): Promise<void> => {
    document.text = text;
    listeners['text']?.({ document });
    mock.timers.tick(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { subject, panel, shown, marked, selected, moveTo, type };
}

const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length - 1;

describe('the diagram beside a plan', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('marks the task that the cursor is in, else its wave, else nothing', async () => {
    const { subject, marked, moveTo } = beside(blockPlan);
    await subject.show();
    moveTo(lineOf(blockPlan, 'title: Extend b'));
    moveTo(lineOf(blockPlan, '- id: two'));
    moveTo(0);
    assert.deepEqual(marked, [undefined, 't1', 'w1', undefined]);
  });

  it('shows a chosen task in the text, also when lines have come above it since', async () => {
    const { subject, panel, shown, selected, type } = beside(blockPlan);
    await subject.show();
    const [memory] = shown;
    assert.ok(memory);
    await panel.onOpen(memory, 't1');
    await type(`# one line more\n${blockPlan}`);
    await panel.onOpen(memory, 't1');
    const line = lineOf(blockPlan, '- id: b\n');
    assert.deepEqual(selected, [line, line + 1]);
  });

  it('is drawn again as the text changes, and stays as it was while the text is no plan', async () => {
    const { subject, shown, type } = beside(blockPlan);
    await subject.show();
    await type(blockPlan.replace('title: Extend b', 'title: Extend all of b'));
    assert.match(shown.at(-1)?.text ?? '', /Extend all of b/);
    await type('waveplan: [');
    assert.equal(shown.length, 2);
  });
});
