import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readApprovals } from '../../../../src/cli/follow/approvals.ts';
import { drive } from '../../../../src/cli/follow/drive.ts';
import { planText, revisionOf } from '../../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../../support/simulatedWorld.ts';

const minutes = 60_000;
const plan = planText(
  1,
  'gates:\n  custom: {change: {before: ship, asks: Agreed., window: {between: "00:00-00:30", zone: UTC}}}\n',
);

/** The change was agreed in the window, which has closed before the approval to ship is given. */
async function atShip() {
  const world = new SimulatedWorld(plan);
  const engine = await world.start();
  await world.drive(engine, ({ gates }) => gates['ship-1'] !== undefined);
  await world.pass(23 * 60 * minutes);
  const onEvents = (): void => undefined;
  const approvals = readApprovals({ approve: 'ship' }, revisionOf(plan).hash);
  return { world, following: { engine, ports: world.ports, approvals, who: 'ada', onEvents } };
}

suite('a run whose branch somebody has moved', () => {
  test('is not approved again and again: following ends with what to put back', async () => {
    const world = new SimulatedWorld(planText());
    const engine = await world.start();
    await world.drive(engine, ({ gates }) => gates['spot-check-1'] !== undefined);
    Object.assign(world.ports.workspaces, { resolve: () => Promise.resolve('0123456789abcdef') });
    const approvals = readApprovals({ approve: 'all' }, revisionOf(planText()).hash);
    const interrupted = new AbortController().signal;
    const ending = await drive({ engine, ports: world.ports, approvals, who: 'ada', interrupted, onEvents: () => {} });
    assert.equal(ending.kind, 'waiting');
    assert.match(ending.reason, /^Approved 3 times, and void each time before its use\. .*git update-ref/);
    const asked = Object.values(engine.state.gates).filter(({ kind }) => kind === 'spot-check');
    assert.equal(asked.length, 4);
  });
});

suite('a run that is approved outside the window of a gate', () => {
  test('ends as waiting and says when it opens; with --wait it goes on then, and says so once', async () => {
    const { world, following } = await atShip();
    const interrupted = new AbortController();
    const ending = await drive({ ...following, interrupted: interrupted.signal });
    assert.equal(ending.kind, 'waiting');
    assert.match(ending.reason, /opens next at fri 1970-01-02 00:00 there\. With --wait it is approved/);

    const said: string[] = [];
    const onWaiting = (reason: string): void => void said.push(reason);
    const ended = drive({ ...following, onWaiting, interrupted: interrupted.signal });
    await world.settle();
    await world.pass(30 * minutes);
    assert.equal(following.engine.state.gates['ship-1']?.status, 'pending');
    assert.equal(said.length, 1);
    await world.pass(40 * minutes);
    assert.equal((await ended).kind, 'shipped');
  });

  test('can be left while it waits', async () => {
    const { world, following } = await atShip();
    const interrupted = new AbortController();
    const ended = drive({ ...following, onWaiting: () => undefined, interrupted: interrupted.signal });
    await world.settle();
    interrupted.abort();
    assert.equal((await ended).kind, 'interrupted');
  });
});
