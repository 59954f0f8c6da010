import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decideGate } from '../../../src/engine/decisions.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import { planText } from '../../support/simulatedRun.ts';
import { SimulatedWorld, lostLease } from '../../support/simulatedWorld.ts';

const atLaunch = ({ gates }: { gates: Readonly<Record<string, unknown>> }): boolean => gates['launch-1'] !== undefined;

/** Throws for as many happenings as said that begin with a text. */
function fails(times: number, beginning: string, error: () => Error): (happening: string) => void {
  let left = times;
  return (happening) => {
    if (left === 0 || !happening.startsWith(beginning)) return;
    left -= 1;
    throw error();
  };
}

suite('the engine', () => {
  test('takes a run from its plan to shipped, each session once and after its worktree', async () => {
    const world = new SimulatedWorld();
    const state = await world.drive(await world.start());
    assert.equal(state.phase, 'shipped');
    const starts = world.all('start');
    assert.equal(new Set(starts).size, starts.length);
    for (const wave of world.all('prepare wave')) {
      const [, , ...sessions] = wave.split(' ');
      for (const session of sessions) {
        const started = world.happenings.findIndex((happening) => happening.startsWith(`start ${session} `));
        assert.ok(started > world.happenings.indexOf(wave), `${session} starts in a worktree that is there`);
      }
    }
    assert.deepEqual(world.troubles, []);
  });

  test('records what it starts from before it starts it', async () => {
    const world = new SimulatedWorld();
    await world.drive(await world.start());
    const first = (beginning: string): number => world.happenings.findIndex((each) => each.startsWith(beginning));
    assert.ok(first('append worktrees-ready') < first('start'));
    const launch = world.happenings.findIndex((each) => each.includes('gate-used') && each.includes('append'));
    assert.ok(launch < first('prepare wave'));
  });

  test('goes through the usage limit of a provider and on to shipped by itself, at the time it names', async () => {
    const minutes = 60_000;
    const world = new SimulatedWorld(planText(1, 'limits: {onUsageLimit: wait, parallel: 1}\n'));
    const work = world.outcome;
    let resetsAt = 0;
    world.outcome = (job) => {
      if (job.subject !== 'b1' || job.epoch > 1) return work(job);
      resetsAt = world.ports.clock.now() + 90 * minutes;
      return { outcome: 'rate-limited', message: 'Usage limit reached.', limit: { resetsAt } };
    };
    const launched = () => world.happenings.filter((each) => /^start \S*[ab]1\b/.test(each)).length;
    const engine = await world.start();
    assert.equal((await world.drive(engine)).phase, 'adapt');
    await world.pass(89 * minutes);
    assert.equal(launched(), 2, 'nobody is launched before');
    await world.pass(3 * minutes);
    assert.equal((await world.drive(engine)).phase, 'shipped');
    assert.equal(launched(), 3);
  });

  test('tries again what the environment kept it from, says so at the third time, and goes on when it can', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    world.obstacle = fails(3, 'inspect', () => new Error('The folder is in use.'));
    await world.drive(engine);
    await world.pass(500);
    assert.deepEqual(world.troubles, [], 'twice may be chance');
    await world.pass(2_000);
    assert.deepEqual(world.troubles, ['The folder is in use.']);
    assert.deepEqual(world.all('prepare wave'), []);
    await world.pass(10_000);
    assert.equal((await world.drive(engine)).phase, 'shipped');
    assert.equal(world.troubles.length, 1);
  });

  test('counts no session as crashed because the database of the run was away when it was started', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    await world.drive(engine, atLaunch);
    world.obstacle = fails(3, 'start wave~w1~1~a1', () => new JournalError('io', 'The database does not answer.'));
    await world.drive(engine);
    await world.pass(3_000);
    assert.deepEqual(world.troubles, ['The database does not answer.']);
    assert.equal(engine.state.adaptation, undefined);
    await world.pass(10_000);
    assert.equal((await world.drive(engine)).phase, 'shipped');
    assert.equal(world.all('start wave~w1~1~a1').length, 1);
  });

  test('starts nothing of what could not be recorded, and does it once the disk has room', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    await world.drive(engine, atLaunch);
    world.obstacle = fails(1, 'append gate-decided', () => new JournalError('disk-full', 'The disk is full.'));
    await assert.rejects(world.drive(engine), /The disk is full/);
    await world.settle();
    assert.equal(engine.state.gates['launch-1']?.status, 'pending');
    assert.deepEqual(world.all('prepare wave'), []);
    assert.equal((await world.drive(engine)).phase, 'shipped');
  });

  test('does nothing more once another process drives the run, and the other one doubles nothing', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    await world.drive(engine, atLaunch);
    world.outcome = () => undefined;
    await world.drive(engine);
    const running = world.all('start');
    assert.ok(running.length > 0);
    world.obstacle = (happening) => (happening.startsWith('append') ? lostLease() : undefined);
    await assert.rejects(engine.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' }), /Another process drives/);
    assert.notEqual(engine.state.phase, 'stopped');
    await engine.close();
    world.obstacle = () => undefined;
    const next = await world.open();
    await world.settle();
    assert.deepEqual(world.all('start'), running);
    await next.close();
  });

  test('handles commands one after another, each on what the one before has left', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    await world.settle();
    const say = (verdict: 'approved' | 'rejected') =>
      decideGate(engine, world.ports, { gate: 'plan-1', verdict, who: 'ada', channel: 'cli', note: 'At once.' });
    const [first, second] = await Promise.all([say('rejected'), say('approved')]);
    assert.deepEqual(first, {});
    assert.match(second.refused ?? '', /./, 'the gate is decided already');
    assert.equal(engine.state.gates['plan-1']?.status, 'rejected');
  });

  test('stops a session that was asked to stop, and takes its end for the end it has', async () => {
    const world = new SimulatedWorld();
    const engine = await world.start();
    await world.drive(engine, atLaunch);
    const before = world.all('start').length;
    world.outcome = () => undefined;
    await world.drive(engine);
    assert.deepEqual(await engine.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' }), {});
    await world.settle();
    assert.equal(world.all('stop').length, world.all('start').length - before);
    assert.notEqual(world.all('stop').length, 0);
    assert.equal(engine.state.phase, 'stopped');
    assert.deepEqual(
      Object.values(engine.state.sessions).map(({ status }) => status),
      Object.values(engine.state.sessions).map(() => 'ended'),
    );
  });

  test('that dies at any record of a run is followed by one that ends it, and nothing was done twice', async () => {
    const whole = new SimulatedWorld();
    await whole.drive(await whole.start());
    const records = whole.all('append').length;
    for (let last = 1; last < records; last += 1) {
      const world = new SimulatedWorld();
      let left = last;
      world.obstacle = (happening) => {
        if (happening.startsWith('append')) left -= 1;
        if (left < 0) throw new JournalError('io', 'The process has died.');
      };
      const dying = await world.start();
      await world.drive(dying).catch(() => undefined);
      await dying.close();
      world.obstacle = () => undefined;
      const engine = await world.open();
      const state = await world.drive(engine);
      assert.equal(state.phase, 'shipped', `after record ${last}`);
      const starts = world.all('start');
      assert.equal(new Set(starts).size, starts.length, `a session was started twice after record ${last}`);
      assert.deepEqual([...starts].sort(), [...whole.all('start')].sort(), `after record ${last}`);
      await engine.close();
    }
  });
});
