import assert from 'node:assert/strict';
import test from 'node:test';
import { nameClashes, nameClashText } from '../../../../src/core/glob/nameClashes.ts';

const clashes = (old: readonly string[], added: readonly string[]): readonly string[] =>
  nameClashes([...old, ...added], new Set(added)).map((clash) => nameClashText(clash, (file) => `task of ${file}`));

test('files that differ by case only are told with whose they are', () => {
  assert.deepEqual(clashes(['a.txt'], ['Readme.md', 'README.md']), [
    'Readme.md (task of Readme.md) and README.md (task of README.md) differ by case only, which is one file on macOS and Windows',
  ]);
  assert.deepEqual(clashes(['docs/Guide.md'], ['docs/guide.md']), [
    'docs/Guide.md (there before) and docs/guide.md (task of docs/guide.md) differ by case only, which is one file on macOS and Windows',
  ]);
});

test('letters with accents are one name however they are encoded', () => {
  const [text] = clashes([], ['caf\u00e9.md', 'cafe\u0301.md']);
  assert.match(text ?? '', /differ only in how their letters are encoded in Unicode, which is one file/);
  assert.equal(clashes([], ['\u03a3\u0391\u03a3.md', '\u03c3\u03b1\u03c2.md']).length, 1);
});

test('a file and a folder, and two folders, are told once, without all that lies in them', () => {
  assert.deepEqual(clashes(['Docs/a.md', 'Docs/b.md'], ['docs']), [
    'Docs/ (there before) and docs (task of docs) differ by case only, and macOS and Windows cannot have a file and a folder of one name',
  ]);
  assert.deepEqual(clashes(['src/Api/a.ts'], ['src/api/a.ts', 'src/api/b.ts']), [
    'src/Api/ (there before) and src/api/ (task of src/api/a.ts) differ by case only, which is one folder on macOS and Windows',
  ]);
});

test('a repository that has such names already is for systems that tell them apart', () => {
  assert.deepEqual(clashes(['net/xt_DSCP.c', 'net/xt_dscp.c'], ['Readme.md', 'README.md']), []);
});

test('names that differ by more are no clash', () => {
  assert.deepEqual(clashes(['src/a.ts', 'README.md'], ['src/b.ts', 'docs/README.md', 'strasse.md', 'straße.md']), []);
});
