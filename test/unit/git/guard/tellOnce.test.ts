import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { Difference } from '../../../../src/git/guard/compareFingerprints.ts';
import { untold } from '../../../../src/git/guard/tellOnce.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const file = (name: string): Difference => ({ by: 'person', what: 'file', name });
const moved = (after: string): Difference => ({
  by: 'person',
  what: 'ref',
  name: 'refs/heads/main',
  before: '1',
  after,
});

suite('what several sessions see at the same time', () => {
  test('is told by the first one alone, which tells it again when it is looked at again', async (t) => {
    const folder = await temporaryFolder(t);
    const [one, other] = ['a.guard', 'b.guard'].map((name) => path.join(folder, name)) as [string, string];
    const differences = [file('a.txt'), moved('2')];
    assert.deepEqual(await untold(differences, one), differences);
    assert.deepEqual(await untold(differences, other), []);
    assert.deepEqual(await untold(differences, one), differences);
  });

  test('is told once also where they look at once', async (t) => {
    const folder = await temporaryFolder(t);
    const guards = Array.from({ length: 8 }, (_, index) => path.join(folder, `${index}.guard`));
    const told = await Promise.all(guards.map((guard) => untold([file('a.txt'), file('b.txt')], guard)));
    assert.deepEqual(
      told
        .flat()
        .map(({ name }) => name)
        .sort(),
      ['a.txt', 'b.txt'],
    );
  });

  test('is told again where it is another change of the same thing', async (t) => {
    const folder = await temporaryFolder(t);
    assert.equal((await untold([moved('2')], path.join(folder, 'a'))).length, 1);
    assert.equal((await untold([moved('3')], path.join(folder, 'b'))).length, 1);
  });

  test('needs no folder where there is nothing to tell', async () =>
    assert.deepEqual(await untold([], '/nowhere/at/all/a.guard'), []));
});
