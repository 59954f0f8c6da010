import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { LikeTasks, Projection } from '../../../../src/core/model/projection.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import {
  projectionErrors,
  projectionLines,
  projectWave,
  takenByWave,
} from '../../../../src/core/queries/projection.ts';
import { parsedPlan } from '../../../support/parsedPlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

const plan = parsedPlan(
  planText(1)
    .replace(/agents:\n.*\n/u, 'agents:\n  coder: {driver: claude, model: opus}\n  other: {driver: codex}\n')
    .replace('- id: a1\n', '- id: a1\n        agent: coder\n')
    .replace('- id: b1\n', '- id: b1\n        agent: other\n'),
);
const [wave = assert.fail()] = plan.waves;
const like = (driver: string, more: Partial<LikeTasks> = {}): LikeTasks => ({
  ...{ driver, count: 3, minutes: { mean: 10, deviation: 3 } },
  ...more,
});
const state = (more: object = {}): RunState =>
  ({ plan: { plan }, waves: {}, sessions: {}, ...more }) as unknown as RunState;
const project = (...likeTasks: readonly LikeTasks[]): Projection | undefined => projectWave(state({ likeTasks }), wave);
const rounded = (numbers: object | undefined) =>
  numbers &&
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Math.round(Number(value) * 100) / 100]));

describe('what a wave is going to take', () => {
  test('is the sum of what like tasks took, and how far four of five are from it', () => {
    const projection = project(like('claude'), like('codex', { count: 9 }));
    assert.deepEqual([projection?.tasks, projection?.without, projection?.like], [2, 0, 12]);
    assert.deepEqual(rounded(projection?.minutes), { mean: 20, low: 13.99, high: 26.01 });
    assert.equal(projection?.tokens, undefined);
  });

  test('goes by tasks of the same model where there are enough, and else by those of the program', () => {
    const own = like('claude', { model: 'opus', minutes: { mean: 1, deviation: 0 } });
    const minutes = (...all: readonly LikeTasks[]) => project(...all)?.minutes.mean;
    assert.equal(minutes(like('claude'), own), 1);
    assert.equal(minutes(like('claude'), { ...own, count: 2 }), 10);
    assert.equal(minutes(like('claude'), { ...own, model: 'sonnet' }), 10);
  });

  test('says for how many tasks it is', () => {
    const projection = project(like('codex', { tokens: { mean: 5, deviation: 0 }, usd: { mean: 1, deviation: 0 } }));
    assert.deepEqual(
      [projection?.tasks, projection?.without, projection?.tokens?.mean, projection?.usd?.mean],
      [1, 1, 5, 1],
    );
  });

  test('tells no tokens where they are not known of all', () => {
    assert.equal(project(like('claude', { tokens: { mean: 5, deviation: 0 } }), like('codex'))?.tokens, undefined);
  });

  test('is not known from too few, from none, or for another program', () => {
    for (const some of [[], [like('claude', { count: 2 })], [like('gemini')], [like('constructor')]])
      assert.equal(project(...some), undefined);
  });

  test('lies between its bounds, none of them below nothing', () => {
    const spread = fc.record({
      mean: fc.double({ min: 0, max: 1e6, noNaN: true }),
      deviation: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(spread, spread, fc.integer({ min: 3, max: 60 }), (one, other, count) => {
        const { minutes } =
          project(like('claude', { minutes: one, count }), like('codex', { minutes: other, count })) ?? assert.fail();
        assert.ok(0 <= minutes.low && minutes.low <= minutes.mean && minutes.mean <= minutes.high);
      }),
    );
  });
});

const expected = (mean: number) => ({ mean, low: mean / 2, high: mean * 2 });
const projection: Projection = {
  ...{ tasks: 2, without: 0, like: 12 },
  ...{ minutes: expected(20), tokens: expected(2_000), usd: expected(0.5) },
};

describe('the lines about it', () => {
  for (const [what, more, lines] of [
    ['are none while nothing was looked up', {}, []],
    [
      'say how many it takes where there are too few',
      { likeTasks: [] },
      ['No projection yet: it takes 3 finished tasks of the same agents in this repository.'],
    ],
    [
      'say all three numbers with their bounds',
      { projections: { w1: projection } },
      [
        'Projected from 12 finished tasks of the same agents: $0.50 ($0.25 to $1.00); 2.0k (1.0k to 4.0k) tokens; 20 min (10 min to 40 min) of agents at work. Four of five are between the two.',
      ],
    ],
    [
      'say what it leaves out',
      { projections: { w1: { tasks: 1, without: 1, like: 3, minutes: expected(0.5) } } },
      [
        'Projected from 3 finished tasks of the same agents for 1 of 2 tasks, the others have none like them: 30 s (15 s to 1.0 min) of agents at work. Four of five are between the two.',
      ],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(projectionLines(state(more), wave), lines));
  }

  test('are none for a wave without tasks', () => {
    assert.deepEqual(projectionLines(state({ likeTasks: [] }), { ...wave, tasks: [] }), []);
  });
});

const session = (more: object = {}) => ({
  ...{ kind: 'implement', scope: { kind: 'wave', wave: 'w1', attempt: 1 }, startedAt: 0, endedAt: 600_000 },
  result: { usage: { inputTokens: 900, cachedTokens: 0, outputTokens: 100, usd: 0.25 } },
  ...more,
});
const committed = (sessions: object, more: object = {}) =>
  state({ waves: { w1: { status: 'committed' } }, sessions, ...more });

describe('what a wave took', () => {
  test('is what the agents of its tasks took, fixes and what was interrupted included', () => {
    const usage = { inputTokens: 1, cachedTokens: 0, outputTokens: 0 };
    assert.deepEqual(
      takenByWave(
        committed({
          a: session(),
          b: session({ kind: 'fix', interrupted: { usage } }),
          c: session({ kind: 'verify' }),
          d: session({ scope: { kind: 'wave', wave: 'w2' } }),
        }),
        'w1',
      ),
      { tokens: 2_001, usd: 0.5, minutes: 20 },
    );
  });

  test('is time alone where no agent told more, and nothing for one that never began', () => {
    assert.deepEqual(
      takenByWave(
        committed({ a: session({ result: undefined }), b: session({ result: undefined, startedAt: undefined }) }),
        'w1',
      ),
      { minutes: 10 },
    );
  });

  test('is not known before the wave is committed', () => {
    assert.equal(takenByWave(state({ waves: { w1: { status: 'open' } } }), 'w1'), undefined);
    assert.equal(takenByWave(state(), 'w9'), undefined);
  });

  test('is held against what was expected', () => {
    const told = (of: Projection) => projectionErrors(committed({ a: session() }, { projections: { w1: of } }));
    assert.deepEqual(told(projection), [
      'Wave 1: $0.25, projected $0.50 ($0.25 to $1.00), -50%; 1.0k tokens, projected 2.0k (1.0k to 4.0k), -50%; 10 min of agents at work, projected 20 min (10 min to 40 min), -50%',
    ]);
    assert.deepEqual(told({ tasks: 1, without: 1, like: 3, minutes: expected(4) }), [
      'Wave 1: 10 min of agents at work, projected 4.0 min (2.0 min to 8.0 min), +150%, outside of what was expected (1 of its tasks was not part of the projection)',
    ]);
    assert.deepEqual(told({ tasks: 2, without: 0, like: 3, minutes: expected(0) }), [
      'Wave 1: 10 min of agents at work, projected 0 s (0 s to 0 s), outside of what was expected',
    ]);
    assert.deepEqual(projectionErrors(committed({ a: session() })), []);
  });
});
