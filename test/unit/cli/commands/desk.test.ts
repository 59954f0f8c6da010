import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { commandLine } from '../../../support/commandLine.ts';

suite('at a gate', () => {
  test('a person approves with the key of the run', async (t) => {
    const line = await commandLine(t);
    await line.drive(undefined, (state) => pendingGates(state)[0]?.kind === 'launch');
    console.log(await line.wavegate('status', 'r1'));
    console.log(await line.wavegate('gates', 'r1'));
    console.log(await line.wavegate('approve', 'r1', 'launch', '--key', line.key));
    console.log(await line.wavegate('approve', 'r1', 'launch', '--key', line.key));
    console.log(await line.wavegate('approve', 'r1', 'launch-1', '--key', line.key));
    console.log(await line.wavegate('stop', 'r1', '--key', line.key));
    console.log(await line.wavegate('stop', 'r1', '--key', line.key));
    console.log(await line.wavegate('retry', 'r1', '--key', line.key));
    assert.ok(true);
  });
});
