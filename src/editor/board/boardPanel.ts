import type * as vscode from 'vscode';
import type { BoardMemory, BoardMessage, HostMessage } from '../../protocol/board.ts';
import type { Answer } from '../../ports/runService.ts';
import { errorMessage } from '../../util/errors.ts';
import type { Disposable } from '../shared/disposableStore.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { BoardHandler } from './boardHandler.ts';
import { pageOf, panelIcon, webviewHtml } from './webviewHtml.ts';

/** View type of the panel; VS Code brings it back under this name after a reload. */
export const boardViewType = 'wavegate.board';

/** Changes within this time become one snapshot, because a person sees no more of them. */
const coalesceMilliseconds = 50;

/** The board as a panel of the editor: at most one, showing one run, and only ever the newest state of it. */
export class BoardPanel implements Disposable {
  readonly #api: VSCode;
  readonly #folder: vscode.Uri;
  readonly #handler: BoardHandler;
  readonly #serializer: vscode.Disposable;
  #open: { readonly panel: vscode.WebviewPanel; run: string; timer: NodeJS.Timeout | undefined } | undefined;

  /** @param folder the extension's `dist/webview` */
  constructor(api: VSCode, folder: vscode.Uri, handler: BoardHandler) {
    this.#api = api;
    this.#folder = folder;
    this.#handler = handler;
    this.#serializer = api.window.registerWebviewPanelSerializer(boardViewType, {
      deserializeWebviewPanel: (panel: vscode.WebviewPanel, memory: BoardMemory | undefined) => {
        this.#adopt(panel, memory?.run ?? '');
        return Promise.resolve();
      },
    });
  }

  /** Opens the board on a run, or brings it to the front. */
  show(run: string): void {
    if (this.#open === undefined) {
      const column = this.#api.ViewColumn.Active;
      this.#adopt(this.#api.window.createWebviewPanel(boardViewType, 'Wavegate', column), run);
      return;
    }
    this.#open.panel.reveal();
    this.follow(run);
  }

  /** Tells an open board that a run has changed, or that another run is the one to show. */
  follow(run: string): void {
    if (this.#open === undefined) return;
    this.#open.run = run;
    this.#schedule();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, run: string): void {
    this.#open?.panel.dispose();
    const open = { panel, run, timer: undefined };
    this.#open = open;
    panel.iconPath = panelIcon(this.#api, this.#folder);
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.#folder] };
    panel.webview.onDidReceiveMessage((message: BoardMessage) => this.#receive(message));
    panel.onDidDispose(() => {
      if (this.#open?.panel !== panel) return;
      clearTimeout(this.#open.timer);
      this.#open = undefined;
    });
    panel.webview.html = webviewHtml(
      pageOf(panel.webview, this.#folder, this.#api.Uri, {
        title: 'Wavegate',
        script: 'board.js',
        styles: ['codicon.css', 'board.css'],
      }),
    );
  }

  async #receive({ id, intent }: BoardMessage): Promise<void> {
    const run = this.#open?.run;
    if (run === undefined) return;
    if (intent.type === 'ready') return this.#postSnapshot();
    const { refused } = await this.#handler.handle(run, intent).catch((error: unknown): Answer => {
      return { refused: errorMessage(error) };
    });
    // Whoever gets the answer has seen by then what came of it.
    if (this.#open?.timer !== undefined) this.#postSnapshot();
    this.#post({ type: 'answer', intent: id, ...(refused !== undefined && { refused }) });
  }

  #schedule(): void {
    if (this.#open === undefined) return;
    this.#open.timer ??= setTimeout(() => this.#postSnapshot(), coalesceMilliseconds);
  }

  /** A hidden document has been unloaded; it asks with `ready` when it is back. */
  #postSnapshot(): void {
    if (this.#open === undefined) return;
    clearTimeout(this.#open.timer);
    this.#open.timer = undefined;
    if (!this.#open.panel.visible) return;
    // A board restored without a memory names no run, and takes the one it is given.
    const snapshot = this.#handler.snapshot(this.#open.run);
    if (typeof snapshot === 'string') return this.#post({ type: 'empty', message: snapshot });
    this.#open.run = snapshot.run;
    this.#open.panel.title = `Wavegate: ${snapshot.title}`;
    this.#post({ type: 'snapshot', snapshot });
  }

  #post(message: HostMessage): void {
    void this.#open?.panel.webview.postMessage(message);
  }
}
