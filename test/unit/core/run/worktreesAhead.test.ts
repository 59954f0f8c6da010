import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const kinds = (run: SimulatedRun): readonly string[] => pendingEffects(run.run, tools).map(({ kind }) => kind);
const types = (run: SimulatedRun): readonly string[] => run.events.map(({ type }) => type);

/** A run whose launch gate waits, and whose effects are answered up to there. */
function atLaunch(): SimulatedRun {
  return new SimulatedRun().start(planText(1)).approveAll('launch');
}

const launchSection = (run: SimulatedRun): readonly string[] =>
  boardOf(run.run, 0)
    .gates.flatMap(({ sections }) => sections)
    .filter(({ title }) => title === 'Worktrees')
    .flatMap(({ lines }) => lines);

test('worktrees are made while the launch gate waits, and no agent is started in them', () => {
  const run = atLaunch();
  assert.ok(types(run).includes('worktrees-made-ahead'));
  assert.deepEqual(run.dispatched, []);
  assert.deepEqual(launchSection(run), ['2 worktrees made and set up']);
  assert.ok(Object.values(run.run.sessions).every(({ status }) => status === 'planned'));
});

test('after the approval they are looked at again, and only then agents start', () => {
  const run = atLaunch();
  assert.equal(run.decide('launch-1'), undefined);
  run.settle();
  const order = types(run);
  assert.ok(order.indexOf('worktrees-ready') > order.indexOf('gate-used'));
  assert.equal(run.run.madeAhead?.['wave w1 1'], undefined);
  assert.equal(order.includes('worktrees-given-back'), false);
});

for (const verdict of ['rejected', 'hold'] as const) {
  test(`a launch that is ${verdict === 'hold' ? 'put on hold keeps its worktrees' : 'rejected gives them back'}`, () => {
    const run = atLaunch();
    run.decide('launch-1', verdict);
    run.settle();
    assert.equal(types(run).includes('worktrees-given-back'), verdict === 'rejected');
  });
}

test('a launch gate that is opened again has its worktrees made again', () => {
  const run = atLaunch();
  run.decide('launch-1', 'rejected');
  run.settle();
  assert.equal(run.submit({ type: 'reopen-gate', gate: 'launch-1', who: 'ada' }), undefined);
  run.settle();
  assert.equal(types(run).filter((type) => type === 'worktrees-made-ahead').length, 2);
});

test('a run that is stopped at its launch gate gives its worktrees back, also when they are made only then', () => {
  const run = atLaunch();
  run.submit({ type: 'stop-run', who: 'ada', reason: 'Not now.' });
  run.settle();
  assert.equal(types(run).filter((type) => type === 'worktrees-removed').length, 1);
  assert.deepEqual(kinds(run), []);
});

test('what keeps them from being made is said at the gate, and the gate can be approved', () => {
  const run = new SimulatedRun();
  const answer = run.answer.bind(run);
  run.answer = (effect) => {
    if (effect.kind !== 'make-worktrees-ahead') answer(effect);
    else
      run.submit({
        type: 'worktrees-made-ahead',
        scope: effect.scope,
        sessions: effect.sessions.map(({ id }) => id),
        problem: 'npm ci failed.',
      });
  };
  run.start(planText(1)).approveAll('launch');
  assert.match(launchSection(run).join(), /tried again after the approval: npm ci failed\./);
  assert.equal(run.decide('launch-1'), undefined);
  run.settle();
  assert.ok(types(run).includes('worktrees-ready'));
  assert.equal(types(run).includes('worktrees-given-back'), false);
});

test('the next wave has its worktrees made once those of the wave before are there to be used again', () => {
  const run = new SimulatedRun().start(planText(2)).approveAll('launch');
  const answer = run.answer.bind(run);
  run.answer = (effect) => {
    if (effect.kind === 'remove-worktrees') throw new Error('removing');
    answer(effect);
  };
  assert.equal(run.decide('launch-1'), undefined);
  assert.throws(() => run.settle().approveAll('launch'), /removing/);
  assert.equal(run.run.waves['w2']?.status, 'launch');
  assert.equal(kinds(run).includes('make-worktrees-ahead'), false);
  run.answer = answer;
  run.settle();
  assert.ok(Object.keys(run.run.madeAhead ?? {}).length > 0);
});
