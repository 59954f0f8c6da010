import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { AgentEvent } from '../../../src/core/agents/events.ts';
import { addToTranscript, emptyTranscript } from '../../../src/core/agents/transcript.ts';
import { drivers } from '../../../src/drivers/drivers.ts';
import { createAgentListener } from '../../../src/sessions/agent/agentListener.ts';
import type { AgentDriver } from '../../../src/sessionPorts/agentDriver.ts';

const recordings = path.join(import.meta.dirname, '../../contract/recordings');

/** What the real programs printed, by the name of the recording. */
function recorded(driver: AgentDriver): readonly (readonly [string, string])[] {
  const folder = path.join(recordings, driver.id);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => [name, readFileSync(path.join(folder, name), 'utf8')] as const);
}

/** Events of a program whose output comes in pieces of these lengths, again and again. */
function heard(driver: AgentDriver, output: string, lengths: readonly number[]): readonly AgentEvent[] {
  const happened: AgentEvent[] = [];
  const limits = { minutes: 30, idleMinutes: 10 };
  const listener = createAgentListener({
    reader: driver.reader?.(),
    limits,
    happened: (event) => happened.push(event),
  });
  const bytes = Buffer.from(output);
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    listener.hear(bytes.subarray(at, at + length), 'stdout');
    at += length;
  }
  listener.end();
  return happened;
}

/** A value in the place of any value of a line that a program printed. */
const oddValue = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e308,
  '',
  'text',
  '\u0000\uD800',
  [],
  [null],
  {},
  { type: null },
  { type: 'text', text: 3 },
  [[[]]],
);

/** The same value with one part of it replaced, chosen by numbers. */
function withOdd(value: unknown, choices: readonly number[], odd: unknown): unknown {
  const [choice, ...rest] = choices;
  if (choice === undefined || typeof value !== 'object' || value === null) return odd;
  const keys = Object.keys(value);
  const key = keys[choice % (keys.length + 1)];
  if (key === undefined) return odd;
  const changed = withOdd((value as Record<string, unknown>)[key], rest, odd);
  return Array.isArray(value)
    ? value.map((each: unknown, index) => (String(index) === key ? changed : each))
    : { ...value, [key]: changed };
}

for (const driver of Object.values(drivers)) {
  if (driver.cli === undefined || driver.reader === undefined) continue;
  const outputs = recorded(driver);
  suite(`what ${driver.cli.title} prints`, () => {
    test('means the same in pieces of any length, also where a character is cut in two', () => {
      for (const [name, output] of outputs) {
        const text = `${output}\nZoë – 🌊\n`;
        const whole = heard(driver, text, [text.length * 4]);
        fc.assert(
          fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 }), (lengths) => {
            assert.deepEqual(heard(driver, text, lengths), whole, name);
          }),
          { numRuns: 8 },
        );
      }
    });

    test('means the same with the line ends of Windows, empty lines and words of other programs between', () => {
      for (const [name, output] of outputs) {
        const whole = heard(driver, output, [65_536]);
        const noisy = output
          .split('\n')
          .flatMap((line) => [line, '', 'npm warn deprecated', 'Debugger attached.'])
          .join('\r\n');
        const told = heard(driver, noisy, [4_096]).filter(({ type }) => whole.some((event) => event.type === type));
        assert.deepEqual(
          told.map(({ type }) => type),
          whole.map(({ type }) => type),
          name,
        );
      }
    });

    test('is understood up to where it was cut off, as when its machine dies', () => {
      for (const [name, output] of outputs) {
        const whole = heard(driver, output, [65_536]);
        for (let cut = 0; cut < output.length; cut += Math.ceil(output.length / 40)) {
          const part = heard(driver, output.slice(0, cut), [4_096]);
          assert.ok(part.length <= whole.length + 1, `${name} cut at ${cut}`);
          assert.doesNotThrow(() => part.reduce(addToTranscript, emptyTranscript));
        }
      }
    });

    test('may be any JSON in any place, which ends no session', () => {
      const lines = outputs.flatMap(([, output]) =>
        output.split('\n').flatMap((line) => {
          try {
            return [JSON.parse(line) as unknown];
          } catch {
            return [];
          }
        }),
      );
      assert.ok(lines.length > 0);
      fc.assert(
        fc.property(
          fc.constantFrom(...lines),
          fc.array(fc.nat(20), { maxLength: 6 }),
          oddValue,
          fc.array(fc.constantFrom(...lines), { maxLength: 3 }),
          (line, choices, odd, before) => {
            const reader = driver.reader?.() ?? assert.fail();
            const events = [...before, withOdd(line, choices, odd)].flatMap((each) => reader(JSON.stringify(each)));
            // Whatever it means, it can be added up, kept and shown.
            events.reduce(addToTranscript, emptyTranscript);
            JSON.stringify(events);
          },
        ),
        { numRuns: 400 },
      );
    });

    test('is judged at its end whatever the program left behind', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...outputs.map(([, output]) => output)),
          fc.constantFrom(0, 1, 2, 126, 127, 130, 137, null),
          fc.constantFrom('', 'Killed', 'rate limit', 'unauthorized', '\u0000', 'x'.repeat(10_000)),
          (output, exitCode, tail) => {
            const transcript = heard(driver, output, [65_536]).reduce(addToTranscript, emptyTranscript);
            const verdict = driver.judgeExit({ exitCode, tail, transcript });
            if (verdict === undefined) return;
            assert.notEqual(verdict.outcome, 'done');
            assert.notEqual(verdict.message.trim(), '');
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
