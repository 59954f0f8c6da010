import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPack, writePack } from '../src/packs.js';
import { makeProject } from '../testing/project.js';

test('a pack that is read from a folder and written elsewhere keeps its files', async (t) => {
  const source = await makeProject(t, {});
  const target = await makeProject(t, {});
  await source.write('lint-pack/pack.json', '{"name": "lint", "version": "2.0.0"}');
  await source.write('lint-pack/b.txt', 'b');
  await source.write('lint-pack/deep/a.txt', 'a');
  const pack = await readPack(`${source.folder}/lint-pack`);
  assert.deepEqual((await writePack(target.folder, pack)).sort(), ['b.txt', 'deep/a.txt']);
  assert.equal(await target.read('deep/a.txt'), 'a');
});
