import type { EventEmitter, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import type { ViewId } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import type { TreeNode } from './treeNode.ts';

/** Changes within this time are drawn once, in milliseconds: more of them would not be visible. */
const coalesce = 50;

/**
 * A node as VS Code holds it. It stays the same object while nodes of this id are shown: VS Code finds what a button of a
 * row is about by it, and would hand over nothing if the row was drawn again between the mouse and the command.
 */
export class ShownNode {
  node: TreeNode;

  constructor(node: TreeNode) {
    this.node = node;
  }

  get subject(): TreeNode['subject'] {
    return this.node.subject;
  }
}

/**
 * Shows a tree of nodes in a view of the sidebar. `read` is asked for the roots after a change; only rows that differ are
 * drawn again, so that what does not change neither flickers nor loses its buttons.
 */
export class NodeTreeView implements TreeDataProvider<ShownNode> {
  readonly onDidChangeTreeData;
  readonly view: TreeView<ShownNode>;
  readonly #vscode: VSCode;
  readonly #read: () => readonly TreeNode[];
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<ShownNode[] | undefined>;
  readonly #shown = new Map<string, ShownNode>();
  #roots: readonly TreeNode[];
  #timer: NodeJS.Timeout | undefined;

  /** @param onCheck called when a person ticks or unticks the box of a row */
  constructor(
    vscode: VSCode,
    id: ViewId,
    read: () => readonly TreeNode[],
    onCheck?: (node: TreeNode, checked: boolean) => void,
  ) {
    this.#vscode = vscode;
    this.#read = read;
    this.#roots = read();
    this.#changed = this.#store.add(new vscode.EventEmitter<ShownNode[] | undefined>());
    this.onDidChangeTreeData = this.#changed.event;
    this.view = this.#store.add(
      vscode.window.createTreeView(id, {
        treeDataProvider: this,
        showCollapseAll: true,
        canSelectMany: true,
        manageCheckboxStateManually: true,
      }),
    );
    this.#store.add(
      this.view.onDidChangeCheckboxState(({ items }) => {
        for (const [{ node }, state] of items) onCheck?.(node, state === vscode.TreeItemCheckboxState.Checked);
      }),
    );
  }

  refresh(): void {
    this.#timer ??= setTimeout(() => this.#draw(), coalesce);
  }

  #draw(): void {
    this.#timer = undefined;
    const before = this.#roots;
    this.#roots = this.#read();
    const changed = changedNodes(before, this.#roots);
    const current = flatten(this.#roots);
    for (const [id, shown] of this.#shown) {
      const node = current.get(id);
      if (node === undefined) this.#shown.delete(id);
      else shown.node = node;
    }
    if (changed === 'roots') return this.#changed.fire(undefined);
    const rows = changed.flatMap(({ id }) => this.#shown.get(id) ?? []);
    if (rows.length > 0) this.#changed.fire(rows);
  }

  getChildren(parent?: ShownNode): ShownNode[] {
    const nodes = parent === undefined ? this.#roots : (parent.node.children ?? []);
    return nodes.map((node) => {
      const shown = this.#shown.get(node.id) ?? new ShownNode(node);
      shown.node = node;
      this.#shown.set(node.id, shown);
      return shown;
    });
  }

  getTreeItem({ node }: ShownNode): TreeItem {
    const { ThemeColor, ThemeIcon, MarkdownString } = this.#vscode;
    const item: TreeItem = { id: node.id, label: node.label, collapsibleState: this.#collapsibleState(node) };
    if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = new MarkdownString(node.tooltip);
    if (node.context !== undefined) item.contextValue = node.context;
    if (node.checked !== undefined) {
      const { Checked, Unchecked } = this.#vscode.TreeItemCheckboxState;
      // Without a name of its own a screen reader says only that there is a check box.
      item.checkboxState = {
        state: node.checked ? Checked : Unchecked,
        accessibilityInformation: { label: `${node.label} is reviewed` },
      };
    }
    if (node.icon !== undefined) {
      item.iconPath = new ThemeIcon(node.icon, node.color === undefined ? undefined : new ThemeColor(node.color));
    }
    if (node.click !== undefined) item.command = { command: node.click, title: node.label, arguments: [node] };
    return item;
  }

  #collapsibleState(node: TreeNode): NonNullable<TreeItem['collapsibleState']> {
    const { TreeItemCollapsibleState } = this.#vscode;
    if (node.children === undefined || node.children.length === 0) return TreeItemCollapsibleState.None;
    return node.expanded === true ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }
}

/**
 * Nodes whose row or whose list of children differs, the topmost only: drawing a row again draws what is below it.
 *
 * @returns `roots` when the list of roots differs
 */
export function changedNodes(before: readonly TreeNode[], after: readonly TreeNode[]): readonly TreeNode[] | 'roots' {
  if (!sameIds(before, after)) return 'roots';
  return after.flatMap((node, index) => changedBelow(before[index] ?? node, node));
}

function changedBelow(before: TreeNode, after: TreeNode): readonly TreeNode[] {
  const [old, now] = [before.children ?? [], after.children ?? []];
  if (rowOf(before) !== rowOf(after) || !sameIds(old, now)) return [after];
  return now.flatMap((child, index) => changedBelow(old[index] ?? child, child));
}

function sameIds(before: readonly TreeNode[], after: readonly TreeNode[]): boolean {
  return before.length === after.length && after.every(({ id }, index) => before[index]?.id === id);
}

const rowOf = ({ children, ...row }: TreeNode): string => JSON.stringify([row, (children ?? []).length > 0]);

function flatten(nodes: readonly TreeNode[], into = new Map<string, TreeNode>()): ReadonlyMap<string, TreeNode> {
  for (const node of nodes) {
    into.set(node.id, node);
    if (node.children !== undefined) flatten(node.children, into);
  }
  return into;
}
