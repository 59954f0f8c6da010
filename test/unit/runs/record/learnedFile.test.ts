import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { addProposed, openOfAgent, proposedByAgent } from '../../../../src/runs/record/learnedFile.ts';
import { runsPlace } from '../../../support/runsPlace.ts';

const first = { id: 'l1', text: 'Name the port.', evidence: 'wave w1' };
const second = { id: 'l2', text: 'Start the server once.', evidence: 'wave w2' };

describe('what an agent has proposed to learn', () => {
  it('is read without what is no sentence, and without what is settled', async (t) => {
    const { layout } = await runsPlace(t);
    assert.deepEqual(await proposedByAgent(layout, 'r1'), []);
    await mkdir(layout.runFolder('r1'), { recursive: true });
    await writeFile(path.join(layout.runFolder('r1'), 'learned.json'), JSON.stringify([first, { id: 'l2' }, null]));
    assert.deepEqual(await proposedByAgent(layout, 'r1'), [first]);
    assert.deepEqual(await openOfAgent(layout, 'r1', ''), [first]);
  });

  it('is added to what was proposed before, in a file that is whole at any time', async (t) => {
    const { layout } = await runsPlace(t);
    await addProposed(layout, 'r1', [first], 0);
    await addProposed(layout, 'r1', [second], 1);
    assert.deepEqual(await proposedByAgent(layout, 'r1'), [first, second]);
    assert.deepEqual(await readdir(layout.runFolder('r1')), ['learned.json']);
  });

  for (const damaged of ['[{"id":', '', 'null', JSON.stringify([first, { id: 'l2' }])]) {
    it(`is kept beside what is added where it cannot all be read: ${JSON.stringify(damaged)}`, async (t) => {
      const { layout } = await runsPlace(t);
      const folder = layout.runFolder('r1');
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'learned.json'), damaged);
      const readable = await proposedByAgent(layout, 'r1');
      await addProposed(layout, 'r1', [second], 7);
      assert.equal(await readFile(path.join(folder, 'learned.damaged-7.json'), 'utf8'), damaged);
      assert.deepEqual(await proposedByAgent(layout, 'r1'), [...readable, second]);
    });
  }
});
