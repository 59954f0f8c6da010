import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { repeatedSequences } from '../../../../src/core/flows/repeated.ts';

const limits = { least: 3, longest: 40 };
const item = fc.constantFrom('a', 'b', 'c', 'd');
const lists = fc.array(fc.array(item, { maxLength: 25 }), { maxLength: 8 });

suite('sequences that come again and again', () => {
  test('are found where they are planted, as long as they are, and only there', () => {
    const planted = ['one', 'two', 'three', 'four'];
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 0, max: 5 }), (times, noise) => {
        const found = repeatedSequences(
          Array.from({ length: times }, (_, list) => [
            ...Array.from({ length: noise }, (_each, at) => `before ${list} ${at}`),
            ...planted,
            ...Array.from({ length: noise }, (_each, at) => `after ${list} ${at}`),
          ]),
          limits,
        );
        assert.deepEqual(found, [
          { items: planted, occurrences: Array.from({ length: times }, (_, list) => ({ list, at: noise })) },
        ]);
      }),
    );
  });

  test('are the same whatever order the lists come in', () => {
    const told = (all: readonly (readonly string[])[]) =>
      repeatedSequences(all, limits).map(({ items, occurrences }) => ({ items, times: occurrences.length }));
    fc.assert(
      fc.property(
        lists.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => assert.deepEqual(told(shuffled), told(all)),
      ),
    );
  });

  test('are where it says, three times at least, and no place counts twice', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const counted = new Set<string>();
        for (const { items, occurrences } of repeatedSequences(all, limits)) {
          assert.ok(items.length >= 2 && occurrences.length >= limits.least);
          for (const { list, at } of occurrences) {
            assert.deepEqual(all[list]?.slice(at, at + items.length), items);
            for (let index = at; index < at + items.length; index++) {
              const place = `${list}:${index}`;
              assert.ok(!counted.has(place), place);
              counted.add(place);
            }
          }
        }
      }),
    );
  });

  test('leave nothing behind that comes three times beside what they took', () => {
    fc.assert(
      fc.property(lists, (all) => {
        const left = all.map((list) => list.map((name): string => name));
        repeatedSequences(all, limits).forEach(({ items, occurrences }, number) =>
          occurrences.forEach(({ list, at }, time) =>
            items.forEach((_, index) => {
              const there = left[list];
              if (there !== undefined) there[at + index] = `taken ${number} ${time} ${index}`;
            }),
          ),
        );
        assert.deepEqual(repeatedSequences(left, limits), []);
      }),
    );
  });

  test('are no loops of one command, and a loop of two is told as the two', () => {
    assert.deepEqual(repeatedSequences([Array.from({ length: 30 }, () => 'test')], limits), []);
    const [loop, ...more] = repeatedSequences(
      [Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? 'test' : 'lint'))],
      limits,
    );
    assert.deepEqual([loop?.items.toSorted(), loop?.occurrences.length, more], [['lint', 'test'], 15, []]);
  });

  test('are told in parts where they are longer than what is looked at', () => {
    const long = Array.from({ length: 10 }, (_, at) => `step ${at}`);
    const found = repeatedSequences([long, long, long], { least: 3, longest: 6 });
    assert.deepEqual(
      found.map(({ items }) => items.length),
      [6, 4],
    );
  });
});
