import assert from 'node:assert/strict';
import { lstat, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { prepareWorkFolder, readHandoffFile } from '../../../../src/sessions/agent/workFolder.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

/** A worktree, and a file of the person outside of it. */
async function worktree(t: Pick<TestContext, 'after'>) {
  const root = await temporaryFolder(t);
  const tree = path.join(root, 'tree');
  const outside = path.join(root, 'bashrc');
  await mkdir(tree);
  await writeFile(outside, 'mine\n');
  return { tree, outside, own: (name: string) => path.join(tree, '.wavegate', name) };
}

describe('the folder that an agent and Wavegate share', () => {
  it('has the directive in it, and is ignored by git', async (t) => {
    const { tree, own } = await worktree(t);
    const files = await prepareWorkFolder(tree, '# Do it\n');
    assert.deepEqual([files.directive, files.handoff], [own('directive.md'), own('handoff.json')]);
    assert.equal(files.handOver, undefined);
    assert.equal(await readFile(own('directive.md'), 'utf8'), '# Do it\n');
    assert.equal(await readFile(own('.gitignore'), 'utf8'), '*\n');
    assert.equal(files.writtenAt, (await lstat(own('directive.md'))).mtimeMs);
  });

  it('has nobody else’s handoff in it, also where that is a folder or a link', async (t) => {
    const { tree, outside, own } = await worktree(t);
    for (const leave of [
      () => writeFile(own('handoff.json'), '{"outcome":"done"}'),
      () => mkdir(path.join(own('handoff.json'), 'deep'), { recursive: true }),
      () => symlink(outside, own('handoff.json')),
    ]) {
      await prepareWorkFolder(tree, 'first');
      await leave();
      const { handoff } = await prepareWorkFolder(tree, 'second');
      assert.equal(await readHandoffFile(handoff), undefined);
      assert.equal(await readFile(own('directive.md'), 'utf8'), 'second');
    }
    assert.equal(await readFile(outside, 'utf8'), 'mine\n');
  });

  it('has the notes of the session before where they are handed over', async (t) => {
    const { tree, own } = await worktree(t);
    const { handOver } = await prepareWorkFolder(tree, 'd', '# Where I was\n');
    assert.equal(handOver, own('handover.md'));
    assert.equal(await readFile(own('handover.md'), 'utf8'), '# Where I was\n');
  });

  for (const name of ['directive.md', '.gitignore', 'handover.md'])
    it(`is written to itself where an earlier task has committed a link as ${name}`, async (t) => {
      const { tree, outside, own } = await worktree(t);
      await mkdir(path.dirname(own(name)));
      await symlink(outside, own(name));
      await prepareWorkFolder(tree, '# Do it\n', '# Where I was\n');
      assert.equal(await readFile(outside, 'utf8'), 'mine\n', 'the file outside is as it was');
      assert.ok((await lstat(own(name))).isFile());
    });

  it('is written where an earlier task has committed a folder by the name of one of its files', async (t) => {
    const { tree, own } = await worktree(t);
    await mkdir(path.join(own('directive.md'), 'deep'), { recursive: true });
    await prepareWorkFolder(tree, '# Do it\n');
    assert.equal(await readFile(own('directive.md'), 'utf8'), '# Do it\n');
  });

  it('is refused where it is a link, with what to do, and nothing is written behind it', async (t) => {
    const { tree, outside } = await worktree(t);
    const elsewhere = path.join(path.dirname(outside), 'elsewhere');
    await mkdir(elsewhere);
    await symlink(elsewhere, path.join(tree, '.wavegate'));
    await assert.rejects(
      prepareWorkFolder(tree, 'd'),
      /\.wavegate is a link\. .* remove the link from the repository\.$/,
    );
    await assert.rejects(lstat(path.join(elsewhere, 'directive.md')), { code: 'ENOENT' });
  });

  it('is refused where it is a link to nothing, or a file, with what to do', async (t) => {
    const { tree, outside } = await worktree(t);
    const place = path.join(tree, '.wavegate');
    await symlink(path.join(path.dirname(outside), 'nowhere'), place);
    await assert.rejects(
      prepareWorkFolder(tree, 'd'),
      /\.wavegate is a link\. .* remove the link from the repository\.$/,
    );
    await rm(place);
    await writeFile(place, 'a file of the repository');
    await assert.rejects(
      prepareWorkFolder(tree, 'd'),
      /\.wavegate is a file\. .* remove the file from the repository\.$/,
    );
    assert.equal(await readFile(place, 'utf8'), 'a file of the repository');
  });
});

describe('the handoff that an agent has left', () => {
  it('is its text, and when it was written', async (t) => {
    const { tree, own } = await worktree(t);
    const { handoff } = await prepareWorkFolder(tree, 'd');
    assert.equal(await readHandoffFile(handoff), undefined, 'there is none yet');
    await writeFile(handoff, '{"summary":"Zoë"}');
    await utimes(handoff, 100, 200);
    assert.deepEqual(await readHandoffFile(own('handoff.json')), { text: '{"summary":"Zoë"}', modifiedAt: 200_000 });
  });

  it('may be empty, which is for its reader to judge', async (t) => {
    const { tree } = await worktree(t);
    const { handoff } = await prepareWorkFolder(tree, 'd');
    await writeFile(handoff, '');
    assert.equal((await readHandoffFile(handoff))?.text, '');
  });

  it('is not read where it is larger than any honest one, and its size is told', async (t) => {
    const { tree } = await worktree(t);
    const { handoff } = await prepareWorkFolder(tree, 'd');
    const limit = 1024 * 1024;
    await writeFile(handoff, 'x'.repeat(limit));
    assert.equal((await readHandoffFile(handoff))?.text.length, limit);
    await writeFile(handoff, 'x'.repeat(limit + 1));
    const found = await readHandoffFile(handoff);
    assert.deepEqual([found?.text, found?.size], ['', limit + 1]);
  });

  it('is none where it is a link, however good what it leads to, or a folder', async (t) => {
    const { tree, own } = await worktree(t);
    const { handoff } = await prepareWorkFolder(tree, 'd');
    await writeFile(own('other.json'), '{"summary":"of another session"}');
    await symlink(own('other.json'), handoff);
    assert.equal(await readHandoffFile(handoff), undefined);
    await rm(handoff);
    await mkdir(handoff);
    assert.equal(await readHandoffFile(handoff), undefined);
  });
});
