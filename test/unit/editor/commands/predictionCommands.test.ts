import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PredictionCommands } from '../../../../src/editor/commands/predictionCommands.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { until } from '../../../support/until.ts';

async function editorOn(run: SimulatedRun, answers: readonly Answer[]) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  new PredictionCommands(vscode.api, connection).register(new CommandRegistry(vscode.api));
  return { vscode, service };
}

const atLaunch = (): SimulatedRun => new SimulatedRun().start(planText(1)).approveAll('launch');

describe('Predict the Launch', () => {
  it('asks for files and the first test to break, either of which may be left empty', async () => {
    for (const [files, breaks, kept] of [
      ['3', 'cart', { files: 3, breaks: 'cart' }],
      ['3', '', { files: 3 }],
      ['', 'none', { breaks: 'none' }],
    ] as const) {
      const { vscode, service } = await editorOn(atLaunch(), [
        { to: 'How many files', with: files },
        { to: 'Which test', with: breaks },
      ]);
      await vscode.run(commands.predict);
      const [{ who: _who, at: _at, run: _run, ...said } = {}] = service.predicted;
      assert.deepEqual(said, { wave: 'w1', attempt: 1, ...kept });
    }
  });

  it('keeps nothing that is no number, and nothing where no launch waits', async () => {
    const odd = await editorOn(atLaunch(), [{ to: 'How many files', with: 'many' }]);
    await odd.vscode.run(commands.predict);
    assert.match(odd.vscode.log.at(-1) ?? '', /"many" is no number of files/);
    const late = await editorOn(atLaunch().approveAll('acceptance'), []);
    await late.vscode.run(commands.predict);
    assert.match(late.vscode.log.at(-1) ?? '', /counts only before/);
    assert.deepEqual([...odd.service.predicted, ...late.service.predicted], []);
  });

  it('is told what came of it once the wave is committed', async () => {
    const run = atLaunch();
    const { vscode, service } = await editorOn(run, [
      { to: 'How many files', with: '9' },
      { to: 'Which test', with: 'none' },
    ]);
    await vscode.run(commands.predict);
    run.approveAll('acceptance');
    service.tell(run.events);
    await until(() => vscode.log.some((line) => line.includes('You predicted wave ')));
    assert.match(
      vscode.log.find((line) => line.includes('You predicted')) ?? '',
      /9 files, it changed \d+; nothing breaks, right/,
    );
  });
});
