import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { lineDiff, unifiedDiff } from '../../../../src/core/text/lineDiff.ts';
import { hunksBetween, takeHunks } from '../../../../src/core/text/planHunks.ts';

const line = fc.constantFrom(
  'a',
  'b',
  'c',
  '',
  '  d',
  'waves:',
  'title: x',
  '  - id: w',
  '      - id: a',
  '      - id: b',
);
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

  test('can be taken hunk by hunk: all of them lead to the text after, none to the one before', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (before, after, seed) => {
        const numbers = hunksBetween(before, after).map(({ number }) => number);
        assert.equal(takeHunks(before, after, new Set(numbers)), after);
        assert.equal(takeHunks(before, after, new Set()), numbers.length === 0 ? after : before);
        const some = new Set(numbers.filter((number) => (seed >> (number % 31)) % 2 === 1));
        const half = takeHunks(before, after, some);
        assert.equal(takeHunks(half, after, new Set(hunksBetween(half, after).map(({ number }) => number))), after);
      }),
    );
  });

  test('is cut at keys of the plan, waves and tasks, each with its own new text', () => {
    const task = (id: string, text: string): string =>
      `      - id: ${id}\n        objective: ${text}\n        verify: [npm test]\n`;
    const plan = (title: string, goal: string, ...tasks: readonly string[]): string =>
      `title: ${title}\ngoal: ${goal}\nwaves:\n  - id: w1\n    tasks:\n${tasks.join('')}`;
    const before = plan('A', 'One', task('a', 'x'), task('b', 'y'));
    const counts = (after: string) => hunksBetween(before, after).map(({ removed, added }) => [removed, added]);
    const keys = plan('B', 'Two', task('a', 'x'), task('b', 'y'));
    assert.deepEqual(
      counts(keys),
      [
        [1, 1],
        [1, 1],
      ],
      'two keys side by side',
    );
    assert.equal(takeHunks(before, keys, new Set([2])), plan('A', 'Two', task('a', 'x'), task('b', 'y')));
    const more = plan('A', 'One', task('a', 'x'), task('c', 'z'), task('d', 'z'), task('b', 'y'));
    assert.deepEqual(
      counts(more),
      [
        [0, 3],
        [0, 3],
      ],
      'two new tasks',
    );
    assert.equal(
      takeHunks(before, more, new Set([2])),
      plan('A', 'One', task('a', 'x'), task('d', 'z'), task('b', 'y')),
    );
    assert.deepEqual(
      counts(plan('A', 'One', task('a', 'X'), task('b', 'Y'))),
      [
        [1, 1],
        [1, 1],
      ],
      'a line of each task',
    );
    const wave = `  - id: w2\n    tasks:\n${task('c', 'z')}${task('d', 'z')}`;
    assert.deepEqual(counts(before + wave), [[0, 8]], 'a new wave is whole, with its tasks');
  });

  test('moves a change to where its part begins, over more lines than it has', () => {
    const before = 'title: x\na\na\na\n';
    const after = 'title: x\ntitle: x\na\na\na\n';
    assert.equal(takeHunks(before, after, new Set()), before);
    const longer = `x\n  - id: w\n${'a\n'.repeat(3)}`;
    assert.equal(takeHunks(longer, `${longer}a\n`, new Set()), longer);
    assert.deepEqual(
      hunksBetween(longer, `${longer}a\n`).map(({ added }) => added),
      [1],
    );
  });

  test('keeps the line ends of the text that it changes', () => {
    assert.equal(
      takeHunks('a\r\nb\r\nc\r\nd\r\ne\r\n', 'A\r\nb\r\nc\r\nd\r\nE\r\n', new Set([1])),
      'A\r\nb\r\nc\r\nd\r\ne\r\n',
    );
  });
});
