/** API of VS Code for a webview's document, to talk to the editor and to store its state. */
export interface WebviewHost<Message, Memory> {
  postMessage(message: Message): void;
  getState(): Memory | undefined;
  setState(memory: Memory): void;
}

declare global {
  /** Put there by VS Code; may be called once per document. */
  var acquireVsCodeApi: () => WebviewHost<unknown, unknown>;
}

/** The editor's end of this document. The types are a promise between the two, kept by src/protocol. */
export function acquireHost<Message, Memory>(): WebviewHost<Message, Memory> {
  return acquireVsCodeApi() as WebviewHost<Message, Memory>;
}

/** Calls back with every message of the editor. Only the editor can post to this document. */
export function onHostMessage<Message>(listener: (message: Message) => void): void {
  window.addEventListener('message', (event: MessageEvent<Message>) => listener(event.data));
}
