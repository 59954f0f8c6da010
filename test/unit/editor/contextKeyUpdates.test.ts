import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boardOf } from '../../../src/core/views/board.ts';
import { ContextKeyUpdates, contextValues } from '../../../src/editor/contextKeyUpdates.ts';
import { contextKeys } from '../../../src/editor/shared/contributions.ts';
import { editorOn } from '../../support/editorOn.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import {
  runAtAcceptance,
  runAtLaunch,
  runAtSpotCheck,
  runInTriage,
  runToAdapt,
  runWithAgents,
  shippedRun,
  runOnHold,
  runStopped,
} from '../../support/states.ts';

/** Names of the keys that are on, as contributions call them. */
function keysOf(run: SimulatedRun): readonly string[] {
  const values = contextValues(run.state === undefined ? undefined : boardOf(run.state, run.now));
  const names = Object.entries(contextKeys).flatMap(([name, key]) =>
    key in values && values[key as keyof typeof values] ? [name] : [],
  );
  return names.sort();
}

function edited(): SimulatedRun {
  const run = runAtLaunch();
  run.edit(run.run.plan.source.replace('Wave 1', 'First wave'));
  return run;
}

const withoutWaves = (): SimulatedRun =>
  new SimulatedRun().start(planText(1).replace(/waves:[^]*$/, 'audit: {lenses: [{id: design, focus: Copies.}]}\n'));

const inAdvance = (): SimulatedRun =>
  new SimulatedRun().start(planText(2, 'gates: {launch: {inAdvance: true}}\n')).approveAll('launch');

describe('what menus offer', () => {
  for (const [about, make, keys] of [
    ['without a run', () => new SimulatedRun(), []],
    ['in triage', runInTriage, ['gatePending', 'hasRun', 'runActive']],
    ['at the plan', () => new SimulatedRun().start(), ['gatePending', 'hasRun', 'predictable', 'runActive']],
    ['at a launch', runAtLaunch, ['gatePending', 'hasRun', 'launchPending', 'predictable', 'runActive']],
    [
      'at a launch that can be given in advance',
      inAdvance,
      ['canLaunchInAdvance', 'gatePending', 'hasRun', 'launchPending', 'predictable', 'runActive'],
    ],
    ['at a gate on hold', runOnHold, ['gateEnded', 'hasRun', 'runActive']],
    ['after an edit of the plan', edited, ['gatePending', 'hasRun', 'planChanged', 'runActive']],
    ['while agents are at work', runWithAgents, ['hasRun', 'runActive', 'sessionRunning']],
    ['at a spot-check', runAtSpotCheck, ['filesPending', 'gatePending', 'hasRun', 'runActive', 'spotCheckPending']],
    ['after a failure', runToAdapt, ['canAdapt', 'hasRun', 'runActive']],
    ['at the acceptance', runAtAcceptance, ['acceptancePending', 'gatePending', 'hasResult', 'hasRun', 'runActive']],
    ['once it has shipped', shippedRun, ['hasResult', 'hasRun']],
    ['once it was stopped', runStopped, ['hasRun']],
    ['while the plan has no waves', withoutWaves, ['hasRun', 'needsWaves', 'runActive']],
  ] as const) {
    it(about, () => {
      const shown = keysOf(make());
      assert.deepEqual(
        shown.filter((key) => key !== 'filesPending' || about === 'at a spot-check'),
        keys,
      );
    });
  }

  it('is told once, and again only where it differs', async () => {
    const run = runAtLaunch();
    const { vscode, api, connection, service } = await editorOn(run);
    const updates = new ContextKeyUpdates(api, connection);
    service.tell();
    const all = vscode.log.length;
    assert.equal(all, Object.keys(contextValues(undefined)).length);
    service.tell();
    assert.equal(vscode.log.length, all);
    run.decide('launch-1', 'hold');
    service.tell();
    const changed = [
      contextKeys.gatePending,
      contextKeys.gateEnded,
      contextKeys.launchPending,
      contextKeys.predictable,
    ];
    assert.equal(vscode.log.length, all + changed.length);
    for (const key of changed) assert.equal(vscode.contexts.get(key), key === contextKeys.gateEnded);
    updates.dispose();
    service.tell();
    assert.equal(vscode.log.length, all + changed.length);
  });
});
