/** Messages between the editor and the webview of *Show plan diagram*. */
export type DiagramHostMessage =
  | ({ readonly type: 'diagram' } & DiagramMemory)
  /** Marks the wave or task the cursor is in; none without a node. */
  | { readonly type: 'current'; readonly node?: string };

export type DiagramIntent =
  | { readonly type: 'ready' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'save'; readonly svg: string }
  /** Shows the wave or task of a node in the text of the plan. */
  | { readonly type: 'open'; readonly node: string };

/** State the diagram's document keeps across a reload of the window. */
export interface DiagramMemory {
  readonly title: string;
  /** Mermaid source. */
  readonly text: string;
  /** Its nodes, and what each is of. */
  readonly parts: readonly DiagramPart[];
  /** URI of the plan's text, where it is in an editor or on disk. */
  readonly file?: string;
}

/** A wave or task of a diagram. */
export interface DiagramPart {
  readonly kind: 'wave' | 'task';
  /** As the Mermaid source calls it. */
  readonly node: string;
  /** As the plan calls it. */
  readonly id: string;
  readonly title: string;
}
