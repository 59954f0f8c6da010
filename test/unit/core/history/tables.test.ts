import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { costDocument } from '../../../../src/core/history/costDocument.ts';
import { costsOf } from '../../../../src/core/history/costs.ts';
import { covered, durationText } from '../../../../src/core/history/spans.ts';
import { alignedTable, costCsv, costLines } from '../../../../src/core/history/tables.ts';
import { shortAmount, usageText } from '../../../../src/core/agents/usage.ts';
import { historyLike, sessionLike } from '../../../support/historyLike.ts';

describe('a table in a terminal', () => {
  test('has columns as wide as their widest cell, numbers to the right, nothing behind the last', () => {
    assert.deepEqual(
      alignedTable(
        [
          ['', 'n'],
          ['long', '1'],
          ['x', '20'],
        ],
        [1],
      ),
      ['       n', 'long   1', 'x     20'],
    );
    assert.deepEqual(
      alignedTable([
        ['a', ''],
        ['bb', ''],
      ]),
      ['a', 'bb'],
    );
    assert.deepEqual(alignedTable([]), []);
  });
});

describe('numbers for people', () => {
  for (const [milliseconds, text] of [
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [3_599_499, '59 min 59 s'],
    [3_599_500, '1 h'],
    [86_369_499, '23 h 59 min'],
    [86_369_500, '1 d'],
    [100 * 3_600_000, '4 d 4 h'],
  ] as const) {
    test(`say ${milliseconds} milliseconds as ${text}`, () => assert.equal(durationText(milliseconds), text));
  }

  for (const [amount, text] of [
    [0, '0'],
    [999.4, '999'],
    [999.6, '1.0k'],
    [1_049, '1.0k'],
    [999_949, '999.9k'],
    [999_950, '1.0M'],
    [1_000_000, '1.0M'],
    [12_345_678, '12.3M'],
  ] as const) {
    test(`say ${amount} tokens as ${text}`, () => assert.equal(shortAmount(amount), text));
  }

  test('say no part of nothing where a program counts a cache alone', () => {
    assert.equal(usageText({ inputTokens: 0, cachedTokens: 50, outputTokens: 1 }), '0 in · 1 out');
    assert.equal(
      usageText({ inputTokens: 200, cachedTokens: 50, outputTokens: 1, usd: 0 }),
      '200 in (25% cached) · 1 out · $0.0000',
    );
  });
});

describe('time that is covered', () => {
  test('counts once where spans share it, and up to now where one lasts', () => {
    assert.equal(covered([{ from: 0, to: 10 }, { from: 5, to: 20 }, { from: 30 }], 40), 30);
    assert.equal(covered([{ from: 30, to: 10 }], 40), 0, 'a clock that was set back');
    assert.equal(covered([], 40), 0);
  });

  test('is what a count of every moment gives, in whatever order they come', () => {
    const span = fc.record({ from: fc.nat(40), to: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const moments = new Set(
          spans.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)),
        );
        assert.equal(covered(spans, 0), moments.size);
        assert.equal(covered([...spans].reverse(), 0), moments.size);
      }),
    );
  });
});

const projected = {
  wave: 'w1',
  projection: { tasks: 1, without: 0, like: 3, minutes: { mean: 2, low: 1, high: 3 } },
  taken: { minutes: 1.5 },
};
const run = historyLike(
  [
    sessionLike({ usage: { inputTokens: 1_000, cachedTokens: 250, outputTokens: 100, usd: 0.5 } }),
    sessionLike({ agent: '=cmd|"x"', outcome: 'crashed', attempt: 2 }),
    sessionLike({ agent: 'mute', usage: undefined as never }),
  ],
  {
    attempts: [{ wave: 'w1', title: 'W', attempt: 1, from: 0, outcome: 'committed', steps: [] }],
    projected: [projected],
  },
);

