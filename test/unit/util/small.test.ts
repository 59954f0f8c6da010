import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { countPassing } from '../../../src/util/binarySearch.ts';
import { errorCode, errorMessage, isDiskFull } from '../../../src/util/errors.ts';
import { memoize, memoizeWith } from '../../../src/util/memoize.ts';
import { nearest, suggestion } from '../../../src/util/nearest.ts';
import { onAbort } from '../../../src/util/onAbort.ts';
import { once } from '../../../src/util/once.ts';
import { isRecord, parseJson, recordOf } from '../../../src/util/records.ts';
import { copied, inPlace } from '../../../src/util/setEntries.ts';
import { withFolders } from '../../../src/util/withFolders.ts';

suite('a word that was misspelt', () => {
  for (const [word, meant] of [
    ['aprove', 'approve'],
    ['approev', 'approve'],
    ['APPROVE', 'approve'],
    ['stauts', 'status'],
    ['retyr', 'retry'],
    ['xyz', undefined],
    ['', undefined],
    ['a', undefined],
    ['approveapproveapprove', undefined],
  ] as const)
    test(`${JSON.stringify(word)} was ${meant ?? 'nothing that is known'}`, () => {
      assert.equal(nearest(word, ['approve', 'status', 'retry', 'reject']), meant);
      assert.equal(
        suggestion(word, ['approve', 'status', 'retry', 'reject']),
        meant === undefined ? '' : ` Did you mean "${meant}"?`,
      );
    });

  test('by one letter is found whatever the word is, where nothing else is as near', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,20}$/), fc.nat(19), (word, at) => {
        const place = at % word.length;
        assert.equal(nearest(`${word.slice(0, place)}${word.slice(place + 1)}`, [word, 'q'.repeat(40)]), word);
        assert.equal(nearest(`${word.slice(0, place)}#${word.slice(place)}`, [word]), word);
      }),
    );
  });

  test('is looked for in long text without an end to it', () => {
    assert.equal(nearest('x'.repeat(100_000), ['y'.repeat(100_000), 'x'.repeat(64)]), 'x'.repeat(64));
  });
});

test('those that pass are counted as one by one, looking at few', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (length, passing) => {
      const entries = Array.from({ length }, (_, index) => index);
      let looks = 0;
      const count = countPassing(entries, (entry) => ((looks += 1), entry < passing));
      assert.equal(count, Math.min(length, passing));
      assert.ok(looks <= Math.ceil(Math.log2(length + 1)) + 1);
    }),
  );
});

suite('an answer that is remembered', () => {
  test('is asked for once for each object, also where it is undefined, and each time for other values', () => {
    let asked = 0;
    const find = memoize((subject: unknown) => ((asked += 1), subject === null ? 1 : undefined));
    const one = {};
    for (let time = 0; time < 3; time += 1) find(one);
    assert.equal(asked, 1);
    find({});
    find('text');
    find('text');
    find(null);
    assert.equal(asked, 5);
  });

  test('is asked for again where what it depends on is another', () => {
    let asked = 0;
    const find = memoizeWith((subject: { n: number }, other: number) => ((asked += 1), subject.n + other));
    const one = { n: 1 };
    assert.deepEqual([find(one, 1), find(one, 1), find(one, 2), find(one, 1)], [2, 2, 3, 2]);
    assert.equal(asked, 3);
  });

  test('is asked for once where there is one, also after a failure', () => {
    let asked = 0;
    const find = once(() => (asked += 1));
    assert.deepEqual([find(), find()], [1, 1]);
    let tries = 0;
    const failing = once(() => {
      tries += 1;
      if (tries === 1) throw new Error('Not yet.');
      return undefined;
    });
    assert.throws(failing, /Not yet/);
    failing();
    failing();
    assert.equal(tries, 2);
  });
});

suite('a signal', () => {
  test('acts once, also where it was given before, and no longer once that is taken back', () => {
    const early = new AbortController();
    let acted = 0;
    early.abort();
    onAbort(early.signal, () => (acted += 1))();
    assert.equal(acted, 1);
    const late = new AbortController();
    onAbort(late.signal, () => (acted += 10));
    const forget = onAbort(late.signal, () => (acted += 100));
    forget();
    late.abort();
    assert.equal(acted, 11);
  });
});

suite('values of unknown form', () => {
  test('are objects with keys or not, and text is JSON or not', () => {
    for (const value of [null, undefined, [], 'x', 3, true]) {
      assert.equal(isRecord(value), false);
      assert.deepEqual(recordOf(value), {});
    }
    const record = { a: 1 };
    assert.equal(recordOf(record), record);
    assert.deepEqual(parseJson('{"a":1}'), record);
    assert.equal(parseJson('{'), undefined);
    assert.equal(parseJson(''), undefined);
  });

  test('that were thrown have a message, and a code where the system gave one', () => {
    assert.equal(errorMessage(new Error('x')), 'x');
    assert.equal(errorMessage('x'), 'x');
    assert.equal(errorMessage(undefined), 'undefined');
    assert.equal(errorCode(Object.assign(new Error('x'), { code: 'ENOENT' })), 'ENOENT');
    assert.equal(errorCode(Object.assign(new Error('x'), { code: 7 })), undefined);
    assert.equal(errorCode({ code: 'ENOENT' }), undefined);
    assert.equal(isDiskFull(Object.assign(new Error('x'), { code: 'EDQUOT' })), true);
    assert.equal(isDiskFull(new Error('ENOSPC')), false);
  });
});

test('entries are added to a copy or to the map itself, the later of two counting', () => {
  const before = { a: 1, b: 2 };
  const entries = [
    ['b', 3],
    ['c', 4],
    ['c', 5],
  ] as const;
  assert.deepEqual(copied(before, entries), { a: 1, b: 3, c: 5 });
  assert.deepEqual(before, { a: 1, b: 2 });
  assert.equal(inPlace(before, entries), before);
  assert.deepEqual(Object.keys(before), ['a', 'b', 'c']);
});

test('a path comes after the folders it lies in', () => {
  assert.deepEqual(withFolders('a/b/c'), ['a', 'a/b', 'a/b/c']);
  assert.deepEqual(withFolders('/a//b/'), ['a', 'a/b']);
  assert.deepEqual(withFolders(''), []);
});
