import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { acceptedLines, missingWord } from '../../../../src/core/gates/acceptedRed.ts';
import { changeParts, isGenerated } from '../../../../src/core/gates/changeParts.ts';
import { changeReasons } from '../../../../src/core/gates/changeSigns.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';

const change = (more: Partial<FileChange> = {}): FileChange => ({
  ...{ path: 'src/a.ts', kind: 'modified', additions: 1, deletions: 0 },
  ...more,
});

describe('the reasons to look at a changed file', () => {
  for (const [what, more, expected] of [
    ['are none for one like any other', {}, []],
    ['are that it is a link', { form: 'link' }, ['a link']],
    [
      'are where a link leads, first',
      { form: 'link', leadsOut: '/etc/passwd' },
      ['a link that leads out, to /etc/passwd', 'a link'],
    ],
    ['are that it points to a submodule', { form: 'submodule' }, ['pointer to a submodule']],
    ['are that its permissions change', { form: 'permissions' }, ['changes permissions']],
    ['are that nothing of it is shown', { form: 'binary' }, ['binary']],
    ['are that a tool had written it before', { generated: 'before' }, ['generated']],
    [
      'are that a new one says a tool has written it',
      { generated: 'newly', kind: 'added' },
      ['new and marked as generated'],
    ],
    ['are, weightier, that an old one says so now', { generated: 'newly' }, ['newly marked as generated']],
    ['are said once where its path says it, too', { generated: 'newly', path: 'dist/a.js' }, ['generated']],
    [
      'are those of its path and of its form',
      { form: 'link', path: 'package.json' },
      ['a link', 'build or test scripts'],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(changeReasons(change(more as Partial<FileChange>)), expected));
  }

  test('fold what a tool has written, and never what only says so now', () => {
    const folded = (more: Partial<FileChange>): boolean => isGenerated(changeReasons(change(more)));
    assert.ok(
      folded({ generated: 'before' }) && folded({ path: 'a/package-lock.json' }) && folded({ path: 'gen/x.ts' }),
    );
    assert.ok(!folded({ generated: 'newly' }) && !folded({ generated: 'newly', kind: 'added' }) && !folded({}));
  });
});

describe('changed files in portions', () => {
  test('are as many as an editor opens at once, generated ones by themselves', () => {
    const files = ['a', 'b', 'dist/x.js', 'c', 'yarn.lock'].map((path) => change({ path }));
    const { parts, listed } = changeParts(files, 2);
    assert.deepEqual(
      parts.map((part) => part.map(({ path }) => path)),
      [['a', 'b'], ['c']],
    );
    assert.deepEqual(
      listed.map(({ path }) => path),
      ['dist/x.js', 'yarn.lock'],
    );
  });

  test('go by the reasons that are given, where they are', () => {
    assert.equal(changeParts([{ ...change(), reasons: ['generated'] }], 9).listed.length, 1);
    assert.equal(changeParts([{ ...change({ path: 'dist/x.js' }), reasons: [] }], 9).parts.length, 1);
  });

  test('hold every file once, in its order, whatever the size of a portion', () => {
    const path = fc.constantFrom('a', 'b.ts', 'dist/c', 'yarn.lock', 'x/d', 'constructor');
    fc.assert(
      fc.property(
        fc.array(path),
        fc.oneof(fc.integer({ min: -2, max: 9 }), fc.double({ min: 0, max: 5, noNaN: true })),
        (paths, size) => {
          const files = paths.map((each) => change({ path: each }));
          const { parts, listed } = changeParts(files, size);
          assert.deepEqual(new Set([...parts.flat(), ...listed]), new Set(files));
          assert.equal(parts.flat().length + listed.length, files.length);
          for (const part of parts) assert.ok(part.length > 0 && part.length <= Math.max(1, size));
        },
      ),
    );
  });
});

describe('checks that were accepted as red before the run', () => {
  test('are named with who said so, and how they know', () => {
    assert.deepEqual(acceptedLines({}), []);
    assert.deepEqual(acceptedLines({ accepted: ['lint', 'e2e'] }), ['lint', 'e2e']);
    assert.deepEqual(acceptedLines({ accepted: ['lint'], acceptedBy: { who: 'ada', note: 'Red for a week.' } }), [
      'lint, by ada: Red for a week.',
    ]);
  });

  test('need a word of whoever approves over them', () => {
    assert.deepEqual(missingWord({ accepted: ['lint', 'e2e'] }, ' \n'), [
      {
        field: 'note',
        names: [],
        text: 'lint, e2e is red and was accepted as red before the run. Say in the note how you know, or reject the gate.',
      },
    ]);
    assert.deepEqual(missingWord({ accepted: ['lint'] }, 'I ran it.'), []);
    assert.deepEqual(missingWord({}, ''), []);
  });
});
