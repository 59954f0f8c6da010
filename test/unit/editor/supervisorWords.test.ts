import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import { boardOf } from '../../../src/core/views/board.ts';
import { AdaptCommand } from '../../../src/editor/commands/adaptCommand.ts';
import type { RunDocuments } from '../../../src/editor/content/runDocuments.ts';
import { Notifications } from '../../../src/editor/notifications.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { gatesTree } from '../../../src/editor/views/gatesTree.ts';
import { FakeVscode, fakeMemory } from '../../support/fakeVscode.ts';
import { check } from '../../support/simulatedRun.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { silence, supervisedPlan, supervisedRun } from '../../support/supervisedRun.ts';

const plan = supervisedPlan();

/** A run whose checks are red, and whose supervisor proposes a way on. */
function redRun(): SimulatedRun {
  const checks = [check(1, [{ name: 'b1 greets', file: 'src/b1/main.js' }])];
  return supervisedRun({
    plan,
    says: () => ({
      ...silence,
      proposals: [{ strategy: 'redispatch', task: 'b1', reason: 'It read the wrong table.' }],
    }),
    otherwise: ({ work }) =>
      work.kind === 'check' ? { outcome: 'blocked', message: 'One test fails.', checks } : undefined,
  });
}

suite('words of a supervisor in the editor', () => {
  test('that propose a way on are a row of the failure and the first choice, one click away', async () => {
    const run = redRun();
    const snapshot = boardOf(run.run, run.now);
    const [failure] = gatesTree({ snapshot, approved: [], titleOf: (id) => id, askedFor: () => [] });
    const row = failure?.children?.find(({ label }) => label.includes('proposes'));
    assert.match(row?.label ?? '', /^The supervisor of \w+ proposes: Run again b1\. It read the wrong table\.$/);
    const vscode = new FakeVscode([
      { to: 'One test fails', with: 'Run again: b1' },
      { to: 'What do you think went wrong?', with: 'The table is in docs.' },
    ]);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
    await connection.service();
    new AdaptCommand(vscode.api, connection, { uri: () => ({}) } as unknown as RunDocuments).register(
      new CommandRegistry(vscode.api),
    );
    await vscode.run(commands.adapt);
    const { proposal } = run.run.adaptation ?? {};
    assert.deepEqual([proposal?.strategy, proposal?.task], ['redispatch', 'b1'], vscode.log.join('\n'));
  });

  test('are waited for where an agent asks: the person hears nothing of a question before', async () => {
    const [others, reading] = [/failed so far/, /a supervisor reads/];
    const question = 'How are numbers rounded?';
    assert.doesNotMatch(await messagesAt(question, ({ subject }) => subject === 'b1'), others);
    const isRead = ({ kind }: Job): boolean => kind === 'supervise';
    const shown = await messagesAt(question, isRead);
    assert.doesNotMatch(shown, reading);
    assert.doesNotMatch(shown, /Decision needed: Answer/);
    const permission = 'May I push to the release branch?';
    assert.match(await messagesAt(permission, ({ subject }) => subject === 'b1'), others);
  });
});

/** Messages of a window up to the moment at which some work begins, where the agent of a1 asks something. */
async function messagesAt(question: string, begins: (job: Job) => boolean): Promise<string> {
  const now = new Error('This work is under way.');
  let run: SimulatedRun | undefined;
  const heard = (job: Job, going: SimulatedRun): void => {
    run = going;
    if (begins(job)) throw now;
  };
  assert.throws(() => supervisedRun({ plan, asks: { a1: question }, heard }), now);
  assert.ok(run !== undefined);
  const vscode = new FakeVscode();
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const notifications = new Notifications(vscode.api, connection, fakeMemory(), () => false);
  await connection.service();
  service.tell(run.events);
  await new Promise(setImmediate);
  notifications.dispose();
  return vscode.log.join('\n');
}
