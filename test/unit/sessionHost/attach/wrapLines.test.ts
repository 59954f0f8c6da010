import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wrapLines } from '../../../../src/sessionHost/attach/wrapLines.ts';

const cyan = '\u001b[36m';
const plain = '\u001b[0m';

test('a terminal that is wide enough shows lines as they are', () => {
  assert.equal(wrapLines('  edits   src/a.js\n', 80), '  edits   src/a.js\n');
});

test('long lines break between words and stay to the right of their label', () => {
  const line = `  ${cyan}runs    ${plain}node --test test/one.test.js test/two.test.js\n`;
  assert.equal(
    wrapLines(line, 32),
    `  ${cyan}runs    ${plain}node --test test/\n          one.test.js test/\n          two.test.js\n`,
  );
});

test('in a third of a panel, words are still whole', () => {
  const shown = wrapLines('  edits   src/commands/search.js', 29);
  assert.equal(shown, '  edits   src/commands/\n          search.js');
});

test('a path that is longer than a row breaks behind its slashes', () => {
  const shown = wrapLines('worktree  /home/robin/.local/share/wavegate/worktrees/packhorse', 34);
  assert.equal(shown, 'worktree  /home/robin/.local/\n          share/wavegate/\n          worktrees/packhorse');
});

test('no row is wider than the terminal, and no word is lost', () => {
  const words = fc.array(fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(...'abc/.\\-') }));
  fc.assert(
    fc.property(words, fc.integer({ min: 16, max: 90 }), (some, columns) => {
      const shown = wrapLines(`  reads   ${some.join(' ')}`, columns);
      for (const row of shown.split('\n')) assert.ok(row.length <= columns, row);
      assert.equal(shown.replaceAll(/\s/g, ''), `reads${some.join('')}`);
    }),
  );
});
