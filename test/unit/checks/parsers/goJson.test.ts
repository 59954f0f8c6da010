import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseGoJson } from '../../../../src/checks/parsers/goJson.ts';

const read = (...events: readonly object[]) => parseGoJson(events.map((event) => JSON.stringify(event)).join('\n'));
const of = (Action: string, Package: string, Test?: string, Output?: string) => ({ Action, Package, Test, Output });

describe('the JSON of go test', () => {
  test('names each failure with its package and what it printed, and counts the rest', () => {
    assert.deepEqual(
      read(
        of('start', 'a'),
        of('output', 'a', 'TestOne', '=== RUN TestOne\n'),
        of('output', 'a', 'TestOne', '    a_test.go:3: want 11\n'),
        of('fail', 'a', 'TestOne'),
        of('pass', 'a', 'TestTwo'),
        of('skip', 'a', 'TestThree'),
        of('fail', 'a'),
      ),
      {
        runner: 'go test',
        passed: 1,
        skipped: 1,
        failed: [{ name: 'TestOne', file: 'a', excerpt: '=== RUN TestOne\n    a_test.go:3: want 11' }],
        doubts: [],
      },
    );
  });

  for (const [what, events, doubts] of [
    [
      'a package that is red without a test',
      [of('start', 'a'), of('fail', 'a')],
      ['Package a failed without naming a test; it may not compile.'],
    ],
    [
      'a panic',
      [of('start', 'a'), of('output', 'a', 'TestOne', 'panic: boom\n'), of('fail', 'a', 'TestOne'), of('fail', 'a')],
      ['Package a ended in a panic, so the rest of its tests never ran.'],
    ],
    [
      'a fatal error of the runtime',
      [of('start', 'a'), of('output', 'a', undefined, 'fatal error: all goroutines are asleep\n'), of('pass', 'a')],
      ['Package a ended in a panic, so the rest of its tests never ran.'],
    ],
    [
      'a package without an end',
      [of('start', 'a'), of('pass', 'a', 'TestOne')],
      ['Package a ended without its result.'],
    ],
    [
      'a red package beside one that names its failure',
      [of('fail', 'a', 'TestOne'), of('fail', 'a'), of('fail', 'b')],
      ['Package b failed without naming a test; it may not compile.'],
    ],
  ] as const) {
    test(`leaves a doubt about ${what}`, () => assert.deepEqual(read(...events)?.doubts, doubts));
  }

  test('is told from other text, and from what a program logs in the same form', () => {
    for (const text of ['', 'PASS', '{"Action":"x"}', '{"Action":', '{"a":"Action:"}', '[{"Action":"fail"}]'])
      assert.equal(parseGoJson(text), undefined, text);
    for (const odd of [{ Output: null }, { Output: 5 }, { Test: 5 }, { Package: {} }, { Action: [] }]) {
      assert.equal(read({ Action: 'fail', Package: 'a', ...odd }), undefined, JSON.stringify(odd));
      assert.deepEqual(read(of('pass', 'a', 'TestOne'), { Action: 'fail', Package: 'b', ...odd })?.failed, []);
    }
  });

  test('may have tests and packages with names that every object has', () => {
    const report = read(of('start', '__proto__'), of('fail', '__proto__', 'constructor'), of('fail', '__proto__'));
    assert.deepEqual(report?.failed, [{ name: 'constructor', file: '__proto__', excerpt: '' }]);
    assert.deepEqual(report?.doubts, []);
  });

  test('may be any JSON', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record(
            { Action: fc.jsonValue(), Package: fc.jsonValue(), Test: fc.jsonValue(), Output: fc.jsonValue() },
            { requiredKeys: ['Action'] },
          ),
        ),
        (events) => {
          for (const { name } of read(...events)?.failed ?? []) assert.equal(typeof name, 'string');
        },
      ),
    );
  });
});
