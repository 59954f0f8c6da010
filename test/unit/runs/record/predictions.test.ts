import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import {
  heldPredictions,
  keepPrediction,
  predictionsFile,
  readPredictions,
} from '../../../../src/runs/record/predictions.ts';
import { createMemoryJournalStore } from '../../../support/memoryJournal.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';
import { runAtLaunch, shippedRun } from '../../../support/states.ts';

const prediction = { who: 'ada', at: 1, run: 'r1', wave: 'w1', attempt: 1, files: 3 };

describe('the file of predictions', () => {
  it('loses no new prediction where the last one broke off, as on a full disk', async (t) => {
    const root = await temporaryFolder(t);
    await keepPrediction(root, prediction);
    const whole = await readFile(predictionsFile(root), 'utf8');
    for (const torn of [whole.slice(0, -1), whole.slice(0, -10), '{', `${whole}{"who":`]) {
      await writeFile(predictionsFile(root), torn);
      await keepPrediction(root, { ...prediction, wave: 'w2' });
      const kept = (await readPredictions(root)).map(({ wave }) => wave);
      assert.ok(kept.includes('w2'), JSON.stringify(torn));
    }
  });

  it('keeps what is there to the byte', async (t) => {
    const root = await temporaryFolder(t);
    await writeFile(predictionsFile(root), '{"a note of another tool":1}\n');
    await keepPrediction(root, prediction);
    assert.ok((await readFile(predictionsFile(root), 'utf8')).startsWith('{"a note of another tool":1}\n'));
  });

  for (const [what, line] of [
    ['no JSON', 'w1 will break'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['of nobody', JSON.stringify({ ...prediction, who: undefined })],
    ['of no run', JSON.stringify({ ...prediction, run: 7 })],
    ['without a time', JSON.stringify({ ...prediction, at: 'yesterday' })],
    ['without an attempt', JSON.stringify({ ...prediction, attempt: '1' })],
  ] as const)
    it(`is read past a line that is ${what}`, async (t) => {
      const root = await temporaryFolder(t);
      await writeFile(predictionsFile(root), `${line}\n${JSON.stringify(prediction)}\n\n`);
      assert.deepEqual(await readPredictions(root), [prediction]);
    });

  it('takes a number of files, and a name of what breaks, for what they are', async (t) => {
    const root = await temporaryFolder(t);
    const line = { ...prediction, files: '3', breaks: 4, more: true };
    await writeFile(predictionsFile(root), `${JSON.stringify(line)}\n`);
    const { files: _files, ...rest } = prediction;
    assert.deepEqual(await readPredictions(root), [rest]);
  });

  it('has no outcome of a wave that is not through yet, and tells the run by its title', async (t) => {
    const root = await temporaryFolder(t);
    const journals = createMemoryJournalStore();
    await (await journals.create('r1')).append(runAtLaunch().events);
    await (await journals.create('r2')).append(shippedRun().events);
    await journals.create('r3');
    for (const run of ['r1', 'r2', 'r3']) await keepPrediction(root, { ...prediction, run });
    assert.deepEqual(
      (await heldPredictions(root, journals)).map((held) => [
        held.prediction.run,
        held.title,
        held.outcome !== undefined,
      ]),
      [
        ['r1', 'Extend modules', false],
        ['r2', 'Extend modules', true],
      ],
    );
  });
});
