import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { indexEntries } from '../../../../src/git/files/indexEntries.ts';
import { parseIndex } from '../../../../src/git/parse/indexFile.ts';
import { testRepository } from '../../../integration/git/testRepository.ts';

test('files of an index are those that git lists, whether its file or git tells', async (context) => {
  const names = ['a', 'lib/ü', 'lib/z', `${'folder/'.repeat(30)}file.js`];
  const { folder, git } = testRepository(context, Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  const index = path.join(folder, '.git', 'index');
  const parsed = () => parseIndex(readFileSync(index))?.map(({ file, id }) => `${id} ${file}`);
  const staged = () =>
    git('ls-files', '-s', '-z')
      .replaceAll(/\d+ (\w+) \d\t/g, '$1 ')
      .split('\0')
      .slice(0, -1);

  assert.deepEqual(parsed(), staged());
  const read = await indexEntries({ folder });
  for (const { file, size, changed } of read) {
    const { size: onDisk, ctimeNs } = statSync(path.join(folder, file), { bigint: true });
    assert.deepEqual([BigInt(size), changed], [onDisk, ctimeNs], file);
  }

  const known = read.map(({ file, size, changed }) => ({ file, changed, size }));
  git('update-index', '--index-version', '4');
  assert.equal(parsed(), undefined, 'names are compressed');
  assert.deepEqual(await indexEntries({ folder }), known);
  git('update-index', '--index-version', '2');
  git('update-index', '--split-index');
  assert.equal(parsed(), undefined, 'entries are in another file');
  assert.deepEqual(await indexEntries({ folder }), known);
});

test('an index that is not whole, or is not as it was written, is left to git', (context) => {
  const { folder } = testRepository(context, { a: 'a', b: 'b' });
  const index = readFileSync(path.join(folder, '.git', 'index'));
  for (let length = 0; length < index.length; length += 1) {
    assert.equal(parseIndex(index.subarray(0, length)), undefined, `after ${length} bytes`);
  }
  const changed = Buffer.from(index);
  changed.writeUInt32BE(1, 8);
  assert.equal(parseIndex(changed), undefined);
});

test('an index of long names of objects is read, too', (context) => {
  const { home, gitIn } = testRepository(context, {});
  gitIn(home, 'init', '--quiet', '--object-format=sha256', 'other');
  const folder = path.join(home, 'other');
  writeFileSync(path.join(folder, 'a'), 'text');
  gitIn(folder, 'add', 'a');
  const [only] = parseIndex(readFileSync(path.join(folder, '.git', 'index'))) ?? [];
  assert.deepEqual([only?.file, only?.size, only?.id.length], ['a', 4, 64]);
});
