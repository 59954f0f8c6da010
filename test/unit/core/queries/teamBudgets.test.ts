import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { historyOf } from '../../../../src/core/history/history.ts';
import { costsOf } from '../../../../src/core/history/costs.ts';
import { teamBudgetsOf } from '../../../../src/core/history/costDocument.ts';
import { evolve } from '../../../../src/core/run/evolve.ts';
import { gateSections } from '../../../../src/core/views/boardGateSections.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Tasks a1, a2 … are of team core, b1, b2 … of team edge. */
const teams = 'teams: { core: { lead: A careful engineer }, edge: { lead: A quick engineer } }\n';

const plan = (waves: number, extra: string): string =>
  planText(waves, teams + extra)
    .replaceAll(/title: Task a/g, 'team: core\n        title: Task a')
    .replaceAll(/title: Task b/g, 'team: edge\n        title: Task b');

/** A run whose agents use 500 tokens and 25 cents each. */
function started(source: string): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'agent') return done;
    return { ...done, usage: { inputTokens: 400, cachedTokens: 100, outputTokens: 100, usd: 0.25 } };
  };
  return run.start(source);
}

function atSecondLaunch(extra: string): SimulatedRun {
  const run = started(plan(2, extra)).approveAll('launch');
  assert.equal(run.decide('launch-1'), undefined);
  return run.settle().approveAll('launch');
}

const launch = (run: SimulatedRun): string =>
  Object.values(run.run.gates).find(({ kind, status }) => kind === 'launch' && status === 'pending')?.id ?? 'none';

const budgetShown = (run: SimulatedRun): readonly string[] => {
  const gate = run.run.gates[launch(run)];
  return gate === undefined ? [] : (gateSections(run.run, gate).find(({ title }) => title === 'Budget')?.lines ?? []);
};

describe('the budget of a team', () => {
  test('that is used up holds the launch of a wave with its tasks, and names team, amount and way out', () => {
    const run = atSecondLaunch('budget: { teams: { core: { usd: 0.25 } } }\n');
    const refused = run.decide(launch(run)) ?? '';
    assert.match(refused, /The budget of team core is used up: \$0\.25 of \$0\.25\. Raise "budget\.teams\.core"/);
    assert.equal(run.run.gates[launch(run)]?.status, 'pending');
  });

  test('counts its own tasks alone', () => {
    const run = atSecondLaunch('budget: { teams: { core: { tokens: 501 } } }\n');
    assert.equal(run.decide(launch(run)), undefined);
  });

  test('is shown at the launch gate of waves with its tasks, with what was used of it', () => {
    const run = atSecondLaunch('budget: { teams: { core: { usd: 5, tokens: 900 }, edge: { tokens: 700 } } }\n');
    assert.ok(budgetShown(run).includes('budget of team core: 500 of 900 tokens, $0.25 of $5.00'));
    assert.ok(budgetShown(run).includes('budget of team edge: 500 of 700 tokens'));
  });

  test('in dollars says where agents tell none, as it would never hold them', () => {
    const silent = new SimulatedRun();
    silent.outcome = (job) => ({
      ...silent.done(job),
      ...(job.work.kind === 'agent' && { usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 1 } }),
    });
    silent.start(plan(2, 'budget: { usd: 9, teams: { core: { usd: 5 } } }\n'));
    silent.approveAll('launch');
    silent.decide('launch-1');
    silent.settle().approveAll('launch');
    const shown = budgetShown(silent).join('\n');
    assert.match(shown, /budget of team core: at least \$0\.0000 of \$5\.00, 1 session tells no dollars/);
    assert.match(shown, /not counted in dollars: 2 sessions tell no dollars/);
  });

  test('raised in the plan, with an approval of its own, lets the run go on', () => {
    const run = atSecondLaunch('budget: { teams: { core: { tokens: 500 } } }\n');
    run.edit(plan(2, 'budget: { teams: { core: { tokens: 5000 } } }\n'));
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
  });

  test('lets no further task of the team begin in the middle of a wave; those of other teams go on, and nothing is silent', () => {
    const own = (budget: string): string =>
      plan(1, `limits: { parallel: 1 }\n${budget}`)
        .replace('team: edge', 'team: core')
        .replace(
          /$/,
          `      - id: c1
        title: Task c1
        team: edge
        owns: ["src/c1/**"]
        objective: Extend module c1 by one exported constant.
        steps: [Open the file, Add the constant, Save the file]
        verify: ["node --check src/c1/main.js"]
`,
        );
    const run = started(own('budget: { teams: { core: { tokens: 400 } } }\n')).approveAll('launch');
    assert.equal(run.decide('launch-1'), undefined);
    run.settle();
    const ends = Object.values(run.run.sessions)
      .filter(({ kind }) => kind === 'implement')
      .map(({ subject, result }) => `${subject} ${result?.outcome ?? ''}`);
    assert.deepEqual(ends, ['a1 done', 'b1 budget', 'c1 done']);
    assert.equal(run.run.phase, 'adapt');
    assert.match(
      run.run.waves['w1']?.failure?.message ?? '',
      /Not started\. The budget of team core is used up: 500 of 400/,
    );
    // What is done is kept once the budget is raised.
    run.edit(own('budget: { teams: { core: { tokens: 4000 } } }\n'));
    const before = run.dispatched.length;
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    const agents = run.dispatched.slice(before).filter((id) => run.run.sessions[id]?.kind === 'implement');
    assert.deepEqual(
      agents.map((id) => run.run.sessions[id]?.subject),
      ['b1'],
    );
  });

  test('is told with the costs of the run, and is the same after a restart', () => {
    const run = atSecondLaunch('budget: { teams: { core: { tokens: 9000 } } }\n');
    const replayed = run.events.reduce((state: typeof run.state, event) => evolve(state, event), undefined);
    assert.deepEqual(replayed?.sessions, run.run.sessions);
    const history = historyOf(run.events);
    assert.ok(history);
    assert.deepEqual(teamBudgetsOf([history]), [`${run.run.run}: budget of team core: 500 of 9000 tokens`]);
    assert.deepEqual(
      costsOf([history], 'team').rows.map(({ label, sessions }) => [label, sessions]),
      [
        ['core', 1],
        ['edge', 1],
      ],
    );
  });
});

describe('the budget of a run', () => {
  test('lets no further task begin in the middle of a wave', () => {
    const run = started(plan(1, 'limits: { parallel: 1 }\nbudget: { usd: 0.2 }\n')).approveAll('launch');
    assert.equal(run.decide('launch-1'), undefined);
    run.settle();
    assert.equal(run.dispatched.length, 1);
    assert.match(run.run.waves['w1']?.failure?.message ?? '', /The budget of the run is used up: \$0\.25 of \$0\.20/);
  });
});
