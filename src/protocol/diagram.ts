/** Messages between the editor and the webview of *Show plan diagram*. */
export type DiagramHostMessage = {
  readonly type: 'diagram';
  readonly title: string;
  /** Mermaid source. */
  readonly text: string;
};

export type DiagramIntent =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save'; readonly svg: string };

/** State the diagram's document keeps across a reload of the window. */
export interface DiagramMemory {
  readonly title: string;
  readonly text: string;
}
