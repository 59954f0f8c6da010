import type { EventEmitter, TreeDataProvider, TreeItem, TreeView } from 'vscode';
import type { ViewId } from '../contributions.ts';
import { DisposableStore } from '../disposableStore.ts';
import type { VSCode } from '../vscodeTypes.ts';
import type { TreeNode } from './treeNode.ts';

/** Changes within this time are drawn once, in milliseconds: nobody sees more of them. */
const coalesce = 50;

/**
 * Shows a tree of nodes in a view of the sidebar. `read` is asked for the roots after a change; the view is drawn again
 * only when they differ, so that what does not change does not flicker.
 */
export class NodeTreeView implements TreeDataProvider<TreeNode> {
  readonly onDidChangeTreeData;
  readonly view: TreeView<TreeNode>;
  readonly #vscode: VSCode;
  readonly #read: () => readonly TreeNode[];
  readonly #store = new DisposableStore();
  readonly #changed: EventEmitter<void>;
  #roots: readonly TreeNode[];
  #timer: NodeJS.Timeout | undefined;

  constructor(vscode: VSCode, id: ViewId, read: () => readonly TreeNode[]) {
    this.#vscode = vscode;
    this.#read = read;
    this.#roots = read();
    this.#changed = this.#store.add(new vscode.EventEmitter<void>());
    this.onDidChangeTreeData = this.#changed.event;
    this.view = this.#store.add(vscode.window.createTreeView(id, { treeDataProvider: this, showCollapseAll: true }));
  }

  refresh(): void {
    this.#timer ??= setTimeout(() => this.#draw(), coalesce);
  }

  #draw(): void {
    this.#timer = undefined;
    const roots = this.#read();
    if (JSON.stringify(roots) === JSON.stringify(this.#roots)) return;
    this.#roots = roots;
    this.#changed.fire();
  }

  getChildren(node?: TreeNode): TreeNode[] {
    return [...(node === undefined ? this.#roots : (node.children ?? []))];
  }

  getTreeItem(node: TreeNode): TreeItem {
    const { ThemeColor, ThemeIcon, MarkdownString } = this.#vscode;
    const item: TreeItem = { id: node.id, label: node.label, collapsibleState: this.#collapsibleState(node) };
    if (node.description !== undefined) item.description = node.description;
    if (node.tooltip !== undefined) item.tooltip = new MarkdownString(node.tooltip);
    if (node.context !== undefined) item.contextValue = node.context;
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
