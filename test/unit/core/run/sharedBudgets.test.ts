import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { budgetUse } from '../../../../src/core/history/budgetUse.ts';
import type { BudgetUse } from '../../../../src/core/model/sharedBudget.ts';
import { sharedBudgetLines } from '../../../../src/core/queries/sharedBudgets.ts';
import { evolve } from '../../../../src/core/run/evolve.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { gateSpecs } from '../../../../src/core/gates/specs/gateSpecs.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { eventWords } from '../../../../src/core/views/eventWords.ts';
import { planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

const spent = (usd: number, limit = 20, agent?: string): BudgetUse => ({
  per: 'day',
  ...(agent === undefined ? {} : { agent }),
  usd: limit,
  used: { inputTokens: 1_000, cachedTokens: 0, outputTokens: 100, usd },
  unpriced: 0,
  since: '2026-11-28',
  until: '2026-11-29',
});

const see = (run: SimulatedRun, ...uses: readonly BudgetUse[]): void => {
  assert.equal(run.submit({ type: 'surroundings-seen', budgets: { uses } }), undefined);
};

const running = (run: SimulatedRun): readonly string[] =>
  pendingEffects(run.run, tools).flatMap((effect) => (effect.kind === 'run-session' ? [effect.job.subject] : []));

const isWatched = (run: SimulatedRun): boolean =>
  pendingEffects(run.run, tools).some(({ kind }) => kind === 'watch-budgets');

const atLaunch = (extra = ''): SimulatedRun => new SimulatedRun().start(planText(1, extra)).approveAll('launch');

/** A launched wave whose agents are ready, the first one with what the plan allows at once. */
function launched(extra = ''): SimulatedRun {
  const run = atLaunch(extra);
  assert.equal(run.decide('launch-1'), undefined);
  for (;;) {
    const effect = pendingEffects(run.run, tools).find(
      ({ kind }) => kind !== 'run-session' && kind !== 'watch-budgets',
    );
    if (effect === undefined) return run;
    run.answer(effect);
  }
}

describe('a budget over all runs of a machine', () => {
  test('that is used up keeps a launch from being approved, and says how much, since when, and what to do', () => {
    const run = atLaunch();
    see(run, spent(20.13));
    assert.ok(isWatched(run), 'a gate that may rest on the plan goes on by itself');
    const refused = run.decide('launch-1') ?? '';
    assert.match(refused, /The budget of the day for all agents in all runs of this machine is used up/);
    assert.match(refused, /\$20\.13 of \$20\.00, since 2026-11-28\..*`wavegate budget --per day`.*2026-11-29/);
    assert.equal(run.run.gates['launch-1']?.status, 'pending');
    see(run, spent(20.13, 50));
    assert.ok(!isWatched(run));
    assert.equal(run.decide('launch-1'), undefined);
  });

  test('is shown before the launch while there is some left, and adds no line to the course of the run', () => {
    const run = atLaunch();
    see(run, spent(3));
    const gate = run.run.gates['launch-1'];
    assert.ok(gate);
    const lines = gateSpecs.launch.sections(run.run, gate).find(({ title }) => title === 'Budget')?.lines ?? [];
    assert.match(lines.join('\n'), /budget of the day for all agents.*\$3\.00 of \$20\.00, since 2026-11-28/);
    const last = run.events.at(-1);
    assert.ok(last?.type === 'surroundings-seen');
    assert.equal(eventWords(last, run.run), undefined);
    const before = run.events.length;
    see(run, spent(3));
    assert.equal(run.events.length, before, 'the same is not recorded twice');
  });

  test('that was used up between an approval and its use lets nothing start', () => {
    const run = atLaunch();
    const gate = run.run.gates['launch-1'];
    assert.equal(run.decide('launch-1'), undefined);
    see(run, spent(20));
    run.submit({ type: 'confirm-gate', gate: 'launch-1', evidence: gate?.evidence ?? {} });
    assert.match(run.run.gates['launch-1']?.voided ?? '', /is used up/);
    run.settle();
    assert.equal(run.run.gates['launch-2']?.status, 'pending');
    assert.deepEqual(running(run), []);
  });

  test('that is used up in the middle of a wave starts no further agent, and those at work go on', () => {
    const run = launched('limits: { parallel: 1 }\n');
    const a1 = Object.values(run.run.sessions).find(({ subject }) => subject === 'a1');
    run.submit({ type: 'session-dispatched', session: a1?.id ?? '' });
    see(run, spent(21));
    assert.deepEqual(running(run), ['a1']);
    const statuses = boardOf(run.run, 0).waves[0]?.tasks.map(({ status }) => status);
    assert.match(statuses?.[1] ?? '', /^Waits\. The budget of the day.*\$21\.00 of \$20\.00/);
    const words = run.events.at(-1);
    assert.match((words && eventWords(words, run.run)?.text) ?? '', /No further agents are started/);
    run.settle();
    assert.deepEqual(run.dispatched, [a1?.id]);
    assert.equal(run.run.waves['w1']?.status, 'running');
    assert.ok(isWatched(run));
    see(run, { ...spent(0), since: '2026-11-29', until: '2026-11-30' });
    assert.deepEqual(running(run), ['b1'], 'the next day it goes on');
    run.settle();
    assert.equal(run.run.waves['w1']?.status, 'spot-check');
  });

  test('for one agent holds no other', () => {
    const run = launched();
    see(run, spent(99, 20, 'claude'));
    assert.deepEqual(running(run), ['a1', 'b1']);
    see(run, spent(99, 20, 'command'));
    assert.deepEqual(running(run), []);
  });

  test('that cannot be read starts nothing: a limit never falls away in silence', () => {
    const run = launched();
    run.submit({ type: 'surroundings-seen', budgets: { uses: [], problem: 'budgets.json cannot be read.' } });
    assert.deepEqual(running(run), []);
    run.submit({ type: 'surroundings-seen', budgets: { uses: [] } });
    assert.deepEqual(running(run), ['a1', 'b1']);
  });

  test('is the same after a restart', () => {
    const run = launched();
    see(run, spent(21));
    const replayed = run.events.reduce((state: typeof run.state, event) => evolve(state, event), undefined);
    assert.deepEqual(replayed?.budgets, run.run.budgets);
  });

  test('counts the sessions that began in the period, of its agent, with the prices for those that tell tokens only', () => {
    const usage = { inputTokens: 1_000_000, cachedTokens: 0, outputTokens: 0 };
    const sessions = [
      { agent: 'builder', driver: 'claude', usage: { ...usage, usd: 2 }, from: 100 },
      { agent: 'builder', driver: 'codex', model: 'm', usage, from: 150 },
      { agent: 'builder', driver: 'gemini', usage, from: 150 },
      { agent: 'builder', driver: 'claude', usage: { ...usage, usd: 50 }, from: 99 },
      { agent: 'builder', driver: 'claude', usage: { ...usage, usd: 50 }, from: 200 },
      { driver: 'claude', usage: { ...usage, usd: 50 }, from: 150 },
      { agent: 'builder', driver: 'claude', from: 150 },
    ];
    const period = { from: 100, to: 200, since: '2026-11-01', until: '2026-12-01' };
    const all = budgetUse({ per: 'month', usd: 10 }, sessions, period, { m: { input: 3, output: 1 } });
    assert.equal(all.used.usd, 5);
    assert.equal(all.used.inputTokens, 3_000_000);
    assert.equal(all.unpriced, 1);
    assert.match(
      sharedBudgetLines({ uses: [all], unread: 2 }).join('\n'),
      /at least \$5\.00 of \$10\.00, no price known for 1 session, since 2026-11-01\n.*2 runs/,
    );
    assert.equal(budgetUse({ per: 'month', agent: 'claude', usd: 10 }, sessions, period).used.usd, 2);
  });
});
