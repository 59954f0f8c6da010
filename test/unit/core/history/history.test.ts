import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { costCsv, costLines, failureLines } from '../../../../src/core/history/tables.ts';
import { costKeys, costsOf } from '../../../../src/core/history/costs.ts';
import { patternRows } from '../../../../src/core/history/patternRows.ts';
import { patterns } from '../../../../src/core/history/patterns.ts';
import { failureKinds, failuresOf, trend } from '../../../../src/core/history/failures.ts';
import { historyOf } from '../../../../src/core/history/history.ts';
import type { RunHistory } from '../../../../src/core/history/model.ts';
import { covered, durationText } from '../../../../src/core/history/spans.ts';
import { redOnce, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run that was red once in its first wave, went back to one task, and ended well. Agents use tokens and tell no price. */
function shippedRun(): SimulatedRun {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  const { outcome } = run;
  run.outcome = (job) => ({
    ...outcome(job),
    ...(job.work.kind === 'agent' && { usage: { inputTokens: 1_000, cachedTokens: 400, outputTokens: 100 } }),
  });
  run.start().approveAll('adapt');
  assert.equal(run.run.phase, 'adapt');
  assert.equal(run.adapt('redispatch', 'a1', 'It forgot the export.'), undefined);
  run.settle().approveAll();
  assert.equal(run.run.phase, 'shipped');
  return run;
}

function read(run: SimulatedRun): RunHistory {
  const history = historyOf(run.events);
  assert.ok(history);
  return history;
}

describe('the history of a run', () => {
  test('tells every attempt of a wave, the failed one with its cause and what was done about it', () => {
    const { attempts, phases, phase } = read(shippedRun());
    assert.deepEqual(
      attempts.map(({ wave, attempt, outcome }) => `${wave} ${attempt} ${outcome}`),
      ['w1 1 failed', 'w1 2 committed', 'w2 1 committed'],
    );
    const [failed] = attempts;
    assert.equal(failed?.failure?.kind, 'checks');
    assert.equal(failed?.answer?.strategy, 'redispatch');
    assert.equal(failed?.answer?.note, 'It forgot the export.');
    assert.equal(phase, 'shipped');
    assert.deepEqual(
      phases.map((span) => span.phase),
      ['plan', 'wave', 'adapt', 'wave', 'validate', 'ship', 'shipped'],
    );
  });

  test('gives every gate the time it waited and who decided it', () => {
    const { gates, waited } = read(shippedRun());
    assert.ok(gates.every(({ from, to }) => to !== undefined && to >= from));
    assert.ok(gates.every(({ who }) => who === 'ada'));
    assert.ok(waited > 0);
  });

  test('of a run that goes on leaves open what is not over', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    const { phases, gates } = read(run);
    assert.equal(phases.at(-1)?.to, undefined);
    assert.equal(gates.at(-1)?.kind, 'launch');
    assert.equal(gates.at(-1)?.to, undefined);
  });

  test('of a journal without a start is none', () => assert.equal(historyOf([]), undefined));

  test('is complete at every event: each prefix of a journal has one, and no span ends before it begins', () => {
    const { events } = shippedRun();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: events.length }), (length) => {
        const history = historyOf(events.slice(0, length));
        assert.ok(history);
        for (const { from, to } of [...history.sessions, ...history.gates, ...history.attempts, ...history.phases]) {
          assert.ok(to === undefined || to >= from);
        }
        assert.ok(history.waited <= history.updatedAt - history.startedAt);
      }),
    );
  });
});

