import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PastRunCommands } from '../../../../src/editor/commands/pastRunCommands.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

async function invoke(run: SimulatedRun, command: string, answers: readonly Answer[]): Promise<readonly string[]> {
  const vscode = new FakeVscode(answers);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
  await connection.service();
  new PastRunCommands(vscode.api, connection).register(new CommandRegistry(vscode.api));
  await vscode.run(command);
  return vscode.log;
}

describe('taking a wave back in the editor', () => {
  it('asks which, and why, and the change waits at its gate', async () => {
    const run = new SimulatedRun().likeGit().start().approveAll('acceptance');
    await invoke(run, commands.revertWave, [
      { to: 'Which wave?', with: 'Wave 1' },
      { to: 'Why?', with: 'It is slow.' },
    ]);
    assert.equal(run.run.baseMerge?.strategy, 'revert');
    assert.match(run.run.baseMerge.why, /Takes back wave "w1"/);
  });

  it('says so where nothing is committed', async () => {
    const log = await invoke(new SimulatedRun().start(), commands.revertWave, []);
    assert.match(log.join(), /No wave of this run is committed yet/);
  });

  it('of a run that is over is refused with the reason, where its commits are not here', async () => {
    const run = new SimulatedRun().start().approveAll();
    const log = await invoke(run, commands.revertWave, [{ to: 'What is taken back?', with: 'The whole run' }]);
    assert.match(log.join(), /Nothing is taken back here/);
  });
});

describe('a new plan from a run', () => {
  it('needs a run that has shipped', async () => {
    const log = await invoke(new SimulatedRun().start(), commands.newPlanFromRun, []);
    assert.match(log.join(), /Open a run that has shipped first/);
  });
});
