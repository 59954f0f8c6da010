import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { budgetUse } from '../../../../src/core/history/budgetUse.ts';
import { costKeys, costsOf, dollarsOf } from '../../../../src/core/history/costs.ts';
import type { CostKey } from '../../../../src/core/history/costs.ts';
import type { GateSpan } from '../../../../src/core/history/model.ts';
import { likeTasksOf } from '../../../../src/core/history/likeTasks.ts';
import { isPrices } from '../../../../src/core/history/prices.ts';
import { historyLike, sessionLike } from '../../../support/historyLike.ts';

const prices = { opus: { input: 10, cached: 1, output: 100 }, claude: { input: 1, output: 2 } };
const usage = (inputTokens: number, more: object = {}) => ({ inputTokens, cachedTokens: 0, outputTokens: 0, ...more });

describe('the cost of a session', () => {
  for (const [what, used, of, expected] of [
    ['is what its program told, whatever a table says', usage(5, { usd: 0.5 }), { model: 'opus' }, 0.5],
    ['is nothing where its program says so', usage(5, { usd: 0 }), { model: 'opus' }, 0],
    ['goes by its model', usage(1_000_000), { model: 'opus', driver: 'claude' }, 10],
    ['goes by its driver where the model has no price', usage(1_000_000), { model: 'x', driver: 'claude' }, 1],
    [
      'counts what came from a cache at its own price',
      usage(1_000_000, { cachedTokens: 500_000 }),
      { model: 'opus' },
      5.5,
    ],
    [
      'counts a cache like the rest without a price of its own',
      usage(1_000_000, { cachedTokens: 500_000 }),
      { driver: 'claude' },
      1,
    ],
    [
      'is not below nothing where more came from a cache than there was',
      usage(0, { cachedTokens: 1_000_000 }),
      { model: 'opus' },
      1,
    ],
    ['is not known without a price', usage(1), { driver: 'codex' }, undefined],
    [
      'is not known for names that every object has',
      usage(1),
      { model: 'constructor', driver: '__proto__' },
      undefined,
    ],
  ] as const) {
    test(what, () => assert.equal(dollarsOf(used, of, prices), expected));
  }
});

describe('costs by a key', () => {
  const gate: GateSpan = {
    ...({ gate: 'launch-1', kind: 'launch', wave: 'w1', status: 'approved', who: 'ada' } as const),
    ...{ from: 0, to: 5 },
  };
  const run = historyLike(
    [
      sessionLike({ from: 10, model: 'opus', team: 'web' }),
      sessionLike({ from: Date.UTC(2026, 0, 1, 23, 30), to: undefined as never, attempt: 2, subject: 'b1' }),
      sessionLike({ kind: 'audit', subject: 'security', wave: undefined as never, attempt: undefined as never }),
      sessionLike({ kind: 'validate', subject: 'supervisor of web', supervises: 'web', team: 'web' }),
    ].map((session) => JSON.parse(JSON.stringify(session)) as typeof session),
    { gates: [gate], updatedAt: Date.UTC(2026, 0, 2) },
  );
  for (const [by, labels] of [
    ['run', ['r1 Rename']],
    ['wave', ['r1 audit', 'r1 w1']],
    ['attempt', ['r1 audit attempt 1', 'r1 w1 attempt 1', 'r1 w1 attempt 2']],
    ['task', ['r1 audit security', 'r1 w1 a1', 'r1 w1 b1', 'r1 w1 supervisor of web']],
    ['team', ['no team', 'supervisor of web', 'web']],
    ['agent', ['coder claude', 'coder claude opus']],
    ['kind', ['audit', 'implement', 'supervisor']],
    ['person', ['ada', 'nobody yet']],
    ['day', ['1970-01-01', '2026-01-01']],
  ] as const satisfies readonly (readonly [CostKey, readonly string[]])[]) {
    test(`have a row for each ${by}`, () => {
      assert.deepEqual(
        costsOf([run], by)
          .rows.map(({ label }) => label)
          .sort(),
        labels,
      );
    });
  }

  test('go by the days of the person who asks', () => {
    const days = (offset: number) => costsOf([run], 'day', {}, offset).rows.map(({ label }) => label);
    assert.deepEqual(
      [days(60), days(-60)],
      [
        ['1970-01-01', '2026-01-02'],
        ['1969-12-31', '2026-01-01'],
      ],
    );
  });

  test('name the dearest first, by tokens where nothing has a price, by name where they are equal', () => {
    const rows = (some: Parameters<typeof costsOf>[3], ...sessions: readonly ReturnType<typeof sessionLike>[]) =>
      costsOf([historyLike(sessions)], 'agent', prices, some).rows.map(({ label }) => label);
    assert.deepEqual(
      rows(
        0,
        sessionLike({ agent: 'b', driver: 'x' }),
        sessionLike({ agent: 'a', driver: 'x' }),
        sessionLike({ agent: 'much', driver: 'x', usage: usage(1_000_000) }),
        sessionLike({ agent: 'dear', model: 'opus', driver: 'x' }),
      ),
      ['dear x opus', 'much x', 'a x', 'b x'],
    );
  });

  test('tell what failed, what has no price and what told nothing', () => {
    const history = historyLike(
      [
        sessionLike(),
        sessionLike({ attempt: 2, outcome: 'crashed' }),
        sessionLike({ attempt: 3, agent: 'b', driver: 'codex' }),
        JSON.parse(JSON.stringify(sessionLike({ agent: 'c', usage: undefined as never }))) as ReturnType<
          typeof sessionLike
        >,
        sessionLike({ agent: undefined as never }),
      ],
      {
        attempts: [
          { wave: 'w1', title: 'W', attempt: 1, from: 0, outcome: 'committed', steps: [] },
          { wave: 'w1', title: 'W', attempt: 3, from: 0, outcome: 'failed', steps: [] },
        ],
      },
    );
    const { total, wasted, accepted } = costsOf([history], 'run', prices);
    assert.deepEqual([total.sessions, total.unpriced, total.silent, accepted], [4, 1, 1, 1]);
    assert.deepEqual([wasted.sessions, wasted.milliseconds], [2, 120_000]);
  });

  test('are the same in all, by whichever key, in whatever order the runs come', () => {
    const session = fc.record({
      attempt: fc.nat(2),
      from: fc.nat(1e9),
      model: fc.constantFrom('opus', 'x'),
      team: fc.constantFrom('a', 'constructor'),
    });
    fc.assert(
      fc.property(fc.array(fc.array(session), { maxLength: 3 }), fc.constantFrom(...costKeys), (runs, key) => {
        const histories = runs.map((all, index) =>
          historyLike(
            all.map((one) => sessionLike({ ...one, to: one.from + 5 })),
            { run: `r${index}` },
          ),
        );
        const { total, rows } = costsOf(histories, key, prices);
        assert.equal(
          rows.reduce((sum, row) => sum + row.sessions, 0),
          total.sessions,
        );
        assert.equal(
          rows.reduce((sum, row) => sum + row.usage.inputTokens, 0),
          total.usage.inputTokens,
        );
        const other = costsOf([...histories].reverse(), key, prices);
        assert.deepEqual(
          other.rows.map(({ label }) => label),
          rows.map(({ label }) => label),
        );
      }),
    );
  });
});

