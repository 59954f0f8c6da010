import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readApprovals } from '../../../../src/cli/follow/approvals.ts';
import { followRun } from '../../../../src/cli/follow/followRun.ts';
import type { Following } from '../../../../src/cli/follow/followRun.ts';
import { exitCodes } from '../../../../src/cli/shared/exit.ts';
import { SimulatedRun, check, planText, revisionOf } from '../../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../../support/simulatedWorld.ts';

interface Follower {
  readonly world?: SimulatedWorld;
  readonly source?: string;
  readonly approve?: string;
  readonly more?: Partial<Following>;
  /** Called once it follows. */
  readonly meanwhile?: (engine: Following['engine'], interrupt: () => void) => unknown;
}

/** Follows a new run as a script does, with these approvals. */
async function follow({ source = planText(1), world = new SimulatedWorld(source), ...rest }: Follower) {
  const engine = await world.start();
  const interrupt = new AbortController();
  const written: string[] = [];
  const notes: string[] = [];
  const following: Following = {
    engine,
    ports: world.ports,
    approvals: readApprovals({ approve: rest.approve }, revisionOf(source).hash),
    who: 'ada',
    lastingKey: true,
    json: false,
    wait: false,
    shows: { showDifference: () => Promise.resolve(), begunAnswers: () => Promise.resolve({}) },
    fromStart: true,
    ...rest.more,
  };
  const ended = followRun(following, {
    folder: '/project',
    env: {},
    interrupted: interrupt.signal,
    write: (text) => Promise.resolve(void written.push(String(text))),
    note: (line) => void notes.push(line),
  });
  await rest.meanwhile?.(engine, () => interrupt.abort());
  const code = await ended;
  return { code, engine, said: written.join(''), notes: notes.join('\n') };
}

/** A world in which the checks of the wave are red. */
function redWorld(): SimulatedWorld {
  const world = new SimulatedWorld(planText(1));
  const work = world.outcome;
  world.outcome = (job) => {
    if (job.work.kind !== 'check' || job.scope.kind !== 'wave') return work(job);
    const checks = [check(1, [{ name: 'a1 greets', file: 'src/a1/main.js' }])];
    return { outcome: 'blocked', message: 'One test fails.', checks };
  };
  return world;
}

suite('following a run', () => {
  test('that nobody has approved ends as waiting, and says at which gate and how to go on', async () => {
    const { code, said, notes } = await follow({});
    assert.equal(code, exitCodes.waiting);
    assert.match(said, /^Waiting: .*plan/m);
    assert.match(said, /plan-1/);
    assert.match(notes, /wavegate resume r1 --key FILE/);
  });

  test('says so where its key ends with the process, and what to start it with instead', async () => {
    const { notes } = await follow({ more: { lastingKey: false } });
    assert.match(notes, /The key of this run ends with this process/);
    assert.match(notes, /--key FILE/);
  });

  test('that is approved as a whole ends as shipped, with every event in order', async () => {
    const { code, said } = await follow({ approve: 'all' });
    assert.equal(code, exitCodes.done, said);
    const order = [/plan-1|plan/, /wave 1|w1/i, /ship/i, /^Report: wavegate report r1$/m];
    const places = order.map((text) => said.search(text));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      said,
    );
    assert.match(said, /wavegate learn r1/);
  });

  test('goes as far as the kinds of gates that were approved, and no further', async () => {
    const { code, engine } = await follow({ approve: 'plan,launch' });
    assert.equal(code, exitCodes.waiting);
    assert.equal(engine.state.gates['launch-1']?.status, 'approved');
    assert.ok(Object.values(engine.state.gates).some(({ kind, status }) => kind !== 'launch' && status === 'pending'));
    assert.notEqual(engine.state.phase, 'shipped');
  });

  test('does not count approvals for a plan that was another one when they were given', async () => {
    const other = { approvals: readApprovals({ approve: 'all' }, revisionOf(planText(2)).hash) };
    const { code, engine } = await follow({ more: other });
    assert.equal(code, exitCodes.waiting);
    assert.equal(engine.state.gates['plan-1']?.status, 'pending');
  });

  test('whose wave is red ends with 1, names the test and each way to go on', async () => {
    const { code, said, engine } = await follow({ world: redWorld(), approve: 'all' });
    assert.equal(code, exitCodes.no);
    assert.notEqual(engine.state.adaptation, undefined);
    assert.match(said, /One test fails|a1 greets/);
    for (const way of ['divide', 'fix', 'redispatch', 'split', 'reorder'])
      assert.match(said, new RegExp(`wavegate resume r1 --adapt ${way}`));
    assert.match(said, /wavegate retry r1/);
  });

  test('as JSON is one object a line, the last of which says how it ended', async () => {
    for (const [approve, kind] of [
      ['all', 'shipped'],
      ['plan', 'waiting'],
    ] as const) {
      const { said } = await follow({ approve, more: { json: true } });
      const lines = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; kind?: string });
      assert.equal(lines[0]?.type, 'run-started');
      const last = lines.at(-1);
      assert.equal(last?.type, 'ending');
      assert.equal(last.kind, kind);
    }
  });

  test('without the events from its start prints those that come', async () => {
    const { said } = await follow({ approve: 'plan', more: { json: true, fromStart: false } });
    const types = said
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    assert.equal(types.includes('run-started'), false);
    assert.equal(types.includes('gate-decided'), true);
  });

  test('can be left at any time: the run is as it was, and it is said how to go on', async () => {
    const world = new SimulatedWorld(planText(1));
    world.outcome = (job) => (job.work.kind === 'agent' ? undefined : new SimulatedRun().done(job));
    const { code, notes, engine } = await follow({
      world,
      approve: 'all',
      meanwhile: async (_engine, interrupt) => {
        await world.settle();
        interrupt();
      },
    });
    assert.equal(code, exitCodes.interrupted);
    assert.match(notes, /Sessions go on by themselves\. Go on with: wavegate resume r1/);
    assert.equal(engine.state.stopped, undefined);
  });

  test('that is stopped from elsewhere ends with 1 and the reason', async () => {
    const { code, notes } = await follow({
      meanwhile: (engine) => engine.submit({ type: 'stop-run', who: 'grace', reason: 'Not this week.' }),
      more: { wait: true },
    });
    assert.equal(code, exitCodes.no);
    assert.match(notes, /Not this week\./);
  });

  test('that the environment keeps from going on ends with 3, and nothing is lost', async () => {
    const world = new SimulatedWorld(planText(1));
    const { code, notes } = await follow({
      world,
      approve: 'all',
      meanwhile: async () => {
        world.obstacle = (happening) => {
          if (happening.startsWith('inspect')) throw new Error('The disk is full.');
        };
        for (let round = 0; round < 4; round += 1) {
          await world.settle();
          await world.pass(5_000);
        }
      },
    });
    assert.equal(code, exitCodes.environment);
    assert.match(notes, /The run is paused: The disk is full\.\nNothing is lost\. Go on with: wavegate resume r1/);
  });

  test('with --wait says once what it waits for and goes on when it is decided elsewhere', async () => {
    const world = new SimulatedWorld(planText(1));
    const { code, said } = await follow({
      world,
      more: { wait: true },
      meanwhile: async (engine) => {
        await world.drive(engine, ({ phase }) => phase === 'shipped');
      },
    });
    assert.equal(code, exitCodes.done);
    const waits = said.match(/^Waiting: .*$/gm) ?? [];
    assert.ok(waits.length >= 1, said);
    assert.equal(waits.filter((line) => line === waits[0]).length, 1, said);
    assert.match(said, /wavegate report r1/);
  });
});
