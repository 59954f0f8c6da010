import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { foldersOf } from '../../../../src/core/digest/folders.ts';
import { namesIn } from '../../../../src/core/digest/namesIn.ts';
import { renderDigest, useOf } from '../../../../src/core/digest/renderDigest.ts';

suite('the digest of a repository', () => {
  test('names the code that a goal is about, and no prose', () => {
    assert.deepEqual(namesIn('Move `greet` and AuthResolver.resolve_token out of the CLI.'), [
      'greet',
      'AuthResolver',
      'resolve_token',
    ]);
    assert.deepEqual(namesIn('Make the product faster.'), []);
  });

  test('tells a definition, an import and a call apart', () => {
    const of = (text: string) => useOf({ name: 'greet', text });
    assert.equal(of('export function greet(name) {'), 'definition');
    assert.equal(of('func (s *Server) greet(name string) {'), 'definition');
    assert.equal(of("import { greet } from './greet.js';"), 'import');
    assert.equal(of('from app import greet'), 'import');
    assert.equal(of('  return greet(name);'), 'call');
    assert.equal(of('// greet is old'), 'mention');
  });

  test('shows where names are made, imported and used, who owns what, and how the project is tested', () => {
    const text = renderDigest(
      {
        commit: 'c'.repeat(40),
        files: [
          { path: 'src/greet.js', size: 1_200 },
          { path: 'src/cli.js', size: 300 },
          { path: 'package.json', size: 40 },
          { path: 'CODEOWNERS', size: 40 },
        ],
        texts: { 'package.json': '{"scripts":{"test":"x"}}', CODEOWNERS: '# who\nsrc/ @team/greeters\n' },
        occurrences: [
          { name: 'greet', file: 'src/cli.js', line: 9, text: '  greet(name);' },
          { name: 'greet', file: 'src/greet.js', line: 1, text: 'export function greet(name) {' },
        ],
      },
      'Change `greet` in greet.js.',
    );
    assert.match(text, /4 files, 2 kB/);
    assert.match(text, /- src\/greet\.js \(1 kB\)/);
    assert.match(text, /definition, src\/greet\.js:1: .*\n {2}- call, src\/cli\.js:9/);
    assert.match(text, /- test: `npm test` \(from package\.json\)/);
    assert.match(text, /- `src\/`: @team\/greeters/);
    assert.match(text, /### Files the goal names\n\n- src\/greet\.js/);
  });

  test('says when nothing proves that the project works', () => {
    const text = renderDigest({ commit: 'c', files: [{ path: 'README.md', size: 1 }], texts: {}, occurrences: [] }, '');
    assert.match(text, /test: none found/);
  });

  test('stays short for a large repository, and still says where everything is', () => {
    const files = Array.from({ length: 20_000 }, (_, index) => ({
      path: `packages/p${index % 200}/src/m${index % 7}/file${index}.ts`,
      size: 1_000,
    }));
    const text = renderDigest({ commit: 'c', files, texts: {}, occurrences: [] }, '');
    assert.ok(text.length < 20_000, `${text.length} characters`);
    const folders = foldersOf(files, 120);
    assert.equal(folders[0]?.files, 20_000);
    assert.ok(folders.length <= 120);
  });
});
