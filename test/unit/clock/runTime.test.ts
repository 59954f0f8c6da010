import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { afterRunTime, startRunTime } from '../../../src/clock/runTime.ts';

/** Runs a piece of code on a machine whose time the code moves on. */
function onMachine(code: (machine: Record<'runs' | 'sleeps', (seconds: number) => void>) => void): void {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let now = 0;
  const clock = mock.method(performance, 'now', () => now);
  try {
    code({
      runs(seconds) {
        for (let second = 0; second < seconds; second += 1) {
          now += 1_000;
          mock.timers.tick(1_000);
        }
      },
      sleeps: (seconds) => void (now += seconds * 1_000),
    });
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
}

test('time in which the machine ran is counted as it is', () => {
  onMachine(({ runs }) => {
    const time = startRunTime();
    runs(90);
    assert.equal(time.now(), 90_000);
    time.close();
  });
});

test('a sleep of hours counts as no more than two seconds', () => {
  onMachine(({ runs, sleeps }) => {
    const time = startRunTime();
    runs(10);
    sleeps(8 * 3600);
    runs(10);
    assert.ok(time.now() <= 22_000, String(time.now()));
    time.close();
  });
});

test('a limit is reached after the time in which the machine ran', () => {
  onMachine(({ runs, sleeps }) => {
    let reached = false;
    afterRunTime(60_000, () => (reached = true));
    runs(30);
    sleeps(3600);
    runs(27);
    assert.equal(reached, false);
    runs(5);
    assert.equal(reached, true);
  });
});

test('a limit that was lifted is never reached', () => {
  onMachine(({ runs }) => {
    let reached = false;
    const cancel = afterRunTime(5_000, () => (reached = true));
    runs(2);
    cancel();
    runs(60);
    assert.equal(reached, false);
  });
});