describe('a table of prices', () => {
  for (const value of [
    {},
    { m: { input: 0, output: 0 } },
    { m: { input: 1, cached: 0.1, output: 2 }, n: { input: 1, output: 1, more: 'x' } },
  ])
    test(`may be ${JSON.stringify(value)}`, () => assert.ok(isPrices(value)));
  for (const value of [
    null,
    [],
    'x',
    { m: 1 },
    { m: null },
    { m: { input: 1 } },
    { m: { input: -1, output: 1 } },
    { m: { input: 1, output: Number.NaN } },
    { m: { input: '1', output: 1 } },
    { m: { input: 1, output: 1, cached: null } },
  ])
    test(`is not ${JSON.stringify(value)}`, () => assert.ok(!isPrices(value)));
});

describe('the use of a budget over all runs', () => {
  const period = { from: 1_000, to: 2_000, since: 'a', until: 'b' };
  const used = (sessions: readonly Parameters<typeof sessionLike>[0][], agent?: string) =>
    budgetUse(
      { per: 'day', usd: 20, ...(agent === undefined ? {} : { agent }) },
      sessions.map(sessionLike),
      period,
      prices,
    );

  test('counts sessions that began in its time, its first moment included and its end not', () => {
    const { used: sum, unpriced } = used([999, 1_000, 1_999, 2_000].map((from) => ({ from, model: 'opus' })));
    assert.deepEqual([sum.inputTokens, sum.outputTokens, unpriced], [2_000, 200, 0]);
    assert.equal(sum.usd?.toFixed(4), '0.0400');
  });

  test('counts those of one program where it is for that one', () => {
    assert.equal(used([{ from: 1_000 }, { from: 1_000, driver: 'codex' }], 'codex').used.inputTokens, 1_000);
  });

  test('says how many have no price, and counts their tokens', () => {
    const { used: sum, unpriced } = used([{ from: 1_000, driver: 'codex' }]);
    assert.deepEqual([sum.inputTokens, sum.usd, unpriced], [1_000, undefined, 1]);
  });

  test('does not count mechanical sessions, nor those that told nothing', () => {
    assert.equal(
      used([
        { from: 1_000, agent: undefined as never },
        { from: 1_000, usage: undefined as never },
      ]).used.inputTokens,
      0,
    );
  });
});

describe('finished tasks that others are projected from', () => {
  const of = (...sessions: readonly Parameters<typeof sessionLike>[0][]) =>
    likeTasksOf([historyLike(sessions.map(sessionLike))], prices);

  test('are counted by program and model, and by the program alone', () => {
    assert.deepEqual(
      of({ model: 'opus' }, { subject: 'b1' }).map(({ driver, model, count }) => [driver, model, count]),
      [
        ['claude', 'opus', 1],
        ['claude', undefined, 2],
      ],
    );
  });

  test('take all that a task took, fixes included, by the program that ended it', () => {
    const [like] = of({ outcome: 'crashed', driver: 'codex' }, { kind: 'fix', from: 60_000, to: 180_000 });
    assert.deepEqual(
      [like?.driver, like?.count, like?.minutes, like?.tokens],
      ['claude', 1, { mean: 3, deviation: 0 }, { mean: 2_200, deviation: 0 }],
    );
  });

  test('leave out what was not finished, what is no task, and what is known of no program', () => {
    assert.deepEqual(
      of({ outcome: 'crashed' }, { kind: 'audit' }, { wave: undefined as never }, { driver: undefined as never }),
      [],
    );
  });

  test('know no tokens where one of them told none', () => {
    const [like] = of({}, { subject: 'b1', usage: undefined as never });
    assert.deepEqual([like?.count, like?.tokens, like?.usd], [2, undefined, undefined]);
  });

  test('spread as they do, and only the newest count', () => {
    const tasks = Array.from({ length: 70 }, (_, index) => ({
      subject: `t${index}`,
      to: index < 10 ? 6e9 : (1 + (index % 2)) * 60_000,
    }));
    const [like] = of(...tasks);
    assert.deepEqual([like?.count, like?.minutes], [60, { mean: 1.5, deviation: 0.5042 }]);
  });
});
