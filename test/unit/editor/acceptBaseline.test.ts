import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contextValues } from '../../../src/editor/contextKeyUpdates.ts';
import { AdaptCommand } from '../../../src/editor/commands/adaptCommand.ts';
import type { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands, contextKeys } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { gatesTree } from '../../../src/editor/views/gatesTree.ts';
import { boardOf } from '../../../src/core/views/board.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runWithRedCheck } from '../../support/states.ts';

const redBefore = () => runWithRedCheck({ redBefore: true, doubt: 'Nothing it printed names a failing test.' });

async function acceptOn(run: SimulatedRun, answers: readonly Answer[]): Promise<readonly string[]> {
  const vscode = new FakeVscode(answers);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
  await connection.service();
  // Accepting opens no document.
  const documents = {} as RunDocuments;
  new AdaptCommand(vscode.api, connection, documents).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.acceptBaseline);
  return vscode.log;
}

const buttonsOf = ({ run, now }: SimulatedRun) => {
  const snapshot = boardOf(run, now);
  const [failure] = gatesTree({ snapshot, approved: [], titleOf: (id) => id, askedFor: () => [] });
  return [failure?.context, contextValues(snapshot)[contextKeys.canAcceptBaseline]];
};

describe('red checks that were red before, accepted in the editor', () => {
  it('are offered at the failure, and go on to the spot-check with the reason', async () => {
    const run = redBefore();
    assert.deepEqual(buttonsOf(run), ['adaptation.acceptable', true]);
    await acceptOn(run, [{ to: 'Accept as red before the run: test', with: 'The vendor mends it in May.' }]);
    assert.deepEqual(run.run.waves['w1']?.accepted, ['test']);
    assert.equal(run.run.gates['spot-check-1']?.status, 'pending');
  });

  it('need a reason, and nothing happens on Escape', async () => {
    const run = redBefore();
    assert.match((await acceptOn(run, [{ to: 'Accept as red before the run', with: ' ' }])).join(), /Say how you know/);
    await acceptOn(run, []);
    assert.equal(run.run.waves['w1']?.status, 'failed');
  });

  it('are not offered where a check was green before', async () => {
    const run = runWithRedCheck({});
    assert.deepEqual(buttonsOf(run), ['adaptation.checks', false]);
    assert.match((await acceptOn(run, [])).join(), /No red check can be accepted as red before the run/);
  });
});
