import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readRequest } from '../../../../src/core/model/requests.ts';

const signing = { who: 'ada', key: 'key', follows: { seq: 3, hash: 'h' }, signature: 'signed' };
const decision = {
  ...signing,
  gate: 'launch-1',
  verdict: 'approved',
  channel: 'cli',
  note: '',
  at: 5,
  evidence: { plan: 'p' },
};
const read = (value: unknown) => readRequest(JSON.stringify(value));

suite('a file in the inbox of a run', () => {
  test('is a decision where it has every member of one, with optional ones as they have to be', () => {
    assert.deepEqual(read({ decision }), { decision });
    const more = { ...decision, place: 'x', answers: { a: 'ok' }, comments: [{ file: 'a.js', line: 1, text: 'no' }] };
    assert.deepEqual(read({ decision: more }), { decision: more });
  });

  test('is nothing where a member is missing, has another form, or is one that was not signed', () => {
    for (const name of Object.keys(decision))
      assert.equal(read({ decision: { ...decision, [name]: undefined } }), undefined, name);
    const wrong = [
      { verdict: 'APPROVED' },
      { verdict: 'expired' },
      { channel: 'marker' },
      { at: 1.5 },
      { at: '5' },
      { evidence: { plan: 1 } },
      { evidence: ['p'] },
      { follows: { seq: 3, hash: 'h', more: 1 } },
      { answers: { a: 1 } },
      { comments: [{ file: 'a.js', line: '1', text: 'no' }] },
      { required: 1 },
    ];
    for (const change of wrong)
      assert.equal(read({ decision: { ...decision, ...change } }), undefined, JSON.stringify(change));
  });

  test('is nothing where it is no JSON of an object, or its members are inherited', () => {
    for (const text of ['', '{', 'null', '[]', '"decision"', '1', '{}', '{"decision":null}', '{"decision":[]}'])
      assert.equal(readRequest(text), undefined, text);
    const { gate: _gate, ...without } = decision;
    assert.equal(
      readRequest(`{"decision":{"__proto__":{"gate":"launch-1"},${JSON.stringify(without).slice(1)}}`),
      undefined,
    );
  });
});
