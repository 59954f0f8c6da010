import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { handoffInAnswer } from '../../../../src/core/agents/answer.ts';
import { answerSchema, schemaOfAnswer } from '../../../../src/core/agents/answerSchema.ts';
import type { AgentEvent } from '../../../../src/core/agents/events.ts';
import { classifyFailure } from '../../../../src/core/agents/failure.ts';
import { judgeRun } from '../../../../src/core/agents/judgeRun.ts';
import { addToTranscript, emptyTranscript } from '../../../../src/core/agents/transcript.ts';
import { handoffSchema } from '../../../../src/core/handoff/schema.ts';

const judge = (exitCode: number | null, events: readonly AgentEvent[], tail = '') =>
  judgeRun({ exitCode, tail, transcript: events.reduce(addToTranscript, emptyTranscript) });

describe('the end of an agent', () => {
  test('with exit code 0 and its own word for it is left to the handoff', () => {
    assert.equal(judge(0, [{ type: 'final', ok: true, text: 'Done.' }]), undefined);
  });

  test('with exit code 0 alone is no end; what it was not allowed is told', () => {
    const verdict = judge(0, [{ type: 'denied', what: 'Bash rm -rf .' }]);
    assert.equal(verdict?.outcome, 'crashed');
    assert.match(verdict?.message ?? '', /without saying that it has finished.*not allowed: Bash rm -rf \./s);
  });

  test('takes the name of its own errors, not of an earlier word', () => {
    const verdict = judge(1, [
      { type: 'text', text: 'I fixed the 429 handling of the rate limiter.' },
      { type: 'error', message: 'prompt is too long' },
    ]);
    assert.equal(verdict?.outcome, 'context-exhausted');
  });

  test('without any error of its own is named by the end of its output, JSON left out', () => {
    assert.equal(judge(41, [], '{"type":"x"}\nInvalid auth method selected.\n')?.outcome, 'auth');
    assert.equal(judge(null, [])?.message.includes('ended by a signal'), true);
  });
});

test('failures are known by the words of every program and provider', () => {
  for (const words of ['maximum context length', 'ContextOverflowError: x', 'ran out of room in the model’s context']) {
    assert.equal(classifyFailure(words), 'context-exhausted', words);
  }
  for (const words of ['429 Too Many Requests', 'RESOURCE_EXHAUSTED', 'overloaded_error']) {
    assert.equal(classifyFailure(words), 'rate-limited', words);
  }
  for (const words of ['HTTP 401', 'invalid x-api-key', 'Not logged in · Please run /login']) {
    assert.equal(classifyFailure(words), 'auth', words);
  }
  for (const words of ['error_max_turns', 'insufficient_quota', 'Credit balance is too low']) {
    assert.equal(classifyFailure(words), 'budget', words);
  }
  assert.equal(classifyFailure('segmentation fault'), 'crashed');
});

describe('a handoff that is said, not written', () => {
  const handoff = { session: 'nonce', task: 'a', status: 'done', summary: 'Looked.', filesChanged: [] };

  test('is found alone, in a code block, and after other words with braces', () => {
    const json = JSON.stringify(handoff);
    for (const text of [json, `Here it is:\n\`\`\`json\n${json}\n\`\`\`\nBye.`, `The set {a, b} is fine. ${json}`]) {
      assert.deepEqual(JSON.parse(handoffInAnswer(text) ?? 'null'), handoff, text);
    }
  });

  test('is found before words with braces, and where there are two the last one counts', () => {
    const json = JSON.stringify({ ...handoff, summary: 'It ends "}" {there' });
    for (const text of [
      `${json} Next, see {c}.`,
      `As in {"a": 1}: ${json}\n}`,
      `${JSON.stringify(handoff)}, or: ${json} }{`,
    ]) {
      assert.equal(handoffInAnswer(text), json, text);
    }
  });

  test('loses what a schema made its agent leave empty', () => {
    const said = handoffInAnswer(JSON.stringify({ ...handoff, question: '', followUps: null }));
    assert.deepEqual(JSON.parse(said ?? 'null'), handoff);
  });

  test('is not made up from other JSON', () => {
    for (const text of ['', '{}', '{"session":"x"}', '[1]', 'no braces', '{'.repeat(500)]) {
      assert.equal(handoffInAnswer(text), undefined, text);
    }
  });

  test('fits the handoff that is asked for, whatever the schema allows', () => {
    const keys = Object.keys(handoffSchema.shape);
    for (const key of answerSchema.required) assert.ok(keys.includes(key), key);
  });

  test('of a validator holds its verdict in the words that the schema it is held to allows', () => {
    const schema = JSON.stringify(schemaOfAnswer('review'));
    const finding = { severity: 'blocker', file: 'src/a.js', line: 2, title: 'Wrong', detail: '', remediation: '' };
    const said = { ...handoff, review: { verdict: 'changes', findings: [finding] } };
    const read = handoffSchema.parse(JSON.parse(handoffInAnswer(JSON.stringify(said)) ?? 'null'));

    assert.equal(read.review?.findings[0]?.severity, 'blocker');
    assert.match(schema, /"enum":\["approve","changes"\]/);
    assert.match(schema, /"enum":\["blocker","issue","nit"\]/);
    assert.throws(() => handoffSchema.parse({ ...said, review: { verdict: 'fine', findings: [] } }));
  });
});

test('a tool that has begun counts as running until it ends or the agent does', () => {
  const begun: AgentEvent = { type: 'tool', id: '1', name: 'Bash', kind: 'run', target: 'npm test' };
  const running = addToTranscript(emptyTranscript, begun);
  assert.deepEqual(running.running, ['1']);
  assert.deepEqual(addToTranscript(running, { type: 'tool-end', id: '1', ok: true }).running, []);
  assert.deepEqual(addToTranscript(running, { type: 'final', ok: true, text: '' }).running, []);
});

test('a refusal of the provider is remembered until something else is heard', () => {
  const refused = addToTranscript(emptyTranscript, { type: 'retry', why: '429' });
  assert.equal(refused.retrying, '429');
  assert.equal(addToTranscript(refused, { type: 'text', text: 'Back.' }).retrying, undefined);
});
