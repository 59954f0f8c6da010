import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RunState } from '../../../src/core/model/state.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { JournalError } from '../../../src/ports/journal.ts';
import { planText } from '../../support/simulatedRun.ts';
import { SimulatedWorld } from '../../support/simulatedWorld.ts';

/** Goes on with a run as a person would who tries again after each failure. */
async function throughTrouble(world: SimulatedWorld, rounds = 12): Promise<RunState> {
  const engine = await world.start();
  for (let round = 0; round < rounds && engine.state.phase !== 'shipped'; round += 1) {
    await world.drive(engine).catch(() => undefined);
    await world.pass(40_000);
    if (engine.state.phase === 'adapt') await engine.submit({ type: 'retry-wave', who: 'ada' }).catch(() => undefined);
  }
  await engine.close();
  return engine.state;
}

/** All that is done in a run of one wave where nothing fails. */
async function wholeRun(): Promise<readonly string[]> {
  const world = new SimulatedWorld(planText(1));
  await world.drive(await world.start());
  return world.happenings;
}

suite('a run in a world that fails', () => {
  test('once, at any one of the things it does, ends as it would have, and starts nothing twice', async () => {
    const whole = await wholeRun();
    for (const [at, happening] of whole.entries()) {
      // Without a repository or a journal no run begins; a session that cannot be started has crashed, which people are told.
      if (at < 2 || happening.startsWith('start ')) continue;
      const world = new SimulatedWorld(planText(1));
      let count = 0;
      world.obstacle = () => {
        count += 1;
        if (count === at + 1) throw new JournalError('io', 'Once.');
      };
      const state = await throughTrouble(world);
      const where = `after a failure of "${happening}"`;
      assert.equal(state.phase, 'shipped', where);
      const starts = world.all('start');
      assert.equal(new Set(starts).size, starts.length, where);
      const work = (happenings: readonly string[]): readonly string[] =>
        happenings.flatMap((each) => /^start \S*~(a1|b1) /.exec(each)?.[1] ?? []).sort();
      assert.deepEqual(work(world.happenings), work(whole), where);
    }
  });

  test('at every third thing it does still ends, and commits each wave once', async () => {
    const world = new SimulatedWorld(planText(2));
    let count = 0;
    world.obstacle = (happening) => {
      count += 1;
      if (count > 2 && count % 3 === 0 && !happening.startsWith('start '))
        throw new JournalError('io', 'Now and then.');
    };
    assert.equal((await throughTrouble(world, 60)).phase, 'shipped');
    const starts = world.all('start');
    assert.equal(new Set(starts).size, starts.length, 'nothing is started twice');
    assert.equal(starts.filter((each) => each.includes('~commit ')).length, 2);
  });

  test('in what only tells people something goes on: no thread, and no look at the memory', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('Away.'));
    const plain = new SimulatedWorld(planText(1));
    const world = new SimulatedWorld(planText(1), { threads: { ...plain.ports.threads, post: away } });
    world.ports.executor.freeMemory = away;
    assert.equal((await throughTrouble(world)).phase, 'shipped');
    assert.deepEqual(world.troubles, []);
  });
});

suite('what was approved', () => {
  /** A world whose plan file is another one from the moment a decision at a gate is recorded. */
  function editedAfter(gate: string): { readonly world: SimulatedWorld; readonly edited: () => boolean } {
    let text = planText(1);
    let isEdited = false;
    const world = new SimulatedWorld(planText(1), {
      planFile: { file: 'plan.waveplan.yaml', read: () => Promise.resolve(text) },
    });
    world.obstacle = (happening) => {
      if (isEdited || !happening.includes('gate-decided') || waiting !== gate) return;
      isEdited = true;
      text = planText(1).replace('one exported constant', 'a back door');
    };
    let waiting = '';
    const drive = world.drive.bind(world);
    world.drive = (engine, done) =>
      drive(engine, (state) => {
        waiting = pendingGates(state)[0]?.kind ?? '';
        return done?.(state) ?? isEdited;
      });
    return { world, edited: () => isEdited };
  }

  for (const gate of ['plan', 'launch'])
    test(`at a ${gate} gate starts nothing once the plan on disk is another one`, async () => {
      const { world, edited } = editedAfter(gate);
      const engine = await world.start();
      await world.drive(engine);
      await world.settle();
      assert.equal(edited(), true);
      assert.deepEqual(
        world.all('start').filter((each) => /~(a1|b1) /.test(each)),
        [],
      );
      const voided = Object.values(engine.state.gates).find(
        ({ kind, voided: why }) => kind === gate && why !== undefined,
      );
      assert.match(voided?.voided ?? '', /^Changed since the decision: /);
      assert.equal(voided?.usedAt, undefined);
      await engine.close();
    });

  for (const tip of ['elsewhere', undefined])
    test(`at a launch gate starts nothing once the branch of the run is ${tip ?? 'gone'}`, async () => {
      const plain = new SimulatedWorld(planText(1));
      let isMoved = false;
      const world = new SimulatedWorld(planText(1), {
        executor: plain.ports.executor,
        workspaces: {
          ...plain.ports.workspaces,
          resolve: (branch) => (isMoved ? Promise.resolve(tip) : plain.ports.workspaces.resolve(branch)),
        },
      });
      const engine = await world.start();
      await world.drive(engine, (state) => pendingGates(state).some(({ kind }) => kind === 'launch'));
      world.obstacle = (happening) => {
        if (happening.includes('gate-decided')) isMoved = true;
      };
      await world.drive(engine, () => isMoved);
      await world.settle();
      assert.equal(isMoved, true);
      assert.deepEqual(
        plain.all('start').filter((each) => /~(a1|b1) /.test(each)),
        [],
      );
      assert.match(engine.state.gates['launch-1']?.voided ?? '', /^Changed since the decision: /);
      await engine.close();
    });

  test('at a spot-check is not committed once the merged tree is another one', async () => {
    const plain = new SimulatedWorld(planText(1));
    let isMoved = false;
    const world = new SimulatedWorld(planText(1), {
      executor: plain.ports.executor,
      workspaces: {
        ...plain.ports.workspaces,
        tree: (commit) => (isMoved ? Promise.resolve('another tree') : plain.ports.workspaces.tree(commit)),
      },
    });
    const engine = await world.start();
    await world.drive(engine, (state) => pendingGates(state).some(({ kind }) => kind === 'spot-check'));
    world.obstacle = (happening) => {
      if (happening.includes('gate-decided')) isMoved = true;
    };
    await world.drive(engine, () => isMoved);
    await world.settle();
    assert.equal(isMoved, true);
    assert.deepEqual(
      plain.all('start').filter((each) => each.includes('~commit ')),
      [],
    );
    assert.match(engine.state.gates['spot-check-1']?.voided ?? '', /^Changed since the decision: /);
    await engine.close();
  });
});
