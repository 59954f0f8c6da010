import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DraftPlanCommand } from '../../../../src/editor/commands/draftPlanCommand.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import type { DraftAsked } from '../../../../src/ports/planService.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runInTriage } from '../../../support/states.ts';

/** Asks for a draft with some text selected in notes.txt. @returns what the planner was asked, and the log of the editor */
async function drafting(selected: string, goal: string | undefined) {
  const asked: DraftAsked[] = [];
  const vscode = new FakeVscode([{ to: 'Draft Plan', with: goal }]);
  const service = new SimulatedService(runInTriage());
  Object.assign(service.plans, {
    draftPlan: (wish: DraftAsked) => {
      asked.push(wish);
      return Promise.resolve({ failed: 'Nobody drafts here.' });
    },
  });
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const uri = vscode.api.Uri.file('/repository/notes.txt');
  const document = { uri, languageId: 'plaintext', isDirty: false, getText: () => selected };
  vscode.active = { document, selection: {} };
  const documents = new RunDocuments(vscode.api, connection);
  new DraftPlanCommand(vscode.api, connection, documents).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.draftPlan);
  return { asked, log: vscode.log.join('\n') };
}

describe('Draft Plan with a selection', () => {
  it('of several lines gives them to the planner as they are, and asks what of them is to be planned', async () => {
    const text = 'Orders can be cancelled.\n- not once they are packed\n- the invoice is taken back';
    const { asked, log } = await drafting(text, '');
    assert.match(log, /What of the selection of notes\.txt is to be planned\? Empty: all of it/);
    assert.deepEqual(asked[0]?.said, { name: 'notes.txt', text });
    assert.equal(asked[0]?.goal, '');
    assert.equal(asked[0].planPath, '/repository/notes.waveplan.yaml');
  });

  it('of one line has it in the field for the goal', async () => {
    const { asked, log } = await drafting('Orders can be cancelled.', 'Orders can be cancelled until they are packed.');
    assert.match(log, /What is to be true after the change\?/);
    assert.equal(asked[0]?.said, undefined);
    assert.equal(asked[0]?.goal, 'Orders can be cancelled until they are packed.');
  });

  it('drafts nothing where the question is left', async () => {
    assert.deepEqual((await drafting('One\ntwo', undefined)).asked, []);
  });
});
