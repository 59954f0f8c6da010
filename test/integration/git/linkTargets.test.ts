import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { mergedChanges } from '../../../src/git/changes/changes.ts';
import { testRepository } from './testRepository.ts';

const skip = process.platform === 'win32' && 'links need rights there';

test(
  'a changed link is told with where it leads, if that is out of the repository or into its git folder',
  { skip },
  async (t) => {
    const { folder, git, commit } = testRepository(t, { 'src/a.js': '1\n', 'b.js': '1\n' });
    const from = git('rev-parse', 'HEAD');
    const links = {
      'src/absolute': '/etc/passwd',
      'src/up': '../..',
      'src/windows': 'C:\\Users',
      'src/git': '../.git/hooks/',
      'src/case': '../.GIT',
      top: '..',
      'src/near': 'a.js',
      'src/beside': '../b.js',
      'src/deep/down': '../../src/../b.js',
      'src/nothing': 'not there',
      'src/like': '../.gitignore',
    };
    mkdirSync(path.join(folder, 'src/deep'));
    for (const [place, target] of Object.entries(links)) symlinkSync(target, path.join(folder, place));
    const to = commit();
    const found = (await mergedChanges(folder, from, to)).flatMap(({ path: place, leadsOut }) =>
      leadsOut === undefined ? [] : [place],
    );
    assert.deepEqual(found.sort(), ['src/absolute', 'src/case', 'src/git', 'src/up', 'src/windows', 'top']);
    assert.deepEqual(
      (await mergedChanges(folder, to, from)).filter(({ leadsOut }) => leadsOut !== undefined),
      [],
    );
  },
);
