import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SampleCommand } from '../../../../src/editor/commands/sampleCommand.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { until } from '../../../support/until.ts';
import { FakeVscode, fakeMemory } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';

const where = 'Folder in which the sample';

/** @param folder the one that is open */
function inEditor(answers: readonly Answer[] = [], folder = '/repository') {
  const vscode = new FakeVscode(answers);
  vscode.folders.splice(0, 1, folder);
  const command = new SampleCommand(vscode.api, '/extension/samples/create.mjs', fakeMemory());
  command.register(new CommandRegistry(vscode.api));
  return { vscode, command };
}

describe('a sample to try', () => {
  it('is made beside what is open, and opened in a window of its own', async () => {
    const { vscode } = inEditor([{ to: where, with: '/elsewhere' }]);
    const tried = vscode.run(commands.trySample);
    await until(() => vscode.terminals.length === 1);
    assert.match(vscode.log.join('\n'), /from \/repository\/\.\.$/m);
    const [terminal] = vscode.terminals;
    assert.deepEqual(terminal?.shellArgs, ['/extension/samples/create.mjs', '/elsewhere/wavegate-sample', '--goal']);
    vscode.endTerminal(terminal, 0);
    await tried;
    assert.equal(vscode.log.at(-1), 'command vscode.openFolder file:/elsewhere/wavegate-sample');
  });

  it('is not made in the folder that is open, whose git would list it', async () => {
    const another = { to: 'among your changes', with: 'Choose Another Folder' };
    const { vscode } = inEditor([{ to: where, with: '/repository/src' }, another]);
    await vscode.run(commands.trySample);
    assert.deepEqual(vscode.terminals, []);
    assert.equal(vscode.log.filter((line) => line.includes(where)).length, 2, 'it asks for another place');
  });

  it('is not made twice: the one that is there is opened', async () => {
    const { vscode } = inEditor([
      { to: where, with: '/elsewhere' },
      { to: 'already', with: 'Open It' },
    ]);
    vscode.files.set('/elsewhere/wavegate-sample/packhorse.waveplan.yaml', '');
    await vscode.run(commands.trySample);
    assert.deepEqual(vscode.terminals, []);
    assert.equal(vscode.log.at(-1), 'command vscode.openFolder file:/elsewhere/wavegate-sample');
  });

  it('that could not be made is said, with another choice', async () => {
    const { vscode } = inEditor([{ to: where, with: '/elsewhere' }]);
    const tried = vscode.run(commands.trySample);
    await until(() => vscode.terminals.length === 1);
    const [terminal] = vscode.terminals;
    assert.ok(terminal);
    vscode.endTerminal(terminal, 3);
    await tried;
    assert.match(vscode.log.at(-1) ?? '', /^warning: The sample could not be made in \/elsewhere\/wavegate-sample\./);
  });

  it('shows its plan and its gates the first time that it is open, and no other folder does', async () => {
    const other = inEditor();
    await other.command.showFirst();
    assert.deepEqual(other.vscode.log, []);
    const { vscode, command } = inEditor([], '/repository/wavegate-sample');
    vscode.files.set('wavegate-sample/packhorse.waveplan.yaml', '');
    await command.showFirst();
    await command.showFirst();
    assert.deepEqual(vscode.log, [
      `command ${commands.focusGates}`,
      'shows /repository/wavegate-sample/packhorse.waveplan.yaml',
    ]);
  });
});
