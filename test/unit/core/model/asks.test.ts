import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { askText, readRequest } from '../../../../src/core/model/requests.ts';
import type { Ask, SignedAsk } from '../../../../src/core/model/requests.ts';
import { strategies } from '../../../../src/core/model/revision.ts';

const signing = { who: 'ada', key: 'key', follows: { seq: 3, hash: 'h' }, signature: 'signed' } as const;
const asks: readonly Ask[] = [
  { type: 'stop-run', reason: 'Enough' },
  { type: 'retry-wave' },
  { type: 'merge-base' },
  { type: 'merge-base', branch: 'main' },
  { type: 'accept-baseline', note: 'Known' },
  { type: 'reopen-gate', gate: 'launch-1' },
  { type: 'take-back-answer', task: 'a' },
  { type: 'triage-finding', finding: 'F-1', triage: 'in' },
  { type: 'triage-finding', finding: 'F-1', triage: 'out', note: 'Later', wrongSpec: true },
  ...strategies.map((strategy) => ({ type: 'adapt', strategy, task: 'a', diagnosis: '' }) as const),
];
const read = (ask: unknown, rest: object = {}): unknown =>
  readRequest(JSON.stringify({ signed: { ...signing, ...rest, ask } }));

suite('a request to the process that drives a run', () => {
  for (const ask of asks) {
    test(`may be ${JSON.stringify(ask)}, with exactly these members`, () => {
      assert.deepEqual(read(ask), { signed: { ...signing, ask } });
      assert.deepEqual(read(ask, { place: 'p' }), { signed: { ...signing, place: 'p', ask } });
      assert.equal(read({ ...ask, more: 1 }), undefined, 'a member more');
      for (const name of Object.keys(ask)) {
        const optional = ['branch', 'wrongSpec'].includes(name) || (name === 'note' && ask.type === 'triage-finding');
        assert.equal(read({ ...ask, [name]: undefined }) === undefined, !optional, `without ${name}`);
        assert.equal(read({ ...ask, [name]: 1 }), undefined, `${name} of another form`);
        assert.equal(read({ ...ask, [name]: null }), undefined, `${name} of nothing`);
      }
    });
  }

  test('is none of another type, strategy or mark', () => {
    for (const ask of [
      {},
      null,
      [],
      'stop-run',
      { type: 'decide-gate', gate: 'launch-1' },
      { type: 'constructor' },
      { type: 'toString', reason: 'x' },
      { type: 'adapt', strategy: 'force', task: 'a', diagnosis: '' },
      { type: 'adapt', strategy: 'constructor', task: 'a', diagnosis: '' },
      { type: 'triage-finding', finding: 'F-1', triage: 'none' },
      { type: 'triage-finding', finding: 'F-1', triage: 'in', wrongSpec: false },
    ])
      assert.equal(read(ask), undefined, JSON.stringify(ask));
  });

  test('is none without a signature and who made it', () => {
    const [ask] = asks;
    for (const name of Object.keys(signing)) assert.equal(read(ask, { [name]: undefined }), undefined, name);
    for (const rest of [
      { follows: { seq: 3 } },
      { follows: { seq: 3.5, hash: 'h' } },
      { follows: { seq: 3, hash: 'h', more: 1 } },
      { place: 1 },
      { at: 1 },
    ])
      assert.equal(read(ask, rest), undefined, JSON.stringify(rest));
  });

  test('is the first of two, a decision before an ask', () => {
    const signed = { ...signing, ask: asks[0] };
    assert.equal(readRequest(JSON.stringify({ decision: {}, signed })) !== undefined, true);
    assert.equal(readRequest(JSON.stringify([{ signed }])), undefined);
  });

  test('is read or not, and never throws, whatever somebody has written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"signed": ${text}}`),
        ),
        (text) => {
          assert.equal(readRequest(text), undefined);
        },
      ),
    );
  });
});

suite('the text that a signature covers', () => {
  const unsigned = ({ signature: _signature, ...rest }: SignedAsk) => rest;
  const signed = (ask: Ask, rest: object = {}): SignedAsk => ({ ...signing, ...rest, ask });

  test('is another one for each ask, run, person, key, place and record', () => {
    const texts = [
      ...asks.map((ask) => askText('r1', unsigned(signed(ask)))),
      askText('r2', unsigned(signed({ type: 'retry-wave' }))),
      ...[
        { who: 'grace' },
        { key: 'other' },
        { place: 'p' },
        { follows: { seq: 4, hash: 'h' } },
        { follows: { seq: 3, hash: 'i' } },
      ].map((rest) => askText('r1', unsigned(signed({ type: 'retry-wave' }, rest)))),
    ];
    assert.equal(new Set(texts).size, texts.length);
  });

  test('does not depend on the order of members, nor on the signature', () => {
    const one = signed({ type: 'stop-run', reason: 'x' });
    const turned = Object.fromEntries(Object.entries(one).reverse()) as unknown as SignedAsk;
    assert.equal(askText('r1', turned), askText('r1', one));
    assert.equal(askText('r1', { ...one, signature: 'other' } as SignedAsk), askText('r1', one));
  });
});
