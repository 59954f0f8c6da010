import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseLibtestJson } from '../../../../src/checks/parsers/libtestJson.ts';

const read = (events: readonly object[], after = '') =>
  parseLibtestJson([...events.map((event) => JSON.stringify(event)), after].join('\n'));
const started = { type: 'suite', event: 'started', test_count: 2 };
const one = (event: string, name: string, more: object = {}) => ({ type: 'test', event, name, ...more });

describe('the JSON of test programs in Rust', () => {
  test('names each failure with the file of its panic, and counts what passed and was left out', () => {
    assert.deepEqual(
      read([
        started,
        one('started', 'a'),
        one('ok', 'a'),
        one('ignored', 'b'),
        one('failed', 'c', { stdout: "thread 'c' panicked at src/lib.rs:3:5:\nwant 11\n" }),
        { type: 'suite', event: 'failed', failed: 1, filtered_out: 4 },
      ]),
      {
        runner: 'cargo test',
        passed: 1,
        skipped: 5,
        failed: [{ name: 'c', file: 'src/lib.rs', excerpt: "thread 'c' panicked at src/lib.rs:3:5:\nwant 11" }],
        failures: 1,
        exits: [100, 101],
        doubts: [],
      },
    );
  });

  test('counts a test that took too long as red, with what it said', () => {
    const failed = read([started, one('timeout', 'slow', { message: 'after 60 s' })])?.failed;
    assert.deepEqual(failed, [{ name: 'slow', excerpt: 'after 60 s' }]);
  });

  const ended = { type: 'suite', event: 'failed', failed: 1 };
  for (const [what, events, after, doubts] of [
    ['a program without its result', [started], '', ['A test program ended without its result.']],
    [
      'programs behind the first red one',
      [started, ended],
      'error: test failed, to rerun pass `--lib`',
      [
        'Cargo stopped at the first red test program, so what comes after it never ran. Add --no-fail-fast to the command.',
      ],
    ],
    [
      'nothing where cargo went on',
      [started, ended],
      'error: test failed, to rerun pass `--lib`\nerror: 1 target failed:',
      [],
    ],
  ] as const) {
    test(`leaves a doubt about ${what}`, () => assert.deepEqual(read(events, after)?.doubts, doubts));
  }

  test('is told from other text, and from what a program logs in the same form', () => {
    for (const text of ['', '{"type":"suite"', '{"type":"bench"}', 'x {"type":"suite"}'])
      assert.equal(parseLibtestJson(text), undefined);
    for (const odd of [{ name: 5 }, { event: {} }, { stdout: null }, { message: [] }, { failed: '1' }])
      assert.deepEqual(read([started, ended, { ...one('failed', 'x'), ...odd }])?.failed, [], JSON.stringify(odd));
  });

  test('may be any JSON', () => {
    const event = fc.record(
      {
        type: fc.constantFrom('suite', 'test', 'bench'),
        ...{ event: fc.jsonValue(), name: fc.jsonValue(), stdout: fc.jsonValue(), message: fc.jsonValue() },
        failed: fc.jsonValue(),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const report = read(events);
        if (report === undefined) return;
        assert.equal(typeof report.failures, 'number');
        for (const { name, excerpt } of report.failed)
          assert.equal(`${typeof name} ${typeof excerpt}`, 'string string');
      }),
    );
  });
});
