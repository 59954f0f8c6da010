import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { watchSilence } from '../../../src/sessionHost/agent/silence.ts';

/** Minutes after which people were told, while the clock is moved on minute by minute. */
function toldAfter(minutes: number, patience: number, warnMinutes?: number): readonly number[] {
  mock.timers.enable({ apis: ['setTimeout'] });
  const told: number[] = [];
  let now = 0;
  const clock = mock.method(performance, 'now', () => now);
  try {
    let minute = 0;
    const silence = watchSilence(
      () => patience,
      () => told.push(minute),
      warnMinutes,
    );
    for (minute = 1; minute <= minutes; minute += 1) {
      now += 60_000;
      mock.timers.tick(60_000);
    }
    silence.close();
    return told;
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
}

test('a silence is told of once, after the part of what is allowed that a plan leaves unsaid', () => {
  assert.deepEqual(toldAfter(9, 10), [3]);
});

test('a plan says after how many minutes of silence people are told', () => {
  assert.deepEqual(toldAfter(9, 10, 7), [7]);
});
