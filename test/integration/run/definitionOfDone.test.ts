import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../../support/hostileWave.ts';
import { isShipped, together } from '../../support/realRun.ts';

test('a definition of done that is a command is held at validation, even if it was not true before either', async (t) => {
  const statement = 'src/other.js knows both';
  const { run } = await startHostileWave(
    t,
    { a: "work(); write(home + '/worked', '');" },
    {
      setup: together,
      plan: {
        definitionOfDone: [
          { statement, verify: '$ node agents/a.mjs --check' },
          { statement: 'It reads well', verify: 'Look at it.' },
        ],
      },
    },
  );
  const state = await run.drive((now) => now.validation?.status === 'failed' || isShipped(now));
  assert.equal(state.validation?.status, 'failed');
  const checks = state.validation?.checks?.map(({ name, exitCode }) => [name, exitCode === 0]);
  assert.deepEqual(checks, [
    ['test', true],
    [statement, false],
  ]);
});

test('a test that fails and passes when it runs again is recorded as such, by name', async (t) => {
  const suite = `
    import { existsSync, writeFileSync } from 'node:fs';
    import { test } from 'node:test';
    test('sometimes green', () => {
      if (existsSync('.once')) return;
      writeFileSync('.once', '');
      throw new Error('not this time');
    });`;
  const { run } = await startHostileWave(
    t,
    { a: `write('src/a.js', ${JSON.stringify(suite)}); handOff(['src/a.js']);` },
    { setup: together, plan: { checkpoint: { test: 'node --test src/a.js', retries: 2 } } },
  );
  await run.drive(({ gates }) => gates['spot-check-1'] !== undefined);
  const [check] = run.state().waves['one']?.check?.checks ?? [];
  assert.equal(check?.runs, 2);
  assert.deepEqual(check?.flaky, ['sometimes green']);
  assert.match(run.result('check').message, /Failed first and passed when run again: test: sometimes green/);
});
