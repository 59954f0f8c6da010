import type { TreeNode } from '../../src/editor/tree/treeNode.ts';

/** A tree as text, a line per node, so that a whole view can be compared as one picture: `[icon] label — description`. */
export function renderTree(nodes: readonly TreeNode[], depth = 0): string {
  return nodes.map((node) => renderNode(node, depth)).join('');
}

function renderNode(node: TreeNode, depth: number): string {
  const fold = node.children === undefined ? '' : node.expanded === true ? '▾ ' : '▸ ';
  const icon = node.icon === undefined ? '' : `[${node.icon}] `;
  const description = node.description === undefined ? '' : ` — ${node.description}`;
  const line = `${'  '.repeat(depth)}${fold}${icon}${node.label}${description}\n`;
  return line + renderTree(node.children ?? [], depth + 1);
}
