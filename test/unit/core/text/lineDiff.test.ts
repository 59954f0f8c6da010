import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { lineDiff, unifiedDiff } from '../../../../src/core/text/lineDiff.ts';

const line = fc.constantFrom('a', 'b', 'c', '', '  d', 'waves:');
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((each) => `${each}\n`).join(''));

suite('the difference of two texts', () => {
  test('gives back both of them, whatever they are', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = lineDiff(before, after);
        const side = (left: string): string =>
          parts
            .filter(({ kind }) => kind === 'same' || kind === left)
            .flatMap(({ lines }) => lines)
            .map((each) => `${each}\n`)
            .join('');
        assert.equal(side('removed'), before);
        assert.equal(side('added'), after);
      }),
    );
  });

  test('is as small as can be: one changed line is one', () => {
    const before = 'a\nb\nc\nd\ne\n';
    assert.deepEqual(lineDiff(before, 'a\nb\nX\nd\ne\n'), [
      { kind: 'same', lines: ['a', 'b'] },
      { kind: 'removed', lines: ['c'] },
      { kind: 'added', lines: ['X'] },
      { kind: 'same', lines: ['d', 'e'] },
    ]);
    assert.equal(unifiedDiff(before, before, 'plan.yaml'), '');
  });

  test('can be applied by git', (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-diff-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    execFileSync('git', ['-C', folder, 'init', '--quiet']);
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');
    const after = before
      .replace('line 3\n', 'line three\n')
      .replace('line 20\n', '')
      .replace('line 39\n', 'line 39\nend\n');
    writeFileSync(path.join(folder, 'plan.yaml'), before);
    const patch = unifiedDiff(before, after, 'plan.yaml');
    const applied = spawnSync('git', ['-C', folder, 'apply', '-'], { input: patch, encoding: 'utf8' });
    assert.equal(applied.status, 0, `${applied.stderr}\n${patch}`);
    assert.equal(execFileSync('cat', [path.join(folder, 'plan.yaml')], { encoding: 'utf8' }), after);
  });
});
