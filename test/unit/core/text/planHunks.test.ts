import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { hunksBetween, takeHunks } from '../../../../src/core/text/planHunks.ts';
import type { Hunk } from '../../../../src/core/text/planHunks.ts';

const before = `name: Rename
constraints:
  - Keep the order.
waves:
  - id: w1
    tasks:
      - id: t1
        owns: [a]
      - id: t2
        owns: [b]
`;

/** Text before, edited by finding and replacing. */
const edited = (...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => text.replace(from, to), before);

const texts = (after: string): readonly string[] => hunksBetween(before, after).map(({ text }) => text);

/** Text that a patch program makes of one hunk, by its head alone. */
function patched(text: string, { text: patch }: Hunk): string {
  const [head = '', ...rows] = patch.split('\n');
  const [, at = '', count = ''] = /^@@ -(\d+),(\d+) \+\d+,\d+ @@ \d+$/.exec(head) ?? [];
  const lines = text.split('\n').slice(0, -1);
  const start = Number(count) === 0 ? Number(at) : Number(at) - 1;
  const olds = rows.filter((row) => !row.startsWith('+')).map((row) => row.slice(1));
  assert.deepEqual(lines.slice(start, start + olds.length), olds, 'the lines of the hunk are where its head says');
  const news = rows.filter((row) => !row.startsWith('-')).map((row) => row.slice(1));
  return [...lines.slice(0, start), ...news, ...lines.slice(start + olds.length)].map((line) => `${line}\n`).join('');
}

describe('the changes of a plan that can be taken one by one', () => {
  test('are none where the texts are equal, or differ in the ends of their lines alone', () => {
    assert.deepEqual(hunksBetween(before, before), []);
    assert.deepEqual(hunksBetween('', ''), []);
    assert.deepEqual(hunksBetween(before, before.replaceAll('\n', '\r\n')), []);
  });

  test('say their number, their first line, how many lines come and go, and one line around', () => {
    const after = edited(['Keep the order.', 'Keep the sizes.\n  - Keep the names.']);
    assert.deepEqual(hunksBetween(before, after), [
      {
        number: 1,
        line: 3,
        added: 2,
        removed: 1,
        text: [
          '@@ -2,3 +2,4 @@ 1',
          ' constraints:',
          '-  - Keep the order.',
          '+  - Keep the sizes.',
          '+  - Keep the names.',
          ' waves:',
        ].join('\n'),
      },
    ]);
  });

  test('of two tasks beside each other are two, although nothing unchanged is between them', () => {
    const after = edited(['owns: [a]', 'owns: [a, c]'], ['- id: t2\n        owns: [b]', '- id: t3\n        owns: [d]']);
    assert.deepEqual(texts(after), [
      '@@ -7,2 +7,2 @@ 1\n       - id: t1\n-        owns: [a]\n+        owns: [a, c]',
      '@@ -9,2 +9,2 @@ 2\n-      - id: t2\n-        owns: [b]\n+      - id: t3\n+        owns: [d]',
    ]);
  });

  test('with two unchanged lines between them are one, with three they are two', () => {
    const lines = (count: number): string => `a: |\n  x\n${'  same\n'.repeat(count)}  y\n`;
    const numbers = (count: number): number =>
      hunksBetween(lines(count), lines(count).replace('  x', '  X').replace('  y', '  Y')).length;
    assert.deepEqual([1, 2, 3].map(numbers), [1, 1, 2]);
  });

  test('of a new task are its own lines, not the end of the one before and its own beginning', () => {
    const after = edited(['      - id: t2', '      - id: t1b\n        owns: [a]\n      - id: t2']);
    const [hunk] = hunksBetween(before, after);
    assert.equal(hunk?.line, 9);
    assert.match(hunk.text, /\n\+ {6}- id: t1b\n\+ {8}owns: \[a\]\n/u);
  });

  test('of a new plan are everything, as one for each key, wave and task', () => {
    assert.deepEqual(
      hunksBetween('', before).map(({ text }) => text.split('\n')[1]),
      ['+name: Rename', '+constraints:', '+waves:'],
    );
  });
});

