import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { PlanReviewSummary } from '../../../../src/core/model/planReview.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const review: PlanReviewSummary = {
  plan: 'another',
  fresh: [5, 2],
  stabilised: false,
  opinions: [
    { reviewer: 'Reviewer 1 (claude)', score: 9, ready: true, summary: 'Fine.', solid: ['The order of the waves'] },
  ],
  open: [{ gap: 4, kind: 'risky', title: 'No way back', line: 7 }],
  dismissed: [{ gap: 1, title: 'No owner', why: 'Ann owns it.', who: 'ann' }],
  taken: 2,
};

suite('a readiness pass, at the plan gate', () => {
  test('shows scores and open gaps, and is signed off in words for that pass only; the score opens nothing', () => {
    const run = new SimulatedRun().start(planText(1)).settle();
    assert.equal(run.submit({ type: 'surroundings-seen', review }), undefined);
    run.settle();
    const [gate] = boardOf(run.run, 0).gates;
    const lines = gate?.sections.find(({ title }) => title === 'Readiness pass')?.lines.join('\n') ?? '';
    assert.match(
      lines,
      /9 of 10, would begin with it[^]*Solid, says Reviewer 1 \(claude\): The order of the waves[^]*each pass: 5, 2\. It has not stabilised[^]*plan has changed since/,
    );
    assert.match(lines, /Open: 4, risky: No way back[^]*Dismissed: 1, No owner: Ann owns it\. \(ann\)\n2 edits/);
    assert.match(
      run.decide('plan-1') ?? '',
      /Why is the plan good enough with this gap\? 4, No way back.*readiness-2=/,
    );
    run.submit({ type: 'surroundings-seen', review: { ...review, fresh: [5, 2, 1] } });
    assert.match(run.decide('plan-1', 'approved', { 'readiness-2': 'It is small.' }) ?? '', /readiness-3=/);
    assert.equal(run.decide('plan-1', 'approved', { 'readiness-3': 'It can be reverted.' }), undefined);
    const events = run.run.events;
    run.submit({ type: 'surroundings-seen', review: { ...review, fresh: [5, 2, 1] } });
    assert.equal(run.run.events, events, 'what is known already is not recorded again');
  });

  test('with nothing open asks nothing', () => {
    const run = new SimulatedRun().start(planText(1)).settle();
    run.submit({ type: 'surroundings-seen', review: { ...review, open: [], fresh: [5, 0], stabilised: true } });
    run.settle();
    assert.equal(run.decide('plan-1'), undefined);
  });
});
