import type { TextDocument, TextEditor } from 'vscode';
import type { DiagramMemory } from '../../protocol/diagram.ts';
import type { PlanService } from '../../ports/planService.ts';
import { planLanguage } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import { notify } from '../shared/messages.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { DiagramPanel } from './diagramPanel.ts';

/** Milliseconds in which changes of the text are gathered before it is drawn. */
const pause = 400;

type Drawn = NonNullable<ReturnType<PlanService['diagram']>>;

/** Keeps the diagram and the text of its plan in step: it is drawn as the text is, follows the cursor, and leads back to the text. */
export class DiagramOfPlan {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #panel: DiagramPanel;
  readonly #store = new DisposableStore();
  #waiting: NodeJS.Timeout | undefined;
  /** Lines of what is drawn, by the text they are of. */
  #drawn: { readonly file: string; readonly parts: Drawn['parts'] } | undefined;

  constructor(vscode: VSCode, run: RunConnection, panel: DiagramPanel) {
    this.#vscode = vscode;
    this.#run = run;
    this.#panel = panel;
    panel.onOpen = (diagram, node) => this.#reveal(diagram, node);
    this.#store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#changed(document)));
    this.#store.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)));
    this.#store.add({ dispose: () => clearTimeout(this.#waiting) });
  }

  /** The plan in the editor, also while it is being written; else the plan in force. */
  async show(): Promise<void> {
    const { plans } = await this.#run.service();
    const editor = this.#vscode.window.activeTextEditor;
    const document = editor?.document.languageId === planLanguage ? editor.document : undefined;
    const { state, planFile } = this.#run;
    const source = document?.getText() ?? state?.plan.source;
    const drawn = source === undefined ? undefined : plans.diagram(source);
    if (drawn === undefined) {
      notify(
        this.#vscode,
        'information',
        'Open a plan without errors first, or a run: the diagram is drawn from one of them.',
      );
      return;
    }
    const file = document?.uri ?? (planFile === undefined ? undefined : this.#vscode.Uri.file(planFile));
    this.#panel.show(this.#keep(drawn, file?.toString()));
    if (editor !== undefined) this.#follow(editor);
  }

  #keep({ title, text, parts }: Drawn, file: string | undefined): DiagramMemory {
    this.#drawn = file === undefined ? undefined : { file, parts };
    return {
      title,
      text,
      parts: parts.map(({ kind, node, id, title: name }) => ({ kind, node, id, title: name })),
      ...(file === undefined ? {} : { file }),
    };
  }

  #changed(document: TextDocument): void {
    if (this.#panel.shown?.file !== document.uri.toString()) return;
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => void this.#redraw(document), pause);
  }

  /** A text that is no plan at the moment leaves the picture as it was. */
  async #redraw(document: TextDocument): Promise<void> {
    const { plans } = await this.#run.service();
    const drawn = plans.diagram(document.getText());
    const before = this.#panel.shown;
    if (drawn === undefined || before?.file !== document.uri.toString()) return;
    const after = this.#keep(drawn, before.file);
    if (after.text !== before.text) this.#panel.redraw(after);
    const editor = this.#vscode.window.activeTextEditor;
    if (editor !== undefined) this.#follow(editor);
  }

  #follow({ document, selection }: TextEditor): void {
    const file = document.uri.toString();
    if (this.#panel.shown?.file !== file || this.#drawn?.file !== file) return;
    const { line } = selection.active;
    // A wave comes before its tasks, so the last that holds the line is the innermost.
    this.#panel.mark(this.#drawn.parts.findLast((part) => part.line <= line && line <= part.lastLine)?.node);
  }

  async #reveal({ parts, file }: DiagramMemory, node: string): Promise<void> {
    const part = parts.find((each) => each.node === node);
    if (part === undefined || file === undefined) return;
    const { Uri, Range, ViewColumn, window, workspace } = this.#vscode;
    const { plans } = await this.#run.service();
    const document = await workspace.openTextDocument(Uri.parse(file));
    // The text may have changed since, or be no plan at the moment: then the plan is opened where it was left.
    const now = plans.diagram(document.getText())?.parts ?? (this.#drawn?.file === file ? this.#drawn.parts : []);
    const line = now.find(({ kind, id }) => kind === part.kind && id === part.id)?.line;
    const open = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === file);
    await window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? ViewColumn.One,
      ...(line === undefined ? {} : { selection: new Range(line, 0, line, 0) }),
    });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
