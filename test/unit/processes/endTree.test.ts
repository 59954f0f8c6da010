import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import { endTree } from '../../../src/processes/endTree.ts';

/** More than any system gives. */
const row = { pid: 2 ** 30, parent: 1, name: 'node', started: '1', marked: true };

suite('ending a program with all it has started', () => {
  test('a machine that slept meanwhile is no reason to call a process one that cannot be ended', async (t) => {
    mock.timers.enable({ apis: ['Date'], now: 0 });
    t.after(() => mock.timers.reset());
    let looks = 0;
    const table = () => {
      looks += 1;
      if (looks === 2) mock.timers.setTime(3_600_000);
      return Promise.resolve(looks < 5 ? [row] : []);
    };
    await endTree(table, undefined, 'A=b');
    assert.equal(looks, 5);
  });

  test('a process that outlives being killed is named', async (t) => {
    mock.timers.enable({ apis: ['Date'], now: 0 });
    t.after(() => mock.timers.reset());
    const table = () => {
      mock.timers.setTime(Date.now() + 1_000);
      return Promise.resolve([row]);
    };
    await assert.rejects(endTree(table, undefined, 'A=b'), /could not be ended: 1073741824/);
  });
});
