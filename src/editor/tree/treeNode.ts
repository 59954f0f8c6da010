import type { CommandId } from '../shared/contributions.ts';
import type { Subject } from '../shared/subject.ts';
import type { ItemContext } from './itemContexts.ts';

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
