import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { canonical, samePlace } from '../../../../src/git/place/samePlace.ts';
import { listFolder, readSmall, readSmallText, readTail } from '../../../../src/git/place/smallFiles.ts';
import { asWorkspace, workspaceFailure } from '../../../../src/git/place/workspaceFailure.ts';
import { GitError } from '../../../../src/git/call/gitError.ts';
import { WorkspaceError } from '../../../../src/ports/workspaces.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

suite('small files of a git folder', () => {
  test('are read to their last bytes, and it is told whether these are all', async (t) => {
    const file = path.join(await temporaryFolder(t), 'log');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z\n]{0,60}$/), fc.nat(80), (content, most) => {
        writeFileSync(file, content);
        assert.deepEqual(readTail(file, most), {
          text: content.slice(Math.max(0, content.length - most)),
          whole: content.length <= most,
        });
      }),
    );
  });

  test('are not there where something else is in their place', async (t) => {
    const folder = await temporaryFolder(t);
    const place = (name: string): string => path.join(folder, name);
    mkdirSync(place('folder'));
    symlinkSync(place('loop'), place('loop'));
    for (const name of ['folder', 'loop', 'missing', 'missing/deep']) {
      assert.equal(readSmall(place(name)), undefined, name);
      assert.equal(readTail(place(name), 10), undefined, name);
    }
    assert.equal(readSmall('/dev/null'), undefined, 'reading it would not end well');
    assert.deepEqual(listFolder(place('missing')), []);
  });

  test('are read through links', async (t) => {
    const folder = await temporaryFolder(t);
    writeFileSync(path.join(folder, 'a'), 'Zoë');
    symlinkSync('a', path.join(folder, 'b'));
    assert.equal(readSmallText(path.join(folder, 'b')), 'Zoë');
  });
});

suite('two spellings of a place', () => {
  test('are one where a link leads from one to the other, also to what does not exist yet', async (t) => {
    const folder = await canonical(await temporaryFolder(t));
    mkdirSync(path.join(folder, 'real'));
    symlinkSync('real', path.join(folder, 'link'));
    for (const [one, other, same] of [
      ['real', 'link', true],
      ['real/new/deep', 'link/new/deep', true],
      ['real/../real', 'link/.', true],
      ['real', 'other', false],
      ['real/new', 'link/New2', false],
    ] as const)
      assert.equal(await samePlace(path.join(folder, one), `${folder}/${other}`), same, `${one} and ${other}`);
  });
});

suite('what goes wrong below a worktree', () => {
  for (const [error, reason] of [
    [new GitError('missing', 'git was not found.'), 'no-git'],
    [new GitError('disk-full', 'git add failed.'), 'disk-full'],
    [new GitError('timeout', 'git took too long.'), 'git'],
    [new GitError('locked', 'index.lock'), 'git'],
    [Object.assign(new Error('no space'), { code: 'ENOSPC' }), 'disk-full'],
    [Object.assign(new Error('quota'), { code: 'EDQUOT' }), 'disk-full'],
    [new Error('something'), 'git'],
    ['only words', 'git'],
  ] as const)
    test(`is ${reason}: ${String(error)}`, () => {
      const failure = workspaceFailure(error);
      assert.equal(failure.reason, reason);
      assert.match(failure.message, reason === 'disk-full' ? /^The disk is full: .* worktree\.root in the plan/ : /./);
      assert.equal(failure.cause, error);
    });

  test('is not explained twice', async () => {
    const first = workspaceFailure(new GitError('disk-full', 'git add failed.'));
    assert.equal(workspaceFailure(first), first);
    await assert.rejects(
      asWorkspace(() => Promise.reject(first)),
      (error) => error === first,
    );
    await assert.rejects(
      asWorkspace(() => Promise.reject(new Error('x'))),
      WorkspaceError,
    );
    assert.equal(await asWorkspace(() => Promise.resolve(3)), 3);
  });
});
