import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DisposableStore } from '../../../../src/editor/shared/disposableStore.ts';

it('lets go of everything once, newest first', () => {
  const gone: string[] = [];
  const store = new DisposableStore();
  store.add({ dispose: () => gone.push('first') });
  store.add({ dispose: () => gone.push('second') });
  store.dispose();
  store.dispose();
  assert.deepEqual(gone, ['second', 'first']);
});

it('lets go at once of what arrives too late', () => {
  const gone: string[] = [];
  const store = new DisposableStore();
  store.dispose();
  store.add({ dispose: () => gone.push('late') });
  assert.deepEqual(gone, ['late']);
});
