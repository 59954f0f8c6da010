import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExportRunCommand } from '../../../../src/editor/commands/exportRunCommand.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

async function invoke(answers: readonly Answer[], argument?: object) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(new SimulatedRun().start());
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  new ExportRunCommand(vscode.api, connection).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.exportRun, argument);
  return { exported: service.exported, log: vscode.log };
}

const row = { subject: { kind: 'run', run: 'r7' } };
const where = { to: 'in which folder?', with: '/disk' };

describe('Export Run', () => {
  it('writes a copy of a run into a folder of its own, and says what to do with it', async () => {
    const { exported, log } = await invoke([{ to: 'Secrets are not taken out', with: 'Export a Copy' }, where], row);
    assert.deepEqual(exported, ['copies r7 to /disk/r7']);
    const told = log.find((line) => line.includes('wavegate import')) ?? '';
    assert.match(told, /Run r7 is in \/disk\/r7, 7 files\..*can still be driven here/u);
  });

  it('moves it where that is chosen, and says that it goes on elsewhere', async () => {
    const { exported, log } = await invoke([{ to: 'Secrets are not taken out', with: 'Move It' }, where], row);
    assert.deepEqual(exported, ['moves r7 to /disk/r7']);
    assert.ok(log.some((line) => line.includes('can no longer be driven here')));
  });

  it('asks which run where none is meant, and writes nothing where the person leaves', async () => {
    const picked = await invoke([]);
    assert.deepEqual(picked.exported, []);
    const left = await invoke([{ to: 'Secrets are not taken out', with: 'Move It' }], row);
    assert.deepEqual(left.exported, []);
  });
});
