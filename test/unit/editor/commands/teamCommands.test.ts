import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TeamCommands } from '../../../../src/editor/commands/teamCommands.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

async function connect(answers: readonly Answer[], database?: string) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(new SimulatedRun().start());
  service.database = database;
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  new TeamCommands(vscode.api, connection).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.connectTeam);
  return { database: service.database, log: vscode.log.join('\n') };
}

const address = (text: string): Answer => ({ to: 'Team Database Address', with: text });

describe('the database of a team', () => {
  it('is connected by its address, and said without the password', async () => {
    const { database, log } = await connect([address(' postgresql://ann@db/team ')]);
    assert.equal(database, 'ann@db/team');
    assert.match(log, /New runs are in ann@db\/team from now on/);
  });

  it('that cannot be reached is not kept, and the reason is shown', async () => {
    const { database, log } = await connect([address('postgresql://wrong/team')]);
    assert.equal(database, undefined);
    assert.match(log, /error.*wrong cannot be reached/);
  });

  it('is exchanged for another, or let go', async () => {
    const other = await connect(
      [{ to: 'Runs are in ann@db/team.', with: 'Connect Another Database…' }, address('postgresql://ann@new/team')],
      'ann@db/team',
    );
    assert.equal(other.database, 'ann@new/team');
    const none = await connect([{ to: 'Runs are in ann@db/team.', with: 'Disconnect' }], 'ann@db/team');
    assert.equal(none.database, undefined);
    assert.match(none.log, /files of this machine again/);
    assert.doesNotMatch(none.log, /Address, as/);
  });
});
