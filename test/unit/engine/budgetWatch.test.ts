import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BudgetUse } from '../../../src/core/model/sharedBudget.ts';
import { decideGate } from '../../../src/engine/decisions.ts';
import { planText } from '../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../support/simulatedWorld.ts';

/** A world with one budget of the day, of which the sessions of its run use a dollar each. */
function worldWith(limit: { usd: number }, source: string) {
  const world = new SimulatedWorld(source);
  let before = 0;
  const work = world.outcome;
  world.outcome = (job) => {
    const result = work(job);
    const usage = { inputTokens: 10, cachedTokens: 0, outputTokens: 1, usd: 1 };
    return result && job.work.kind === 'agent' ? { ...result, usage } : result;
  };
  const use = (): BudgetUse => ({
    per: 'day',
    usd: limit.usd,
    used: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, usd: before },
    unpriced: 0,
    since: '2026-11-28',
    until: '2026-11-29',
  });
  Object.assign(world.ports, {
    budgets: {
      seen: (ending?: object) => {
        if (ending !== undefined) before += 1;
        return Promise.resolve({ uses: [use()] });
      },
    },
  });
  const spend = (usd: number): void => void (before += usd);
  return { world, spend };
}

const approve = { verdict: 'approved', who: 'ada', channel: 'cli', note: '' } as const;

test('a run stops starting agents at the budget of the machine, and goes on by itself once it is raised', async () => {
  const limit = { usd: 1 };
  const { world } = worldWith(limit, planText(1, 'limits: { parallel: 1 }\n'));
  const engine = await world.start();
  await world.settle();
  for (const gate of ['plan-1', 'launch-1']) {
    assert.deepEqual(await decideGate(engine, world.ports, { ...approve, gate }), {});
    await world.settle();
  }
  const ended = (): number =>
    Object.values(engine.state.sessions).filter(({ kind, status }) => kind === 'implement' && status === 'ended')
      .length;
  assert.equal(ended(), 1, 'the second agent waits');
  await world.pass(120_000);
  await world.settle();
  assert.equal(ended(), 1);
  limit.usd = 10;
  await world.pass(30_000);
  await world.settle();
  assert.equal(engine.state.waves['w1']?.status, 'spot-check');
  await engine.close();
});

test('an approval is held against what other runs have used until that moment', async () => {
  const limit = { usd: 5 };
  const { world, spend } = worldWith(limit, planText(1));
  const engine = await world.start();
  await world.settle();
  await decideGate(engine, world.ports, { ...approve, gate: 'plan-1' });
  await world.settle();
  spend(5);
  const { refused } = await decideGate(engine, world.ports, { ...approve, gate: 'launch-1' });
  assert.match(refused ?? '', /\$5\.00 of \$5\.00, since 2026-11-28/);
  limit.usd = 9;
  assert.deepEqual(await decideGate(engine, world.ports, { ...approve, gate: 'launch-1' }), {});
  await engine.close();
});
