import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentEvent } from '../../../src/core/agents/events.ts';
import { createAgentListener } from '../../../src/sessions/agent/agentListener.ts';
import { createLineSplitter } from '../../../src/sessions/agent/lineSplitter.ts';
import { createAgentView } from '../../../src/sessionHost/attach/renderAgent.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('lines of a program', () => {
  test('are put together from any pieces, characters of several bytes included', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    for (const byte of bytes('{"a":"ö€"}\n\nsecond\nlast')) splitter.push(Uint8Array.of(byte));
    splitter.end();
    assert.deepEqual(lines, ['{"a":"ö€"}', 'second', 'last']);
  });

  test('that are longer than anything an agent says are let go', () => {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    for (let count = 0; count < 20; count++) splitter.push(new Uint8Array(1024 * 1024).fill(120));
    splitter.push(bytes('\nnext\n'));
    assert.deepEqual(lines.at(-1), 'next');
    assert.ok(lines.every((line) => line.length < 16 * 1024 * 1024));
  });
});

describe('listening to an agent', () => {
  const listen = (limits: { tokens?: number; refusals?: number } = {}) => {
    const happened: AgentEvent[] = [];
    const reader = (line: string) => JSON.parse(line) as AgentEvent[];
    const all = { minutes: 30, idleMinutes: 10, ...limits };
    const listener = createAgentListener({ reader, limits: all, happened: (event) => happened.push(event) });
    const say = (...events: AgentEvent[]) => listener.hear(bytes(`${JSON.stringify(events)}\n`), 'stdout');
    return { listener, say, happened };
  };
  const usage: AgentEvent = {
    type: 'usage',
    covers: 'request',
    used: { inputTokens: 90, cachedTokens: 0, outputTokens: 10 },
  };

  test('has more patience while a tool runs', () => {
    const { listener, say } = listen();
    assert.equal(listener.idleLimit(), 10);
    say({ type: 'tool', id: '1', name: 'Bash', kind: 'run', target: 'npm test' });
    assert.equal(listener.idleLimit(), 20);
    say({ type: 'tool-end', id: '1', ok: true });
    assert.equal(listener.idleLimit(), 10);
  });

  test('notices a limit as soon as it is reached, but not of an agent that has just finished', async () => {
    const early = listen({ tokens: 100 });
    early.say(usage);
    assert.deepEqual(await early.listener.hopeless, { why: 'budget', detail: '100 of 100 tokens' });
    const finished = listen({ tokens: 100 });
    finished.say(usage, { type: 'final', ok: true, text: '' });
    assert.equal(await Promise.race([finished.listener.hopeless, Promise.resolve('going on')]), 'going on');
  });

  test('gives up on a key that is refused again and again', async () => {
    const { listener, say } = listen();
    for (let count = 0; count < 3; count++) say({ type: 'retry', why: '401 authentication_failed' });
    assert.equal((await listener.hopeless).why, 'auth');
  });

  test('lets a login be refused as often as the plan says', async () => {
    const { listener, say } = listen({ refusals: 5 });
    const refused: AgentEvent = { type: 'retry', why: '401 authentication_failed' };
    say(refused, refused, refused, refused);
    assert.equal(await Promise.race([listener.hopeless, Promise.resolve('going on')]), 'going on');
    say(refused);
    assert.equal((await listener.hopeless).why, 'auth');
  });
});

describe('what people see of an agent', () => {
  const see = (...events: AgentEvent[]) => {
    const view = createAgentView('/trees/one');
    // Colours are for terminals.
    return events.map((event) => view.render(event).replaceAll(/\u001b\[\d+m/g, '')).join('');
  };

  test('is one line for each thing it does, with paths as the worktree has them', () => {
    const text = see(
      { type: 'tool', id: '1', name: 'Read', kind: 'read', target: '/trees/one/src/a.js' },
      { type: 'tool-end', id: '1', ok: true },
      { type: 'tool', id: '2', name: 'Bash', kind: 'run', target: 'npm test\n  -- one' },
      { type: 'tool-end', id: '2', ok: false, detail: '1 failing' },
      { type: 'usage', covers: 'run', used: { inputTokens: 4800, cachedTokens: 1200, outputTokens: 100 } },
      { type: 'final', ok: true, text: '' },
    );
    assert.match(text, /^ {2}reads {3}src\/a\.js\n {2}runs {4}npm test -- one\n {2}failed {2}1 failing\n/);
    assert.match(text, /4\.8k in \(25% cached\) · 100 out/);
  });

  test('cannot be painted over by what the agent says', () => {
    const text = see({ type: 'text', text: 'harmless\u001b[2J\u001b]0;title\u0007\u001b[1A text' });
    assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    assert.match(text, /harmless.*text/);
  });
});
