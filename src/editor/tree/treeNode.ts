import type { CommandId } from '../shared/contributions.ts';
import type { ItemContext } from './itemContexts.ts';

/** Subject that a command acts on. Tree items, CodeLenses, notifications and the board all name it the same way. */
export type Subject =
  | { readonly kind: 'gate'; readonly gate: string }
  | { readonly kind: 'session'; readonly session: string }
  | { readonly kind: 'finding'; readonly finding: string }
  | { readonly kind: 'findings'; readonly findings: readonly string[] }
  | { readonly kind: 'file'; readonly gate: string; readonly file: string }
  /** A failing test, by its place among those of the failure. */
  | { readonly kind: 'test'; readonly test: number }
  | { readonly kind: 'run'; readonly run: string };

/** One item of a tree, as data: views are functions from a run's state to these. */
export interface TreeNode {
  /** Unique in its view and the same from one state to the next, so that VS Code keeps what is unfolded and selected. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** Codicon name, and the theme colour it is drawn in. */
  readonly icon?: string;
  readonly color?: string;
  readonly context?: ItemContext;
  readonly subject?: Subject;
  /** Runs on a click, with the node as its argument. */
  readonly click?: CommandId;
  /** Shows a check box. */
  readonly checked?: boolean;
  readonly children?: readonly TreeNode[];
  readonly expanded?: boolean;
}
