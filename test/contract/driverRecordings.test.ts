import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AgentEvent } from '../../src/core/agents/events.ts';
import { addToTranscript, emptyTranscript, transcriptUsage } from '../../src/core/agents/transcript.ts';
import type { Transcript } from '../../src/core/agents/transcript.ts';
import { handoffInAnswer } from '../../src/core/agents/answer.ts';
import { drivers } from '../../src/drivers/drivers.ts';
import type { AgentDriver } from '../../src/sessionPorts/agentDriver.ts';

/**
 * Output of the real CLIs when they were recorded (test/agents/record.ts), read by their drivers. A CLI that prints
 * otherwise is found by test/agents; a driver that reads otherwise is found here.
 */

interface Read {
  readonly events: readonly AgentEvent[];
  readonly transcript: Transcript;
}

function read(driver: AgentDriver, name: string): Read {
  const text = readFileSync(path.join(import.meta.dirname, 'recordings', driver.id, `${name}.txt`), 'utf8');
  const reader = driver.reader?.();
  const events = text.split('\n').flatMap((line) => reader?.(line) ?? []);
  return { events, transcript: events.reduce(addToTranscript, emptyTranscript) };
}

const ofType = <T extends AgentEvent['type']>({ events }: Read, type: T) =>
  events.filter((event): event is Extract<AgentEvent, { type: T }> => event.type === type);

for (const driver of Object.values(drivers)) {
  const { cli } = driver;
  if (cli === undefined) continue;
  describe(`${cli.title} ${cli.testedVersion}, as recorded`, () => {
    test('a change: what was read, written or run, and that it was finished', () => {
      const run = read(driver, 'edit');
      const tools = ofType(run, 'tool');
      assert.ok(tools.length >= 3);
      assert.ok(tools.every(({ kind, target }) => kind !== 'other' && target !== ''));
      assert.ok(tools.some(({ target }) => target.includes('/worktree/src/a.js')));
      const ids = ofType(run, 'tool').map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, 'each call is told of once');
      assert.deepEqual(run.transcript.running, []);
      assert.equal(run.transcript.lastText, 'All done. sessions=1 results=3');
      assert.equal(driver.judgeExit({ exitCode: 0, tail: '', transcript: run.transcript }), undefined);
    });

    test('a change: tokens, those read from a cache included, and the name of the conversation', () => {
      const { transcript } = read(driver, 'edit');
      assert.match(transcript.conversation ?? '', /^id-\d+$/);
      // Copilot leaves its usage in a file.
      if (driver.readUsage !== undefined) return;
      const usage = transcriptUsage(transcript);
      assert.deepEqual([usage?.inputTokens, usage?.cachedTokens, usage?.outputTokens], [4800, 1200, 100]);
    });

    test('a read-only session: what was refused, and the handoff in the answer', () => {
      const run = read(driver, 'audit');
      const failed = ofType(run, 'tool-end').filter(({ ok }) => !ok);
      assert.ok(failed.some(({ detail }) => detail !== undefined));
      const handoff = JSON.parse(handoffInAnswer(run.transcript.lastText) ?? '{}') as { findings?: unknown };
      assert.ok(Array.isArray(handoff.findings));
    });

    test('a full context and a refused key are told apart', () => {
      for (const [name, outcome] of [
        ['context', 'context-exhausted'],
        ['auth', 'auth'],
      ] as const) {
        const verdict = driver.judgeExit({ exitCode: 1, tail: '', transcript: read(driver, name).transcript });
        assert.equal(verdict?.outcome, outcome, verdict?.message);
      }
    });
  });
}
