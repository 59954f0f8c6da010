import type * as vscode from 'vscode';
import type { DiagramHostMessage, DiagramIntent, DiagramMemory } from '../../protocol/diagram.ts';
import { errorMessage } from '../../util/errors.ts';
import type { Disposable } from '../shared/disposableStore.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { pageOf, panelIcon, webviewHtml } from './webviewHtml.ts';

/** View type of the panel; VS Code brings it back under this name after a reload. */
export const diagramViewType = 'wavegate.diagram';

/** *Show plan diagram*: a plan as mermaid draws it, to look at, to copy as text and to save as SVG. */
export class DiagramPanel implements Disposable {
  readonly #api: VSCode;
  readonly #folder: vscode.Uri;
  readonly #serializer: vscode.Disposable;
  #open: { readonly panel: vscode.WebviewPanel; diagram: DiagramMemory } | undefined;
  /** Node that is marked: a document that has just come up is told it with its diagram. */
  #marked: string | undefined;
  /** Called when a node is chosen. */
  onOpen: (diagram: DiagramMemory, node: string) => unknown = () => undefined;

  /** @param folder the extension's `dist/webview` */
  constructor(api: VSCode, folder: vscode.Uri) {
    this.#api = api;
    this.#folder = folder;
    this.#serializer = api.window.registerWebviewPanelSerializer(diagramViewType, {
      deserializeWebviewPanel: (panel: vscode.WebviewPanel, memory: DiagramMemory | undefined) => {
        if (memory === undefined) panel.dispose();
        else this.#adopt(panel, memory);
        return Promise.resolve();
      },
    });
  }

  /** The diagram that a person sees now. */
  get shown(): DiagramMemory | undefined {
    return this.#open?.panel.visible === true ? this.#open.diagram : undefined;
  }

  /** Opens the diagram beside the editor, or redraws the one that is open. */
  show(diagram: DiagramMemory): void {
    if (this.#open === undefined) {
      const column = { viewColumn: this.#api.ViewColumn.Beside, preserveFocus: true };
      this.#adopt(this.#api.window.createWebviewPanel(diagramViewType, diagram.title, column), diagram);
      return;
    }
    this.#open.panel.reveal(undefined, true);
    this.redraw(diagram);
  }

  /** Draws the open diagram as the plan is now. */
  redraw(diagram: DiagramMemory): void {
    if (this.#open === undefined) return;
    this.#open.diagram = diagram;
    this.#post();
  }

  /** Marks a node of the open diagram, or none. */
  mark(node: string | undefined): void {
    this.#marked = node;
    const message: DiagramHostMessage = { type: 'current', ...(node === undefined ? {} : { node }) };
    void this.#open?.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, diagram: DiagramMemory): void {
    this.#open?.panel.dispose();
    this.#open = { panel, diagram };
    panel.iconPath = panelIcon(this.#api, this.#folder);
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#folder] };
    panel.webview.onDidReceiveMessage((intent: DiagramIntent) => this.#receive(intent));
    panel.onDidDispose(() => {
      if (this.#open?.panel === panel) this.#open = undefined;
    });
    panel.webview.html = webviewHtml(
      pageOf(panel.webview, this.#folder, this.#api.Uri, {
        title: 'Plan diagram',
        script: 'diagram.js',
        styles: ['codicon.css', 'diagram.css'],
        inlineStyles: true,
      }),
    );
  }

  async #receive(intent: DiagramIntent): Promise<void> {
    switch (intent.type) {
      case 'ready':
        this.#post();
        if (this.#marked !== undefined) this.mark(this.#marked);
        return;
      case 'copy':
        await this.#api.env.clipboard.writeText(intent.text);
        this.#api.window.setStatusBarMessage('Copied the diagram as mermaid text', 3_000);
        return;
      case 'save':
        return this.#save(intent.svg);
      case 'open':
        if (this.#open !== undefined) await this.onOpen(this.#open.diagram, intent.node);
        return;
    }
  }

  #post(): void {
    if (this.#open === undefined) return;
    const { panel, diagram } = this.#open;
    panel.title = `Diagram: ${diagram.title}`;
    void panel.webview.postMessage({ type: 'diagram', ...diagram } satisfies DiagramHostMessage);
  }

  async #save(svg: string): Promise<void> {
    const folder = this.#api.workspace.workspaceFolders?.[0]?.uri;
    const target = await this.#api.window.showSaveDialog({
      filters: { 'SVG image': ['svg'] },
      ...(folder !== undefined && { defaultUri: this.#api.Uri.joinPath(folder, 'plan.svg') }),
    });
    if (target === undefined) return;
    try {
      await this.#api.workspace.fs.writeFile(target, new TextEncoder().encode(svg));
    } catch (error) {
      const reason = errorMessage(error);
      void this.#api.window.showErrorMessage(
        `The diagram could not be saved to ${target.fsPath}: ${reason} Pick another place and save again.`,
      );
    }
  }
}
