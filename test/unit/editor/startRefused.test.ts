import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunCommands } from '../../../src/editor/commands/runCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { ShipTextFiles } from '../../../src/editor/content/shipTextFiles.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runInTriage } from '../../support/states.ts';

/** Starts a run that is refused, and presses a button of the message. */
async function refused(message: string, button: string): Promise<string> {
  const vscode = new FakeVscode([{ to: message, with: button }]);
  const service = new SimulatedService(runInTriage());
  service.startRun = () => Promise.reject(new Error(message));
  const run = new RunConnection(vscode.api, () => Promise.resolve(service));
  const texts = new ShipTextFiles(vscode.api, run);
  const keyStore = { problem: () => Promise.resolve(undefined) };
  const registry = new CommandRegistry(vscode.api);
  new RunCommands(vscode.api, run, new RunDocuments(vscode.api, run), texts, keyStore).register(registry);
  await vscode.run(commands.startRun, vscode.api.Uri.file('/repository/plan.waveplan.yaml'));
  return vscode.log.join('\n');
}

describe('a run that is refused leads to what to do about it', () => {
  const dirty = 'The checkout has uncommitted changes.';
  for (const [button, command] of [
    ['Commit…', 'git.commitAll'],
    ['Stash…', 'git.stash'],
    ['Show Changes', 'workbench.view.scm'],
  ] as const) {
    it(`over uncommitted changes: ${button}`, async () => {
      assert.match(await refused(dirty, button), new RegExp(`command ${command.replaceAll('.', '\\.')}`));
    });
  }

  it('over errors of the plan: Show Problems', async () => {
    const message = 'plan.waveplan.yaml has 2 errors, so it cannot run yet. First: unknown agent';
    assert.match(await refused(message, 'Show Problems'), /command workbench\.actions\.view\.problems/);
  });
});
