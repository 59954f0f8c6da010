import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunCommands } from '../../../src/editor/commands/runCommands.ts';
import { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { ShipTextFiles } from '../../../src/editor/content/shipTextFiles.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import type { AllLeftBehind } from '../../../src/ports/machineService.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';

async function cleanUp(all: AllLeftBehind): Promise<string> {
  const vscode = new FakeVscode([]);
  const service = new SimulatedService(new SimulatedRun().start());
  Object.assign(service.machine, { leftBehind: () => Promise.resolve(all) });
  const run = new RunConnection(vscode.api, () => Promise.resolve(service));
  const keyStore = { problem: () => Promise.resolve(undefined) };
  const texts = new ShipTextFiles(vscode.api, run);
  new RunCommands(vscode.api, run, new RunDocuments(vscode.api, run), texts, keyStore).register(
    new CommandRegistry(vscode.api),
  );
  await vscode.run(commands.cleanUp);
  return vscode.log.join('\n');
}

const unread = 'The database ann@db/team cannot be reached.';

describe('cleaning up', () => {
  it('says that nothing is left', async () => {
    assert.match(await cleanUp({ left: [] }), /Runs that are over have left nothing behind\./);
  });

  it('says what could not be looked at, where nothing is left and where something is', async () => {
    assert.match(
      await cleanUp({ left: [], unread }),
      /warning: Runs in files of this machine that are over have left nothing behind\. Those in the database of the team are left alone: The database ann@db\/team/,
    );
    const left = [{ run: 'r1', about: 'A change: Shipped', what: '1 worktree', known: true }];
    assert.match(await cleanUp({ left, unread }), /left alone: The database ann@db\/team cannot be reached\./);
  });
});