describe('costs', () => {
  test('are lines in a terminal, with what is not known', () => {
    assert.deepEqual(costLines(costsOf([run], 'agent')), [
      '                 sessions    in  cached  out            cost  at work',
      'coder claude            1  1.0k     250  100           $0.50    1 min',
      '=cmd|"x" claude         1  1.0k       0  100         unknown    1 min',
      'mute claude             1     0       0    0         unknown    1 min',
      'total                   3  2.0k     250  200  at least $0.50    3 min',
      '',
      'Attempts that failed: unknown, 1 session.',
      'Per committed wave: $0.50 (1).',
      'Projected before the launch: 1 wave, off by 25% on average, 1 within what was expected.',
      'No price known: 1 session with tokens only. Give one with --prices FILE.',
      'No usage reported: 1 session; their programs tell none.',
    ]);
    assert.deepEqual(costLines(costsOf([], 'run')), []);
  });

  test('are values for a spreadsheet, of which none is a formula', () => {
    assert.deepEqual(costCsv(costsOf([run], 'agent'), 'agent').split('\r\n'), [
      'agent,sessions,input_tokens,cached_tokens,output_tokens,usd,unpriced,milliseconds',
      'coder claude,1,1000,250,100,0.5,0,60000',
      `"'=cmd|""x"" claude",1,1000,0,100,,1,60000`,
      'mute claude,1,0,0,0,,0,60000',
      'total,3,2000,250,200,0.5,1,180000',
      '',
    ]);
  });

  test('are a document in the editor: budgets, sums, and what was left out', () => {
    const text = costDocument({
      ...{ histories: [{ ...run, teamBudgets: ['web: $1 of $5'] }], prices: {}, budgets: ['$20 a day: $0.50 used'] },
      ...{ utcOffset: 0, unread: ['r9: its journal is damaged.'] },
    });
    assert.ok(
      text.startsWith(`# Costs

## Budgets

- $20 a day: $0.50 used

## In all

- 2.0k in (13% cached) · 200 out · $0.50, partly without a price, 3 min at work
- Attempts that failed: unknown, 1 session.
`),
      text,
    );
    assert.match(text, /\n## Budgets of teams\n\n- r1: web: \$1 of \$5\n/u);
    assert.match(text, /\n\| =cmd\\\|"x" claude \| 1 \| 1\.0k in · 100 out, partly without a price \| 1 min \|\n/u);
    assert.match(text, /\n\| mute claude \| 1 \| not reported \| 1 min \|\n/u);
    assert.match(text, /\n## Left out\n\n- r9: its journal is damaged\.\n$/u);
    assert.deepEqual(
      text.match(/^## .*/gmu),
      [
        'Budgets',
        'In all',
        'Budgets of teams',
        'By day',
        'By run',
        'By team',
        'By agent',
        'By kind of session',
        'By person who approved the start',
        'Left out',
      ].map((title) => `## ${title}`),
    );
  });

  test('say so where no budget is set and nothing was used', () => {
    assert.equal(
      costDocument({ histories: [], prices: {}, budgets: [], utcOffset: 0, unread: [] }),
      '# Costs\n\nNo budget over all runs is set: `wavegate budget --per day --usd 20`.\n\nNo agent has run yet in the repositories of this window, so nothing was used.\n',
    );
  });

  test('show the newest days and the dearest of the rest, and how to see the others', () => {
    const day = 86_400_000;
    const sessions = Array.from({ length: 60 }, (_, at) =>
      sessionLike({ agent: `a${at}`, from: at * day, to: at * day + 1 }),
    );
    const text = costDocument({
      histories: [historyLike(sessions)],
      prices: {},
      budgets: [],
      utcOffset: 0,
      unread: [],
    });
    assert.match(
      text,
      /## By day[^#]*\| 1970-01-30 [^#]*\| 1970-03-01 [^#]*\n\n29 more are not shown: `wavegate cost --by day`\./u,
    );
    assert.doesNotMatch(text, /1970-01-29/u);
    assert.match(text, /\n10 more are not shown: `wavegate cost --by agent`\./u);
  });
});
