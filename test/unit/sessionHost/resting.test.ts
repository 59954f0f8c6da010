import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { watchResting } from '../../../src/sessions/agent/resting.ts';

type Heard = 'works' | 'finishes';

/** Minutes after which a program counted as over, of the ten it said nothing after what was heard, one a minute. */
async function over(
  heard: readonly Heard[],
  { handsOff }: { readonly handsOff: boolean },
): Promise<number | undefined> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let now = 0;
  let rests = false;
  let ended: number | undefined;
  const clock = mock.method(performance, 'now', () => now);
  try {
    const resting = watchResting(2, { rests: () => rests, handedOff: () => Promise.resolve(handsOff) });
    void resting.over.then(() => (ended ??= Math.round(now / 60_000)));
    for (let minute = 0; minute < heard.length + 10; minute += 1) {
      const what = heard[minute];
      if (what !== undefined) {
        rests = what === 'finishes';
        resting.heard();
      }
      for (let second = 0; second < 60; second += 1) {
        now += 1_000;
        mock.timers.tick(1_000);
        for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
      }
    }
    resting.close();
    return ended;
  } finally {
    clock.mock.restore();
    mock.timers.reset();
  }
}

test('a program that goes on running after its agent has finished and handed off is not waited for', async () => {
  assert.equal(await over(['works', 'finishes'], { handsOff: true }), 3);
});

test('it is waited for while there is no handoff, or its agent works', async () => {
  assert.equal(await over(['works', 'finishes'], { handsOff: false }), undefined);
  assert.equal(await over(['finishes', 'works'], { handsOff: true }), undefined);
});

test('what makes its agent go on makes the wait begin again', async () => {
  assert.equal(await over(['finishes', 'works', 'works', 'finishes'], { handsOff: true }), 5);
});
