import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AdaptCommand } from '../../../../src/editor/commands/adaptCommand.ts';
import { SpecIsWrongCommand } from '../../../../src/editor/commands/specIsWrong.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { findingContext } from '../../../../src/editor/tree/itemContexts.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runInTriage, runWithFinding } from '../../../support/states.ts';

const says = 'The constant is private by intent.';

/** A window on a run, and a person who answers so. */
async function windowOn(run = runWithFinding(), answers: readonly Answer[] = [], inSight?: string) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  const registry = new CommandRegistry(vscode.api);
  new SpecIsWrongCommand(vscode.api, connection, () => inSight).register(registry);
  new AdaptCommand(vscode.api, connection, new RunDocuments(vscode.api, connection)).register(registry);
  return { vscode, connection, finding: () => connection.snapshot?.findings[0] };
}

describe('a person says in the window that the specification is wrong', () => {
  it('on the row of a finding that keeps the result back', async () => {
    const { vscode, finding, connection } = await windowOn(undefined, [{ to: 'what should be true', with: says }]);
    const before = finding();
    assert.ok(before);
    assert.equal(findingContext(before), 'finding.result.none');
    await vscode.run(commands.specIsWrong, { subject: { kind: 'finding', finding: before.id } });
    assert.equal(finding()?.wrongSpec, 'open');
    assert.equal(findingContext(finding() ?? before), 'finding.result.spec', 'it can be marked in another way');
    assert.match(connection.snapshot?.adaptation?.message ?? '', /waits for a revision.*private by intent/);
    assert.deepEqual(
      connection.snapshot?.adaptation?.choices.map(({ strategy }) => strategy),
      ['revise'],
    );
  });

  it('of the finding that the editor shows', async () => {
    const id = (await windowOn()).finding()?.id;
    const { vscode, finding } = await windowOn(undefined, [{ to: 'what should be true', with: says }], id);
    await vscode.run(commands.specIsWrong);
    assert.equal(finding()?.wrongSpec, 'open');
  });

  it('where they choose how to continue', async () => {
    const { vscode, finding } = await windowOn(undefined, [
      { to: 'How should the plan continue', with: 'The specification is wrong…' },
      { to: 'Which finding shows it', with: 'The constant is never exported' },
      { to: 'what should be true', with: says },
    ]);
    await vscode.run(commands.adapt);
    assert.equal(finding()?.wrongSpec, 'open');
  });

  it('not without saying what should be true, nor a second time, nor of what an audit found', async () => {
    const left = await windowOn(undefined, [{ to: 'what should be true', with: undefined }], 'validation~1~1');
    await left.vscode.run(commands.specIsWrong);
    assert.equal(left.finding()?.wrongSpec, undefined);

    const twice = await windowOn(undefined, [{ to: 'what should be true', with: says }], 'validation~1~1');
    await twice.vscode.run(commands.specIsWrong);
    await twice.vscode.run(commands.specIsWrong);
    assert.match(twice.vscode.log.at(-1) ?? '', /No finding can say so now/);

    const audit = await windowOn(runInTriage());
    await audit.vscode.run(commands.specIsWrong);
    assert.match(audit.vscode.log.at(-1) ?? '', /No finding can say so now/);
  });
});