describe('costs', () => {
  const prices = { command: { input: 10, cached: 1, output: 100 } };

  test('add up to the same total however they are grouped', () => {
    const history = read(shippedRun());
    const totals = costKeys.map((by) => {
      const { rows, total } = costsOf([history], by, prices);
      const sum = rows.reduce((tokens, { usage }) => tokens + usage.inputTokens, 0);
      assert.equal(sum, total.usage.inputTokens);
      return total.usage.usd?.toFixed(6);
    });
    assert.equal(new Set(totals).size, 1);
  });

  test('are computed from the table where a program tells tokens only, cached tokens at their own price', () => {
    const { total } = costsOf([read(shippedRun())], 'run', prices);
    const each = (600 * 10 + 400 * 1 + 100 * 100) / 1e6;
    assert.equal(total.usage.usd?.toFixed(9), (total.sessions * each).toFixed(9));
    assert.equal(total.unpriced, 0);
  });

  test('without a price are said to be unknown, never nothing', () => {
    const summary = costsOf([read(shippedRun())], 'wave');
    assert.equal(summary.total.usage.usd, undefined);
    const lines = costLines(summary).join('\n');
    assert.match(lines, /unknown/u);
    assert.match(lines, /No price known: 5 sessions with tokens only\. Give one with --prices FILE\./u);
  });

  test('show what failed attempts have cost, and the cost of a committed wave', () => {
    const summary = costsOf([read(shippedRun())], 'attempt', prices);
    assert.equal(summary.wasted.sessions, 2);
    assert.equal(summary.accepted, 2);
    assert.match(costLines(summary).join('\n'), /Attempts that failed: \$0\.03, 2 sessions\./u);
  });

  test('name who approved the launch', () => {
    const { rows } = costsOf([read(shippedRun())], 'person', prices);
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['ada'],
    );
  });

  test('as comma-separated values keep one cell per value and start no formula', () => {
    const history = { ...read(shippedRun()), title: '=HYPERLINK("x"), or not' };
    const [, line] = costCsv(costsOf([history], 'run', prices), 'run').split('\r\n');
    assert.match(line ?? '', /^"r1 =HYPERLINK\(""x""\), or not",5,/u);
    const agent = { ...history, sessions: history.sessions.map((one) => ({ ...one, agent: '=cmd' })) };
    assert.doesNotMatch(costCsv(costsOf([agent], 'agent', prices), 'agent'), /^=/mu);
  });
});

describe('failures', () => {
  test('are counted by kind, with what noticed them and what they cost', () => {
    const failures = failuresOf(read(shippedRun()), { command: { input: 10, output: 10 } });
    const [kind] = failureKinds(failures);
    assert.equal(kind?.kind, 'red-checks');
    assert.equal(kind?.caughtBy, 'test gate');
    assert.equal(kind?.count, 1);
    assert.ok((kind?.usd ?? 0) > 0);
  });

  test('of sessions are told by their outcome, once, and not again as a failed wave', () => {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.subject === 'a1'
        ? { outcome: 'scope-violated', message: 'Changed src/b.js.', violations: ['src/b.js'] }
        : run.done(job);
    run.start().approveAll('adapt');
    const kinds = failureKinds(failuresOf(read(run)));
    assert.deepEqual(
      kinds.map(({ kind, count }) => [kind, count]),
      [['scope-violated', 1]],
    );
  });

  test('that moved branches count for the pattern of an agent that merges its own work', () => {
    const run = new SimulatedRun();
    const line = 'branch main was moved';
    run.outcome = (job) =>
      job.subject === 'a1' ? { outcome: 'scope-violated', message: line, violations: [line] } : run.done(job);
    run.start().approveAll('adapt');
    const failures = failuresOf(read(run));
    assert.deepEqual(
      failureKinds(failures).map(({ kind, pattern }) => [kind, pattern]),
      [['moved-refs', 'A']],
    );
    const rows = patternRows(failures);
    assert.deepEqual(rows.map(({ id, count }) => `${id}${count}`).join(' '), 'A1 B0 C0 D0 E0 F0 G0');
    const lines = failureLines(failureKinds(failures), rows, trend([read(run)], failures, 7, failures[0]?.at ?? 0));
    assert.match(lines.join('\n'), /A {2}An agent moved branches or tags +1 +1 .* 1 +refs compared/);
    assert.match(lines.join('\n'), /G {2}Agents are started past the dispatch +0 +0 .* launch gate/);
  });

  test('count an approval that no longer held when it was used', () => {
    const run = new SimulatedRun().start().approveAll('launch');
    run.observe = (evidence) => ({ ...evidence, head: 'moved' });
    run.decide('launch-1');
    run.settle();
    const [kind] = failureKinds(failuresOf(read(run)));
    assert.equal(kind?.kind, 'approval-voided');
  });

  test('belong to one pattern at most', () => {
    const kinds = patterns.flatMap((pattern) => pattern.kinds);
    assert.equal(new Set(kinds).size, kinds.length);
  });

  test('have a trend: failures against the sessions that were tried, stretch by stretch', () => {
    const history = read(shippedRun());
    const rows = trend([history], failuresOf(history), 7, history.updatedAt);
    assert.deepEqual(
      rows.map(({ runs, sessions, failures }) => [runs, sessions, failures]),
      [[1, 5, 1]],
    );
  });
});

describe('time', () => {
  test('that several things share counts once', () => {
    assert.equal(covered([{ from: 0, to: 10 }, { from: 5, to: 20 }, { from: 30 }], 40), 30);
  });

  test('reads as people write it', () => {
    assert.deepEqual([850, 12_000, 185_000, 7_800_000, 273_600_000].map(durationText), [
      '850 ms',
      '12 s',
      '3 min 5 s',
      '2 h 10 min',
      '3 d 4 h',
    ]);
  });
});
