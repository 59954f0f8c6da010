import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentEvent } from '../../../src/core/agents/events.ts';
import { drivers } from '../../../src/drivers/drivers.ts';

/** Events of a program that prints these lines. */
function read(driver: keyof typeof drivers, ...lines: readonly (string | object)[]): readonly AgentEvent[] {
  const reader = drivers[driver].reader?.();
  assert.ok(reader, driver);
  return lines.flatMap((line) => reader(typeof line === 'string' ? line : JSON.stringify(line)));
}

const readers = Object.values(drivers).filter((driver) => driver.reader !== undefined);

describe('what an agent’s program prints', () => {
  const types = [
    'assistant',
    'result',
    'item.completed',
    'tool_use',
    'tool.execution_complete',
    'error',
    'message',
    'step_finish',
  ];
  for (const { id } of readers) {
    it(`${id}: nothing of it makes the reader fail, whatever is missing or of another kind`, () => {
      const bad = ['', 'warning: x', '{', '[]', 'null', '{"type":7}', '{"type":"result","usage":"none"}'];
      assert.deepEqual(read(id, '', 'warning: deprecated', '{', '[]', 'null', '{"type":7}'), []);
      for (const type of types) {
        for (const rest of [
          {},
          { message: null },
          { message: { content: 'x' } },
          { item: [] },
          { part: 3 },
          { data: 'x' },
        ]) {
          assert.ok(Array.isArray(read(id, ...bad, { type, ...rest })), `${type} ${JSON.stringify(rest)}`);
        }
      }
    });
  }
});

describe('Claude Code', () => {
  const usage = { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 5, output_tokens: 2 };
  const message = (id: string, text: string) => ({
    type: 'assistant',
    message: { id, content: [{ type: 'text', text }], usage },
  });

  it('counts what a message used once, however many lines it comes in', () => {
    const used = read('claude', message('m1', 'a'), message('m1', 'b'), message('m2', 'c')).filter(
      (event) => event.type === 'usage',
    );
    assert.equal(used.length, 2);
    assert.deepEqual(used[0], {
      ...{ type: 'usage', covers: 'request' },
      used: { inputTokens: 115, cachedTokens: 100, outputTokens: 2 },
    });
  });

  it('tells a limit only where it refuses, with when it ends', () => {
    const limit = (status: string, resetsAt?: number) => ({
      type: 'rate_limit_event',
      rate_limit_info: { status, ...(resetsAt !== undefined && { resetsAt }) },
    });
    assert.deepEqual(read('claude', limit('allowed', 5), limit('rejected')), []);
    assert.deepEqual(read('claude', limit('rejected', 1_000)), [{ type: 'limit', resetsAt: 1_000_000 }]);
  });

  it('is done only where its last line says success and no error', () => {
    const end = (change: object) =>
      read('claude', { type: 'result', subtype: 'success', is_error: false, result: 'ok', ...change }).find(
        (event) => event.type === 'final',
      );
    assert.deepEqual(end({}), { type: 'final', ok: true, text: 'ok' });
    assert.deepEqual(end({ is_error: true }), { type: 'final', ok: false, text: 'ok' });
    assert.deepEqual(end({ subtype: 'error_max_turns' }), { type: 'final', ok: false, text: 'ok' });
    assert.deepEqual(end({ structured_output: { a: 1 } }), { type: 'final', ok: true, text: '{"a":1}' });
  });

  it('names what it was denied, with what it was to do', () => {
    const denied = read('claude', {
      ...{ type: 'result', subtype: 'success', result: '' },
      permission_denials: [{ tool_name: 'Bash', tool_input: { command: 'git push' } }, { tool_name: 'WebFetch' }],
    }).filter((event) => event.type === 'denied');
    assert.deepEqual(denied, [
      { type: 'denied', what: 'Bash git push' },
      { type: 'denied', what: 'WebFetch' },
    ]);
  });

  it('tells a retry with its status and how long it waits, and something where neither is known', () => {
    const retry = (rest: object) => read('claude', { type: 'system', subtype: 'api_retry', ...rest });
    assert.deepEqual(retry({ error_status: 529, error: 'overloaded', retry_delay_ms: 500 }), [
      { type: 'retry', why: '529 overloaded', waitMs: 500 },
    ]);
    assert.deepEqual(retry({}), [{ type: 'retry', why: 'the provider did not answer' }]);
  });
});

