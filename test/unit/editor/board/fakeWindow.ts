import type { VSCode } from '../../../../src/editor/shared/vscodeTypes.ts';

/** A webview panel that keeps what was posted to it, and lets a test speak as its document. */
export class FakePanel {
  title = '';
  visible = true;
  disposed = false;
  revealed = 0;
  readonly posted: unknown[] = [];
  #receive: (message: unknown) => unknown = () => undefined;
  #onDispose: () => void = () => undefined;

  readonly webview = {
    options: {},
    html: '',
    cspSource: 'https://webview.test',
    asWebviewUri: (uri: { readonly path: string }) => ({ toString: () => `https://webview.test${uri.path}` }),
    onDidReceiveMessage: (listener: (message: unknown) => unknown) => {
      this.#receive = listener;
    },
    postMessage: (message: unknown) => {
      this.posted.push(message);
      return Promise.resolve(true);
    },
  };

  onDidDispose(listener: () => void): void {
    this.#onDispose = listener;
  }

  reveal(): void {
    this.revealed += 1;
  }

  dispose(): void {
    this.disposed = true;
    this.#onDispose();
  }

  /** Delivers a message of the document, and waits until it has been dealt with. */
  async say(message: unknown): Promise<void> {
    await this.#receive(message);
  }
}

type Restore = (panel: FakePanel, memory: unknown) => Promise<void>;

/** As much of the editor as panels need. */
export class FakeWindow {
  readonly panels: FakePanel[] = [];
  readonly copied: string[] = [];
  /** Brings a panel back, as VS Code does after a reload. */
  restore: Restore = () => Promise.reject(new Error('no serializer'));

  readonly folder = { path: '/dist/webview' };

  get api(): VSCode {
    const api = {
      ViewColumn: { Active: -1, Beside: -2 },
      Uri: {
        joinPath: (base: { readonly path: string }, ...names: readonly string[]) => ({
          path: [base.path, ...names].join('/'),
        }),
      },
      env: { clipboard: { writeText: (text: string) => Promise.resolve(this.copied.push(text)) } },
      window: {
        createWebviewPanel: () => this.#create(),
        registerWebviewPanelSerializer: (_type: string, serializer: { readonly deserializeWebviewPanel: Restore }) => {
          this.restore = (panel, memory) => serializer.deserializeWebviewPanel(panel, memory);
          return { dispose: () => undefined };
        },
        setStatusBarMessage: () => undefined,
      },
    };
    return api as unknown as VSCode;
  }

  #create(): FakePanel {
    const panel = new FakePanel();
    this.panels.push(panel);
    return panel;
  }
}
