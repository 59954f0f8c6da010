import assert from 'node:assert/strict';
import test from 'node:test';
import { callSitesAt } from '../../../src/git/changes/callSites.ts';
import { testRepository, writeIn } from './testRepository.ts';

test('places of a name are found in code, comments and strings, by whole words or by an expression', async (t) => {
  const { git, folder } = testRepository(t, { 'base.js': 'base\n' });
  writeIn(folder, 'a.js', "load(); load(load);\n// load()\nconst name = 'load';\nreload(); loader();\n");
  writeIn(folder, 'odd name:1.js', 'x\nload()\n');
  writeIn(folder, 'data.bin', 'load\0load');
  for (const name of ['constructor', '__proto__']) writeIn(folder, name, 'load()\n');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Add calls');
  const commit = git('rev-parse', 'HEAD');

  assert.deepEqual(await callSitesAt(folder, commit, 'load'), {
    'a.js': [1, 1, 1, 2, 3],
    'odd name:1.js': [2],
    constructor: [1],
    ['__proto__']: [1],
  });
  assert.deepEqual(await callSitesAt(folder, commit, '/(re)?load\\(/'), {
    'a.js': [1, 1, 2, 4],
    'odd name:1.js': [2],
    constructor: [1],
    ['__proto__']: [1],
  });
  assert.deepEqual(await callSitesAt(folder, commit, 'nowhere'), {});
  assert.deepEqual(await callSitesAt(folder, commit, '-load'), {}, 'no option of git');
  await assert.rejects(
    callSitesAt(folder, commit, '/load(/'),
    /"\/load\(\/" is no extended regular expression.*callSites/,
  );
});
