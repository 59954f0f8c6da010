import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeNode } from '../../../../src/editor/tree/treeNode.ts';
import { changedNodes, NodeTreeView, ShownNode } from '../../../../src/editor/tree/treeView.ts';
import { views } from '../../../../src/editor/shared/contributions.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';

const session = (id: string, label = id): TreeNode => ({ id, label });
const wave = (id: string, children: readonly TreeNode[], label = id): TreeNode => ({ id, label, children });
const rows = (before: readonly TreeNode[], after: readonly TreeNode[]) => {
  const changed = changedNodes(before, after);
  return changed === 'roots' ? changed : changed.map(({ id }) => id);
};

test('nothing is drawn again when nothing differs', () => {
  assert.deepEqual(rows([wave('one', [session('a')])], [wave('one', [session('a')])]), []);
});

test('a session that reports something new is the only row drawn again', () => {
  const before = [wave('one', [session('a'), session('b')]), wave('two', [session('c')])];
  const after = [wave('one', [session('a'), session('b', 'b, 12 tokens')]), wave('two', [session('c')])];
  assert.deepEqual(rows(before, after), ['b']);
});

test('a wave whose own row differs is drawn again with what is below it, once', () => {
  const before = [wave('one', [session('a')])];
  const after = [wave('one', [session('a', 'a, done')], '1 of 1 ended')];
  assert.deepEqual(rows(before, after), ['one']);
});

test('a new session draws its wave again, a new wave the whole view', () => {
  const before = [wave('one', [session('a')])];
  assert.deepEqual(rows(before, [wave('one', [session('a'), session('b')])]), ['one']);
  assert.equal(rows(before, [...before, wave('two', [])]), 'roots');
});

test('a screen reader says of a check box which file it is about', () => {
  const view = new NodeTreeView(new FakeVscode().api, views.gates, () => []);
  const item = view.getTreeItem(new ShownNode({ id: 'f', label: 'install.js', checked: true }));
  assert.deepEqual(item.checkboxState, {
    state: 1,
    accessibilityInformation: { label: 'install.js is reviewed' },
  });
  view.dispose();
});
