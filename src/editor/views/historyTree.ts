import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import { eventWords } from '../../core/views/eventWords.ts';
import { plain } from '../tree/markdown.ts';
import type { TreeNode } from '../tree/treeNode.ts';
import { historyIcon } from './historyIcons.ts';

export interface HistoryTreeInput {
  readonly state: RunState | undefined;
  /** Journal of the open run, oldest first. */
  readonly events: readonly Recorded[];
  /** Epoch milliseconds as a person reads them. */
  readonly timeText: (at: number) => string;
}

/** Most entries a person would scroll through; the journal and the report have all of it. */
const shownEvents = 500;

/** Tree of the events of the open run, newest first. */
export function historyTree({ state, events, timeText }: HistoryTreeInput): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  if (state !== undefined) {
    const details: TreeNode[] = [];
    for (let index = events.length - 1; index >= 0 && nodes.length < shownEvents; index -= 1) {
      const event = events[index];
      const node = event && eventNode(event, index, state, timeText);
      if (node !== undefined) (event !== undefined && isDetail(event) ? details : nodes).push(node);
    }
    if (details.length > 0) nodes.push(detailsNode(details.slice(0, shownEvents)));
  }
  return nodes;
}

/** Steps that pass by themselves: they are on record, and say nothing to decide about. */
function isDetail({ type }: Recorded): boolean {
  return type === 'step-passed' || type === 'thread-bound';
}

function detailsNode(children: readonly TreeNode[]): TreeNode {
  return { id: 'details', label: 'Details', description: `${children.length}`, icon: 'list-tree', children };
}

function eventNode(
  event: Recorded,
  index: number,
  state: RunState,
  timeText: HistoryTreeInput['timeText'],
): TreeNode | undefined {
  const words = eventWords(event, state);
  if (words === undefined) return undefined;
  const detail = words.detail === undefined ? '' : ` · ${words.detail}`;
  return {
    id: `event:${state.run}:${index}`,
    label: words.text,
    description: `${timeText(event.at)}${detail}`,
    tooltip: plain(`${words.text}${detail}`),
    icon: historyIcon(event),
  };
}
