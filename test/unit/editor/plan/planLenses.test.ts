import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boardOf } from '../../../../src/core/views/board.ts';
import { contextValues } from '../../../../src/editor/contextKeyUpdates.ts';
import { planLenses } from '../../../../src/editor/plan/planLenses.ts';
import { statusText } from '../../../../src/editor/statusBar.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtLaunch,
  runAtSpotCheck,
  runToAdapt,
  runWithAgents,
  shippedRun,
} from '../../../support/states.ts';

const snapshotOf = ({ run, now }: SimulatedRun) => boardOf(run, now);

/** The lenses as a person reads them, with the line each stands above. */
function lensText(run: SimulatedRun): readonly string[] {
  const { source } = run.run.plan;
  const lines = source.split('\n');
  return planLenses(source, snapshotOf(run), false).map(({ line, title }) => `${lines[line]?.trim()}: ${title}`);
}

describe('the lines above a plan', () => {
  it('offer to start a run', () => {
    assert.deepEqual(
      planLenses('waveplan: 1\n', undefined, false).map(({ title }) => title),
      ['$(play) Start run'],
    );
  });

  it('offer nothing while the run of another plan is under way', () => {
    assert.deepEqual(planLenses('waveplan: 1\n', undefined, true), []);
  });

  it('launch the wave whose gate waits', () => {
    assert.deepEqual(lensText(runAtLaunch()), [
      'waveplan: 1: Waiting for you: Launch Wave 1 · Wave 1',
      'waveplan: 1: $(dashboard) Board',
      '- id: w1: $(rocket) Launch wave',
      '- id: w2: $(circle-large) 2 tasks',
    ]);
  });

  it('tell how far a wave is', () => {
    assert.equal(lensText(runWithAgents())[2], '- id: w1: $(sync~spin) Running · 1 of 2 tasks ended');
    assert.equal(lensText(runAtSpotCheck())[3], '- id: w1: Open spot-check');
    assert.equal(lensText(runToAdapt())[3], '- id: w1: $(git-compare) Adapt…');
    assert.match(lensText(shippedRun())[3] ?? '', /- id: w1: \$\(pass\) Committed commit-/);
  });

  it('offer a new run once this one is over', () => {
    assert.ok(lensText(shippedRun()).includes('waveplan: 1: $(play) Start a new run'));
  });
});

describe('the status bar', () => {
  it('says what waits, what moves and what is over', () => {
    const texts = [runAtLaunch(), runWithAgents(), runToAdapt(), shippedRun()].map((run) =>
      statusText(snapshotOf(run)),
    );
    assert.deepEqual(
      texts.map(({ text, waiting }) => [text, waiting]),
      [
        ['$(rocket) Launch Wave 1 · Wave 1', true],
        ['$(sync~spin) Wave 1 · Wave 1: Running · 1 of 2 tasks ended', false],
        ['$(error) Wave 1 failed its tests: 1', true],
        ['$(package) Pushed to origin, branch wavegate/r1', false],
      ],
    );
  });
});

describe('the context keys', () => {
  it('follow the run', () => {
    assert.ok(Object.values(contextValues(undefined)).every((value) => !value));
    const at = (run: SimulatedRun) => contextValues(snapshotOf(run));
    assert.equal(at(runAtLaunch())['wavegate.launchPending'], true);
    assert.equal(at(runAtLaunch())['wavegate.predictable'], true);
    assert.equal(at(runAtSpotCheck())['wavegate.spotCheckPending'], true);
    assert.equal(at(runAtSpotCheck())['wavegate.filesPending'], true);
    assert.equal(at(runAtAcceptance())['wavegate.filesPending'], true, 'its files are looked at in the same way');
    assert.equal(at(runAtLaunch())['wavegate.filesPending'], false);
    assert.equal(at(runToAdapt())['wavegate.canAdapt'], true);
    assert.equal(at(shippedRun())['wavegate.runActive'], false);
  });

  it('offer to approve launches in advance only where the plan allows it', () => {
    const offers = (rules: string): boolean =>
      contextValues(snapshotOf(new SimulatedRun().start(planText(2, rules))))['wavegate.canLaunchInAdvance'];
    assert.equal(offers(''), false);
    assert.equal(offers('gates: {launch: {inAdvance: true}}\n'), true);
  });
});
