import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TryCommands } from '../../../../src/editor/commands/tryCommands.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer, FakeTerminal } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtAcceptance, runAtLaunch } from '../../../support/states.ts';
import { until } from '../../../support/until.ts';

async function editorOn(run: SimulatedRun, answers: readonly Answer[] = [], folder?: string) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  if (folder !== undefined) service.tried = Promise.resolve({ session: 'try~1', folder });
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  new TryCommands(vscode.api, connection, '/dist/cli.mjs').register(new CommandRegistry(vscode.api));
  const terminal = (): FakeTerminal => {
    const [opened] = vscode.terminals;
    assert.ok(opened);
    return opened;
  };
  return { vscode, service, terminal };
}

const asks = { to: 'Command that starts the result', with: "node server.js --port {port} --name 'a b'" };

describe('Try It', () => {
  it('starts the command line in a terminal, as a program with arguments, and not by a shell', async () => {
    const run = runAtAcceptance();
    const { vscode, terminal } = await editorOn(run, [asks]);
    await vscode.run(commands.tryResult);
    assert.equal(terminal().shellPath, process.execPath);
    assert.deepEqual(terminal().shellArgs, ['/dist/cli.mjs', 'try', run.run.run, '--run', asks.with]);
    assert.deepEqual(terminal().env, { WAVEGATE_WORKTREES: '/worktrees', ELECTRON_RUN_AS_NODE: '1' });
  });

  it('asks for no command where the plan names it, and opens no second terminal on the same result', async () => {
    const run = new SimulatedRun().start(planText(1, 'tryIt: {run: npm start}\n')).approveAll('acceptance');
    const { vscode, terminal } = await editorOn(run);
    await vscode.run(commands.tryResult);
    await vscode.run(commands.tryResult);
    assert.deepEqual(terminal().shellArgs, ['/dist/cli.mjs', 'try', run.run.run]);
    assert.equal(vscode.terminals.length, 1);
    assert.equal(vscode.log.filter((line) => line.startsWith('shows terminal')).length, 2);
  });

  it('offers its worktree in a window of its own as soon as it is there', async () => {
    const { vscode } = await editorOn(
      runAtAcceptance(),
      [asks, { to: 'worktree of its own', with: 'Open in New Window' }],
      '/w',
    );
    await vscode.run(commands.tryResult);
    await until(() => vscode.log.some((line) => line.includes('openFolder')));
    assert.equal(vscode.log.at(-1), 'command vscode.openFolder file:/w');
  });

  it('ends what runs when its terminal is closed, and can be started again', async () => {
    const { vscode, service, terminal } = await editorOn(runAtAcceptance(), [asks, asks]);
    await vscode.run(commands.tryResult);
    vscode.endTerminal(terminal(), undefined);
    assert.equal(service.triesEnded, 1);
    await vscode.run(commands.tryResult);
    assert.equal(vscode.terminals.length, 2);
  });

  it('says where to see why it ended with an error, and nothing where it ended well', async () => {
    for (const code of [0, 1]) {
      const run = runAtAcceptance();
      const { vscode, service, terminal } = await editorOn(run, [asks]);
      await vscode.run(commands.tryResult);
      vscode.endTerminal(terminal(), code);
      const said = vscode.log.filter((line) => line.startsWith('warning'));
      assert.equal(said.length, code);
      if (code === 1) assert.match(said[0] ?? '', new RegExp(`exit code 1.*wavegate try ${run.run.run}`));
      assert.equal(service.triesEnded, 0);
    }
  });

  it('starts nothing while nothing is merged, and nothing when the person leaves without a command', async () => {
    const early = await editorOn(runAtLaunch());
    await early.vscode.run(commands.tryResult);
    assert.match(early.vscode.log.at(-1) ?? '', /Nothing is merged yet/);
    const left = await editorOn(runAtAcceptance(), [{ to: 'Command that starts', with: undefined }]);
    await left.vscode.run(commands.tryResult);
    assert.deepEqual([...early.vscode.terminals, ...left.vscode.terminals], []);
  });
});
