import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { verifyChain } from '../../../../src/core/journal/chain.ts';
import type { CheckedChain } from '../../../../src/core/journal/chain.ts';
import { encodeRecord, noHash, unsealedLength } from '../../../../src/core/journal/record.ts';
import { digest } from '../../../../src/decisions/digest.ts';
import { someEvent } from '../../../support/journalFixture.ts';

const sha256 = (text: string): string => digest.sha256(text);

function chainOf(count: number, tokens: (seq: number) => number = () => 1): string[] {
  let prev = noHash;
  return Array.from({ length: count }, (_, index) => {
    const seq = index + 1;
    const { line, hash } = encodeRecord({ seq, token: tokens(seq), prev, events: [someEvent(seq)] }, sha256);
    prev = hash;
    return line;
  });
}

/** Checks lines with the hashes that a reader would find. */
function check(lines: readonly string[]): CheckedChain {
  return verifyChain(
    lines.map((line) => {
      const bytes = Buffer.from(line);
      return {
        length: bytes.length,
        sealHash: sha256(line.slice(0, -unsealedLength)),
        text: (start, end) => bytes.toString('utf8', start, end),
      };
    }),
  );
}

function sealAgain(change: (sealed: string) => string): string {
  const { line } = encodeRecord({ seq: 1, token: 1, prev: noHash, events: [someEvent(1)] }, sha256);
  const sealed = change(line.slice(0, line.lastIndexOf(',"hash":"')));
  return `${sealed},"hash":"${sha256(sealed)}"}`;
}

suite('the chain of a journal', () => {
  test('an untouched chain is whole, and gives its events in order', () => {
    const { records, problem } = check(chainOf(20));
    assert.equal(problem, undefined);
    assert.deepEqual(
      records.flatMap(({ events }) => events),
      Array.from({ length: 20 }, (_, index) => someEvent(index + 1)),
    );
  });

  test('any change of one character is found, in its line or in the one after', () => {
    const lines = chainOf(4);
    fc.assert(
      fc.property(
        fc.nat({ max: 3 }),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (index, place, character) => {
          const line = lines[index] ?? '';
          const at = place % line.length;
          fc.pre(line[at] !== character);
          const changed = lines.with(index, line.slice(0, at) + character + line.slice(at + 1));
          const { problem, records } = check(changed);
          assert.ok(problem !== undefined, 'not noticed');
          assert.equal(problem.line, index + 1);
          assert.equal(records.length, index);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a line that is missing, doubled or moved is found where it happened', () => {
    const lines = chainOf(6);
    for (const [what, changed, line] of [
      ['missing first', lines.slice(1), 1],
      ['missing', lines.toSpliced(2, 1), 3],
      ['doubled', lines.toSpliced(2, 0, lines[1] ?? ''), 3],
      ['swapped', lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''), 3],
      [
        'from elsewhere',
        lines.with(
          4,
          sealAgain((text) => text),
        ),
        5,
      ],
      ['empty', lines.toSpliced(4, 0, ''), 5],
    ] as const) {
      const { problem } = check(changed);
      assert.equal(problem?.reason, 'broken-chain', what);
      assert.equal(problem.line, line, what);
    }
  });

  test('a line sealed again after a change does not fit its neighbours', () => {
    const lines = chainOf(3);
    const forged = sealAgain((text) => text.replace('Zoë', 'Zoe'));
    assert.equal(check([forged, ...lines.slice(1)]).problem?.line, 2);
  });

  test('records of a process that had lost the journal are found', () => {
    const taken = chainOf(3, (seq) => (seq === 2 ? 5 : seq === 3 ? 4 : 1));
    assert.match(check(taken).problem?.message ?? '', /Line 3 .*lost the journal/);
  });

  test('records of a newer version and unknown events are refused, never guessed', () => {
    const newer = sealAgain((text) => text.replace('{"v":2', '{"v":3'));
    assert.equal(check([newer]).problem?.reason, 'unknown-record');
    assert.equal(check(['{"v":3,"sealed":"differently"}']).problem?.reason, 'unknown-record');
    const event = sealAgain((text) => text.replace('run-stopped', 'run-paused'));
    const { problem } = check([event]);
    assert.equal(problem?.reason, 'unknown-record');
    assert.match(problem.message, /Line 1 .*"run-paused"/);
  });

  test('a record that another JSON writer wrote and sealed is read as JSON is', () => {
    const { events } = check(chainOf(1)).records[0] ?? assert.fail('no record');
    const written = (sealed: string): string => sealAgain(() => sealed);
    const record = { v: 2, seq: 1, token: 1, prev: noHash, events };
    const spaced = written(JSON.stringify(record, undefined, 1).replaceAll('\n', '').slice(0, -1));
    const reordered = written(JSON.stringify({ events, prev: noHash, token: 1, seq: 1, v: 2 }).slice(0, -1));
    const more = written(`${JSON.stringify(record).slice(0, -1)},"events":${JSON.stringify([someEvent(9)])}`);
    for (const [line, read] of [
      [spaced, events],
      [reordered, events],
      [more, [someEvent(9)]],
    ] as const) {
      assert.deepEqual(check([line]), {
        records: [{ seq: 1, token: 1, prev: noHash, hash: line.slice(-66, -2), events: read }],
      });
    }
  });

  test('a record of no events, or of something else among them, is refused', () => {
    const withEvents = (events: unknown): string =>
      sealAgain((text) => `${text.slice(0, text.indexOf('"events":'))}"events":${JSON.stringify(events)}`);
    for (const events of [[], {}, someEvent(1), [someEvent(1), 7], [someEvent(1), { type: 'run-stopped' }]]) {
      assert.match(check([withEvents(events)]).problem?.message ?? '', /Line 1 contains no events/);
    }
    const { problem } = check([withEvents([someEvent(1), { type: 'run-paused', at: 1 }])]);
    assert.match(problem?.message ?? '', /contains an event "run-paused"/);
  });

  test('a name every object inherits is no event', () => {
    const inherited = sealAgain((text) => text.replace('run-stopped', 'constructor'));
    assert.equal(check([inherited]).problem?.reason, 'unknown-record');
  });
});
