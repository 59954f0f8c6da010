import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BoardTask, BoardWave } from '../../../src/core/model/boardModel.ts';
import { layOut, nodeWidthFor } from '../../../webview-ui/src/board/graph/layout.ts';
import { move } from '../../../webview-ui/src/board/graph/movement.ts';

/** Waves from task ids and what each needs: `{ a: [], b: ['a'] }`. */
function wavesOf(...columns: readonly Readonly<Record<string, readonly string[]>>[]): readonly BoardWave[] {
  return columns.map((column, index) => ({
    id: `w${index + 1}`,
    number: index + 1,
    title: '',
    progress: 'ahead',
    status: '',
    attempt: 0,
    tasks: Object.entries(column).map(([id, dependsOn]): BoardTask => {
      const files = { count: 1, changed: false };
      return { id, title: id, progress: 'ahead', status: '', agent: '', notes: [], dependsOn, files, suspect: false };
    }),
  }));
}

describe('the layout of the graph', () => {
  it('orders the tasks of a wave so that lines do not cross where they need not', () => {
    const layout = layOut(wavesOf({ a: [], b: [], c: [] }, { x: ['c'], y: ['b'], z: ['a'] }), 224);
    const [first = [], second = []] = layout.columns;
    const needed: Readonly<Record<string, string>> = { x: 'c', y: 'b', z: 'a' };
    assert.deepEqual(
      second.map((id) => needed[id]),
      first,
    );
  });

  it('keeps every task once, in the column of its wave, and draws each dependency that exists', () => {
    const plan = fc.array(fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 6 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(plan, (shape) => {
        let next = 0;
        const columns = shape.map((tasks) =>
          Object.fromEntries(tasks.map((needs) => [`t${next++}`, needs.map((need) => `t${need}`)])),
        );
        const waves = wavesOf(...columns);
        const layout = layOut(waves, 224);
        const ids = new Set(columns.flatMap((column) => Object.keys(column)));
        assert.deepEqual(
          layout.columns.map((column) => column.toSorted()),
          columns.map((column) => Object.keys(column).toSorted()),
        );
        const drawable = waves
          .flatMap((wave) => wave.tasks)
          .flatMap((task) => task.dependsOn.filter((id) => ids.has(id)));
        assert.equal(layout.edges.length, drawable.length);
      }),
    );
  });

  it('widens nodes where there is room, and never beyond what can be read well', () => {
    assert.equal(nodeWidthFor(200, 1_000), 224);
    assert.equal(nodeWidthFor(1, 1_000), 340);
    assert.ok(nodeWidthFor(3, 1_000) > 224);
  });
});

describe('arrow keys in the graph', () => {
  const columns = [
    { wave: 'w1', tasks: ['a', 'b'] },
    { wave: 'w2', tasks: ['c'] },
  ];

  it('move to the neighbour, and stay at the edge', () => {
    assert.deepEqual(move(columns, { wave: 'w1' }, 'ArrowDown', false), { wave: 'w1', task: 'a' });
    assert.deepEqual(move(columns, { wave: 'w1', task: 'a' }, 'ArrowUp', false), { wave: 'w1' });
    assert.deepEqual(move(columns, { wave: 'w1', task: 'b' }, 'ArrowDown', false), { wave: 'w1', task: 'b' });
    assert.deepEqual(move(columns, { wave: 'w1' }, 'ArrowLeft', false), { wave: 'w1' });
  });

  it('go to the last task of a shorter wave', () => {
    assert.deepEqual(move(columns, { wave: 'w1', task: 'b' }, 'ArrowRight', false), { wave: 'w2', task: 'c' });
  });

  it('leave other keys to others', () => {
    assert.equal(move(columns, { wave: 'w1' }, 'a', false), undefined);
  });
});