describe('a plan with some of its changes', () => {
  const after = edited(
    ['name: Rename', 'name: Move'],
    ['Keep the order.', 'Keep the sizes.'],
    ['owns: [a]', 'owns: [a, c]'],
    ['owns: [b]', 'owns: [b, d]'],
  );

  test('is the plan before without any, and the plan after with all', () => {
    const count = hunksBetween(before, after).length;
    assert.equal(count, 4);
    assert.equal(takeHunks(before, after, new Set()), before);
    assert.equal(takeHunks(before, after, new Set([1, 2, 3, 4])), after);
    assert.equal(takeHunks(before, after, new Set([0, 9, -1])), before, 'numbers that no change has mean none');
  });

  for (const [taken, expected] of [
    [[1], edited(['name: Rename', 'name: Move'])],
    [[2], edited(['Keep the order.', 'Keep the sizes.'])],
    [[3], edited(['owns: [a]', 'owns: [a, c]'])],
    [[2, 4], edited(['Keep the order.', 'Keep the sizes.'], ['owns: [b]', 'owns: [b, d]'])],
  ] as const) {
    test(`has those of ${taken.join(' and ')} and no other`, () => {
      assert.equal(takeHunks(before, after, new Set(taken)), expected);
    });
  }

  test('that takes nothing stays byte for byte as it was, whatever its lines end with', () => {
    for (const odd of ['name: a', 'name: a\r\nb: c\nd: e\n', 'name: a\n\n\n']) {
      assert.equal(takeHunks(odd, `${odd}\nmore: x\n`.replace('name: a', 'name: b'), new Set()), odd);
    }
  });

  test('keeps the line ends of Windows in lines that come', () => {
    const windows = before.replaceAll('\n', '\r\n');
    assert.equal(takeHunks(windows, after, new Set([1])), windows.replace('name: Rename', 'name: Move'));
  });

  for (const [what, mixed, draft, expected] of [
    [
      'each line that stays as it ended',
      'a: 1\r\nb: 2\nc: 3\nd: 4\n',
      'a: 9\nb: 2\nc: 3\nd: 8\n',
      'a: 9\r\nb: 2\nc: 3\nd: 4\n',
    ],
    [
      'the end of the line that is replaced',
      'a: 1\nb: 2\r\nc: 3\nd: 4\n',
      'a: 1\nb: 9\nc: 3\nd: 8\n',
      'a: 1\nb: 9\r\nc: 3\nd: 4\n',
    ],
    [
      'the end of the line above for one that is new',
      'a: 1\nb: 2\r\nc: 3\nd: 4\n',
      'a: 1\nb: 2\ne: 5\nc: 3\nd: 8\n',
      'a: 1\nb: 2\r\ne: 5\r\nc: 3\nd: 4\n',
    ],
    ['what ends where a line goes', 'a: 1\r\nb: 2\nc: 3\r\nd: 4\n', 'a: 1\nc: 3\nd: 8\n', 'a: 1\r\nc: 3\r\nd: 4\n'],
  ] as const) {
    test(`of lines with mixed ends keeps ${what}`, () => {
      assert.equal(takeHunks(mixed, draft, new Set([1])), expected);
    });
  }

  test('that was empty gets the line ends of what it takes', () => {
    assert.equal(takeHunks('', 'a: 1\r\nb: 2\r\n', new Set([2])), 'b: 2\r\n');
  });
});

describe('any two texts', () => {
  const line = fc.constantFrom(
    'a: 1',
    'b: 2',
    'waves:',
    '  - id: w1',
    '  - id: w2',
    '      - title: x',
    '  c',
    '',
    '# é',
    '- id: t',
  );
  const text = fc.array(line, { maxLength: 14 }).map((lines) => lines.map((each) => `${each}\n`).join(''));

  test('give changes of which each alone is what a patch program makes of it', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const hunks = hunksBetween(one, other);
        assert.deepEqual(
          hunks.map(({ number }) => number),
          hunks.map((_, index) => index + 1),
        );
        if (hunks.length < 2) return;
        for (const hunk of hunks) assert.equal(takeHunks(one, other, new Set([hunk.number])), patched(one, hunk));
      }),
      { numRuns: 400 },
    );
  });

  test('differ by as many lines as the changes add and take away', () => {
    fc.assert(
      fc.property(text, text, fc.func(fc.boolean()), (one, other, choose) => {
        const hunks = hunksBetween(one, other);
        const taken = hunks.filter(({ number }) => choose(number));
        const sum = taken.reduce((total, { added, removed }) => total + added - removed, 0);
        const count = (some: string): number => some.split('\n').length;
        assert.equal(count(takeHunks(one, other, new Set(taken.map(({ number }) => number)))), count(one) + sum);
      }),
    );
  });

  test('lead from one to the other when the rest is taken afterwards', () => {
    fc.assert(
      fc.property(text, text, fc.nat(5), (one, other, number) => {
        const half = takeHunks(one, other, new Set([number]));
        const rest = new Set(hunksBetween(half, other).map((hunk) => hunk.number));
        assert.equal(takeHunks(half, other, rest), other);
      }),
    );
  });

  test('that differ in the ends of some lines keep, where one change is taken, the end of each line that stays', () => {
    const ended = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 10 });
    fc.assert(
      fc.property(ended, text, fc.integer({ min: 1, max: 4 }), (lines, other, number) => {
        const one = lines.map((pair) => pair.join('')).join('');
        if (hunksBetween(one, other).length < 2) return;
        const plain = (some: string): string => some.replaceAll('\r\n', '\n');
        const taken = takeHunks(one, other, new Set([number]));
        assert.equal(plain(taken), takeHunks(plain(one), other, new Set([number])));
        const kinds = (some: string): ReadonlySet<string> => new Set(some.match(/\r?\n/g));
        if (kinds(one).size === 1)
          assert.deepEqual(
            [...kinds(taken)].filter((kind) => !kinds(one).has(kind)),
            [],
          );
      }),
    );
  });

  test('may be anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        assert.equal(takeHunks(one, other, new Set()), hunksBetween(one, other).length === 0 ? other : one);
      }),
    );
  });
});
