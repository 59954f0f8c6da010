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
