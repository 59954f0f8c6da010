import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decisionTitle } from '../../../../src/core/words/decisionTitle.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { runAtLaunch, runAtSpotCheck, shippedRun } from '../../../support/states.ts';

describe('no view contradicts another', () => {
  it('a plan whose approval an edit has voided is not ticked', () => {
    const run = runAtLaunch();
    run.edit(run.run.plan.source.replace('Wave 1', 'First wave'));
    const plan = boardOf(run.run, run.now).phases.find(({ id }) => id === 'plan');
    assert.deepEqual([plan?.progress, plan?.note], ['waiting', 'edited, approval void']);
  });

  it('an audit without auditors is skipped, not passed', () => {
    const run = runAtLaunch();
    const [audit] = boardOf(run.run, run.now).phases;
    assert.deepEqual([audit?.progress, audit?.note], ['ahead', 'skipped']);
  });

  it('a stopped run waits for nobody', () => {
    const run = runAtSpotCheck();
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    const wave = boardOf(run.run, run.now).waves[0];
    const open = [...(wave?.checkpoint?.items ?? []), ...(wave?.checkpoint?.steps ?? [])].filter(
      ({ progress }) => progress === 'waiting' || progress === 'current',
    );
    assert.deepEqual(open, []);
    assert.equal(wave?.checkpoint?.items.find(({ id }) => id === 'spot-check')?.text, 'stopped with the run');
  });

  it('the report words answers as their questions', () => {
    const report = renderReport(shippedRun().run);
    assert.match(report, /Could I explain this without looking at it\? yes/);
    assert.doesNotMatch(report, /explain: yes|\(s\)/);
  });
});

it('a question for a decision names the verdict and its subject once', () => {
  assert.equal(decisionTitle('approved', 'plan', 'Approve the plan'), 'Approve plan');
  assert.equal(
    decisionTitle('rejected', 'spot-check', 'Spot-check', 'Wave 2 · Migration'),
    'Reject spot-check · Wave 2 · Migration',
  );
});
