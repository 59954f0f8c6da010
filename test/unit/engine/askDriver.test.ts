import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from '../../../src/core/run/evolve.ts';
import { askThroughDriver, decideThroughDriver } from '../../../src/engine/askDriver.ts';
import type { Driver } from '../../../src/engine/askDriver.ts';
import { decideGate } from '../../../src/engine/decisions.ts';
import { answerRequest } from '../../../src/engine/requests.ts';
import type { RunEngine } from '../../../src/engine/runEngine.ts';
import type { Requests } from '../../../src/ports/requests.ts';
import { planText } from '../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../support/simulatedWorld.ts';

const approval = { gate: 'plan-1', verdict: 'approved', who: 'ada', channel: 'cli', note: '' } as const;

/** A run at its plan gate, and another process that asks its driver. */
async function askedRun(ask: (world: SimulatedWorld, engine: RunEngine) => Requests['ask']) {
  const world = new SimulatedWorld(planText(1));
  const engine = await world.start();
  await world.settle();
  const { run } = engine.state;
  const requests = { ...world.ports.requests, ask: ask(world, engine) };
  const see: Driver['see'] = async () => {
    const { events, end } = await world.ports.journals.readSealed(run);
    return { state: replay(events) ?? assert.fail(), end };
  };
  const driver: Driver = { run, ports: { ...world.ports, requests }, see };
  return { world, engine, driver };
}

test('a decision that the silent driver did not record is not called recorded because the run has moved on', async () => {
  const { engine, driver } = await askedRun((world, engine) => async () => {
    // The person at the driver's own window is quicker.
    await decideGate(engine, world.ports, { ...approval, verdict: 'hold', who: 'bob' });
    return undefined;
  });
  const gate = engine.state.gates['plan-1'] ?? assert.fail();
  const { refused } = await decideThroughDriver(driver, approval, gate);
  assert.match(refused ?? '', /has not recorded it/);
  await engine.close();
});

test('a decision that was recorded counts although the answer did not come', async () => {
  const { engine, driver } = await askedRun((world, engine) => async (_run, text) => {
    assert.deepEqual(await answerRequest(text, engine, world.ports), {});
    return undefined;
  });
  const gate = engine.state.gates['plan-1'] ?? assert.fail();
  assert.deepEqual(await decideThroughDriver(driver, approval, gate), {});
  await engine.close();
});

test('anything else that is asked of a silent driver is called uncertain once the run has moved on', async () => {
  const { engine, driver } = await askedRun((world, engine) => async () => {
    await decideGate(engine, world.ports, approval);
    return undefined;
  });
  const { refused } = await askThroughDriver(driver, { type: 'stop-run', reason: 'Enough.' }, 'ada');
  assert.match(refused ?? '', /may have been recorded or not.*wavegate status/);
  await engine.close();
});
