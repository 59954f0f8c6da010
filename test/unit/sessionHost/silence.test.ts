import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { watchSilence } from '../../../src/sessions/agent/silence.ts';
import type { IdleLimits } from '../../../src/sessions/agent/silence.ts';

const patience = (between: number, rest: Partial<IdleLimits> = {}): IdleLimits => {
  return { start: 2 * between, between: () => between, ...rest };
};

interface Watched {
  /** Minutes after which people were told of a silence. */
  readonly told: readonly number[];
  /** Minutes after which the agent counted as stuck. */
  readonly stuck: number | undefined;
}

type Doing = 'runs' | 'speaks' | 'sleeps';

/** Moves the clock on: second by second while the machine runs, at once while it sleeps. */
async function watched(limits: IdleLimits, ...course: readonly (readonly [Doing, number])[]): Promise<Watched> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const told: number[] = [];
  let now = 0;
  let stuck: number | undefined;
  const clock = mock.method(performance, 'now', () => now);
  try {
    const silence = watchSilence(limits, () => told.push(Math.round(now / 60_000)));
    void silence.tooLong.then(() => (stuck = Math.round(now / 60_000)));
    for (const [doing, minutes] of course) {
      if (doing === 'speaks') silence.heard();
      if (doing === 'sleeps') now += minutes * 60_000;
      else {
        for (let second = 0; second < minutes * 60; second += 1) {
          now += 1_000;
          mock.timers.tick(1_000);
        }
      }
      await Promise.resolve();
    }
    silence.close();
    return { told, stuck };
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
}

test('a silence is told of once, after the part of what is allowed that a plan leaves unsaid', async () => {
  assert.deepEqual((await watched(patience(10), ['speaks', 9])).told, [3]);
});

test('a plan says after how many minutes of silence people are told', async () => {
  assert.deepEqual((await watched(patience(10, { warn: 7 }), ['speaks', 9])).told, [7]);
});

test('an agent that takes long to start is neither silent nor stuck before its first sign of life', async () => {
  const { told, stuck } = await watched(patience(1, { start: 10, warn: 0.5 }), ['runs', 2], ['speaks', 0.4]);
  assert.deepEqual([told, stuck], [[], undefined]);
});

test('an agent that never gives a sign of life is told of, and ended', async () => {
  const { told, stuck } = await watched(patience(1, { start: 10 }), ['runs', 9], ['runs', 1]);
  assert.deepEqual([told, stuck], [[3], 10]);
});

test('once an agent has spoken, its silence is counted from there', async () => {
  assert.equal((await watched(patience(1, { start: 10 }), ['runs', 3], ['speaks', 1])).stuck, 4);
});

test('a machine that slept makes no agent silent', async () => {
  const { told, stuck } = await watched(patience(10), ['speaks', 2], ['sleeps', 40], ['runs', 0.5], ['speaks', 1]);
  assert.deepEqual([told, stuck], [[], undefined]);
});