describe('Codex', () => {
  const command = (text: string) => ({ id: 'i1', type: 'command_execution', command: text });

  it('runs commands in a shell, which is left out of what it ran', () => {
    for (const [printed, ran] of [
      [`/bin/bash -lc 'npm test'`, 'npm test'],
      [`bash -c "echo \\"a\\" \\$HOME"`, 'echo "a" $HOME'],
      ['/bin/zsh -lc ls', 'ls'],
      ['npm test', 'npm test'],
    ] as const) {
      const [tool] = read('codex', { type: 'item.started', item: command(printed) });
      assert.equal(tool?.type === 'tool' ? tool.target : undefined, ran);
    }
  });

  it('tells a tool that was never said to begin, and an exit code as a failure', () => {
    const done = (rest: object) => ({ type: 'item.completed', item: { ...command('npm test'), ...rest } });
    assert.deepEqual(
      read('codex', done({ exit_code: 0 })).map(({ type }) => type),
      ['tool', 'tool-end'],
    );
    const [, end] = read('codex', { type: 'item.started', item: command('npm test') }, done({ exit_code: 1 }));
    assert.equal(end?.type === 'tool-end' ? end.ok : undefined, false);
  });

  it('takes its retries for retries, although it prints them as errors', () => {
    assert.deepEqual(
      read('codex', { type: 'error', message: 'Reconnecting... 2/5' }, { type: 'error', message: 'No such model' }).map(
        ({ type }) => type,
      ),
      ['retry', 'error'],
    );
  });

  it('fails with what it said last', () => {
    const events = read(
      'codex',
      { type: 'item.completed', item: { id: 'm', type: 'agent_message', text: 'Half done.' } },
      { type: 'turn.failed', error: { message: 'stream closed' } },
    );
    assert.deepEqual(events.at(-1), { type: 'final', ok: false, text: 'Half done.' });
  });
});

describe('opencode', () => {
  it('is at its end when a step ends for good, and not when tools were called', () => {
    const step = (reason: string) => ({ type: 'step_finish', sessionID: 's1', part: { reason } });
    assert.deepEqual(
      read('opencode', step('tool-calls')).map(({ type }) => type),
      ['session'],
    );
    assert.deepEqual(
      read('opencode', { type: 'text', sessionID: 's1', part: { text: 'Done.' } }, step('stop')).at(-1),
      { type: 'final', ok: true, text: 'Done.' },
    );
  });

  it('counts thinking as output, and no price as unknown', () => {
    const tokens = { input: 5, output: 3, reasoning: 4, cache: { read: 10 } };
    const used = (cost: number) =>
      read('opencode', { type: 'step_finish', part: { reason: 'tool-calls', tokens, cost } }).find(
        (event) => event.type === 'usage',
      )?.used;
    assert.deepEqual(used(0), { inputTokens: 15, cachedTokens: 10, outputTokens: 7 });
    assert.deepEqual(used(0.5), { inputTokens: 15, cachedTokens: 10, outputTokens: 7, usd: 0.5 });
  });

  it('names a tool that is not on offer', () => {
    const input = { tool: 'bash', error: 'bash is not available' };
    const [tool, end] = read('opencode', {
      type: 'tool_use',
      part: { callID: 'c', tool: 'invalid', state: { input } },
    });
    assert.equal(tool?.type === 'tool' ? tool.name : '', 'bash');
    assert.equal(end?.type === 'tool-end' ? end.ok : undefined, false);
  });
});

describe('Gemini CLI and Copilot', () => {
  it('Gemini says its words in pieces, which are one text', () => {
    const piece = (content: string, role = 'assistant') => ({ type: 'message', role, content });
    const events = read('gemini', piece('Not mine', 'user'), piece('Half '), piece('done.'), {
      ...{ type: 'result', status: 'success' },
      stats: { input_tokens: 1, output_tokens: 2 },
    });
    assert.deepEqual(events[0], { type: 'text', text: 'Half done.' });
    assert.deepEqual(events.at(-1), { type: 'final', ok: true, text: 'Half done.' });
  });

  it('Gemini tells its retries as text', () => {
    assert.deepEqual(read('gemini', 'Attempt 2 failed with status 429. Retrying with backoff...'), [
      { type: 'retry', why: 'status 429' },
    ]);
    assert.deepEqual(read('gemini', 'Attempt 2 failed: socket hang up'), [
      { type: 'retry', why: 'the provider did not answer' },
    ]);
  });

  it('Copilot that was ended from outside is not done, although it leaves with exit code 0', () => {
    const result = { type: 'result', exitCode: 0, sessionId: 's1' };
    assert.deepEqual(read('copilot', result).at(-1), { type: 'final', ok: true, text: '' });
    assert.deepEqual(read('copilot', { type: 'abort' }, result).at(-1), { type: 'final', ok: false, text: '' });
  });

  it('Copilot counts over all its models', () => {
    const model = (inputTokens: number) => ({
      metrics: { usage: { inputTokens, cacheReadTokens: 1, outputTokens: 2 } },
    });
    const usage = (text: string) => drivers.copilot.readUsage?.(text);
    assert.deepEqual(usage(JSON.stringify({ providerModelMetrics: [model(10), model(20)] })), [
      { type: 'usage', covers: 'conversation', used: { inputTokens: 30, cachedTokens: 2, outputTokens: 4 } },
    ]);
    assert.deepEqual(usage('half a fi'), []);
  });
});
