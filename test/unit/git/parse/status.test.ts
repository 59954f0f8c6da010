import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseStatus } from '../../../../src/git/parse/status.ts';

const one = '1'.repeat(40);
const two = '2'.repeat(40);
const ordinary = (state: string, path: string, submodule = 'N...'): string =>
  `1 ${state} ${submodule} 100644 100644 100644 ${one} ${two} ${path}\0`;

suite('the state of a checkout', () => {
  test('tells files with quotes, newlines and spaces at either end by their own names', () => {
    for (const name of [
      'a "quoted" name',
      ' leading',
      'trailing ',
      'two\nlines',
      'tab\there',
      'back\\slash',
      '# no header',
      '1 .M',
    ])
      assert.deepEqual(
        parseStatus(ordinary('.M', name)).entries.map(({ path }) => path),
        [name],
      );
  });

  test('tells that the same file is staged differently', () => {
    const [before] = parseStatus(ordinary('M.', 'a')).entries;
    const [after] = parseStatus(ordinary('M.', 'a').replace(two, '3'.repeat(40))).entries;
    assert.notEqual(before?.detail, after?.detail);
    assert.equal(before?.state, after?.state);
  });

  test('tells what changed inside a submodule from a submodule that is at another commit', () => {
    const inside = parseStatus(ordinary('.M', 'lib', 'S.M.')).entries[0];
    const moved = parseStatus(ordinary('.M', 'lib', 'SC..')).entries[0];
    assert.equal(inside?.path, 'lib');
    assert.notEqual(inside.detail, moved?.detail);
  });

  test('does not take the old name of a rename for an entry of another kind', () => {
    const renamed = `2 R. N... 100644 100644 100644 ${one} ${two} R100 new\0? old\0${ordinary('.D', 'next')}`;
    assert.deepEqual(
      parseStatus(renamed).entries.map(({ path, state }) => [state, path]),
      [
        ['R.', 'new'],
        ['R.', '? old'],
        ['.D', 'next'],
      ],
    );
  });

  test('has untracked and ignored files, which say nothing of an index', () => {
    assert.deepEqual(parseStatus('? new file\0! dist/\0').entries, [
      { path: 'new file', state: '??', detail: '' },
      { path: 'dist/', state: '!!', detail: '' },
    ]);
  });

  test('has a branch of any name, and none that is called as git says there is none', () => {
    assert.equal(parseStatus('# branch.head feature/#12 x\0').branch, 'feature/#12 x');
    assert.equal(parseStatus('# branch.head (detached)\0').branch, undefined);
    assert.equal(parseStatus('# branch.oid (initial)\0').commit, undefined);
    assert.deepEqual(parseStatus('# branch.ab +1 -2\0# stash 3\0'), { entries: [] });
  });

  test('is the same entries in whatever order git prints them', () => {
    const rows = [ordinary('.M', 'a'), '? b\0', ordinary('A.', 'c')];
    const sorted = (text: string) => [...parseStatus(text).entries].sort((x, y) => x.path.localeCompare(y.path));
    assert.deepEqual(sorted(rows.join('')), sorted([...rows].reverse().join('')));
  });
});
