import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { completion } from '../../../src/languageServer/completion.ts';
import { hover } from '../../../src/languageServer/hover.ts';
import { inlayHints } from '../../../src/languageServer/inlayHints.ts';
import { inTask } from './marked.ts';

const facts = { files: ['README.md', 'src/a.js', 'src/b.js', 'src/lib/c.js', 'src/lib/d.js', 'test/a.test.js'] };
const everywhere = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

describe('paths are completed from the repository', () => {
  const offered = (lines: string): readonly string[] => {
    const { file, position } = inTask(lines, facts);
    return completion(file, position).map(({ label }) => label);
  };

  test('one folder at a time, with everything in it as a glob', () => {
    assert.deepEqual(offered('owns: [▮]'), ['src/**', 'test/**', 'README.md', 'src/', 'test/']);
    assert.deepEqual(offered('owns: [src/▮]'), ['src/lib/**', 'src/a.js', 'src/b.js', 'src/lib/']);
    assert.deepEqual(offered('reads:\n  - src/lib/▮'), ['src/lib/c.js', 'src/lib/d.js']);
  });

  test('and take the place of what is written', () => {
    const { document, file, position } = inTask('owns: [a.js, src/l▮ib/x]', facts);
    const edit = completion(file, position)[0]?.textEdit;
    assert.ok(edit !== undefined && 'range' in edit);
    assert.equal(document.getText(edit.range), 'src/lib/x');
  });

  test('not where the repository is not known, nor where no path belongs', () => {
    const { file, position } = inTask('owns: [▮]');
    assert.deepEqual(completion(file, position), []);
    assert.deepEqual(offered('verify: [▮]'), []);
  });
});

test('hovering over a glob shows the files it matches', () => {
  const { file, position } = inTask('owns: [src/l▮ib/*]', facts);
  assert.deepEqual(hover(file, position)?.contents, {
    kind: 'markdown',
    value: 'Matches 2 files of the repository.\n\n- `src/lib/c.js`\n- `src/lib/d.js`',
  });
});

test('hovering over a task shows what it does in the run', () => {
  const { file, position } = inTask('dependsOn: [▮a]', facts);
  assert.match(JSON.stringify(hover(file, position, { a: 'Running' })?.contents), /In the run: Running/);
});

describe('hints', () => {
  test('say behind each glob how many files it matches', () => {
    const { file } = inTask('owns: ["src/**", src/a.js]\nreads: [test/*▮]', facts);
    assert.deepEqual(
      inlayHints(file, everywhere).map(({ label, tooltip }) => [label, tooltip]),
      [
        ['4 files', 'src/a.js\nsrc/b.js\nsrc/lib/c.js\nsrc/lib/d.js'],
        ['1 file', 'test/a.test.js'],
      ],
    );
  });

  test('are made for the lines that are asked about', () => {
    const { file } = inTask('owns: ["src/**"▮]', facts);
    assert.deepEqual(inlayHints(file, { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } }), []);
  });
});
