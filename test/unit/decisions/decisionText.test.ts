import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decisionText } from '../../../src/core/gates/decisionText.ts';
import type { Decision } from '../../../src/core/model/gate.ts';

const decision: Omit<Decision, 'signature'> = {
  gate: 'wave~one~1~launch',
  verdict: 'approved',
  who: 'zoë',
  channel: 'cli',
  note: 'go',
  at: 1_700_000_000_000,
  key: 'key',
  evidence: { plan: 'ab', base: 'cd' },
  answers: { 'src/a.ts': 'ok' },
  follows: { seq: 7, hash: 'ef' },
};

suite('the text a decision’s signature covers', () => {
  test('does not depend on the order in which its members were written', () => {
    const reversed = Object.fromEntries(Object.entries(decision).reverse()) as typeof decision;
    const text = decisionText('r1', { ...reversed, evidence: { base: 'cd', plan: 'ab' } });
    assert.equal(text, decisionText('r1', decision));
  });

  test('changes with every part of the decision and with the run', () => {
    const changes: readonly Partial<Decision>[] = [
      { gate: 'other' },
      { verdict: 'rejected' },
      { who: 'max' },
      { channel: 'board' },
      { note: 'go ' },
      { at: 1 },
      { evidence: { plan: 'ab', base: 'ce' } },
      { evidence: { plan: 'ab' } },
      { answers: { 'src/a.ts': 'no' } },
      { answers: {} },
      { comments: [] },
      { comments: [{ file: 'src/a.ts', line: 1, text: 'No.' }] },
      { comments: [{ file: 'src/a.ts', line: 2, text: 'No.' }] },
      { follows: { seq: 8, hash: 'ef' } },
      { follows: { seq: 7, hash: 'e0' } },
    ];
    const texts = [
      decisionText('r2', decision),
      ...changes.map((part) => decisionText('r1', { ...decision, ...part })),
    ];
    assert.equal(new Set([...texts, decisionText('r1', decision)]).size, texts.length + 1);
  });

  test('leaves nothing of the signature in, and cannot be confused by what people write', () => {
    const { answers: _answers, ...plain } = decision;
    const tricked = { ...plain, note: 'go","verdict":"rejected' };
    const parsed = JSON.parse(decisionText('r1', { ...tricked, signature: 'x' } as Decision)) as { decision: unknown };
    assert.deepEqual(parsed.decision, tricked);
  });
});
