import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SupervisorCommands } from '../../../src/editor/commands/supervisorCommands.ts';
import { CommandRegistry } from '../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { sessionsTree } from '../../../src/editor/views/sessionsTree.ts';
import type { TreeNode } from '../../../src/editor/tree/treeNode.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { ruleCite, silence, supervisedPlan, supervisedRun } from '../../support/supervisedRun.ts';

const plan = supervisedPlan();

/** A supervisor has answered the agent of a1, which is at work again. */
function answered(): SimulatedRun {
  let run: SimulatedRun | undefined;
  const stillAtWork = new Error('The agent is at work.');
  assert.throws(
    () =>
      supervisedRun({
        plan,
        asks: { a1: 'How are numbers rounded?' },
        says: () => ({ ...silence, answers: [{ task: 'a1', text: 'Half to even.', cites: [ruleCite(plan)] }] }),
        heard: (job, going) => {
          run = going;
          if (job.subject === 'a1' && job.epoch === 2) throw stillAtWork;
        },
      }),
    stillAtWork,
  );
  assert.ok(run !== undefined);
  return run;
}

async function takeBack(run: SimulatedRun, answers: readonly Answer[]): Promise<string> {
  const vscode = new FakeVscode(answers);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
  await connection.service();
  new SupervisorCommands(vscode.api, connection).register(new CommandRegistry(vscode.api));
  await vscode.run(commands.takeBackAnswer);
  return vscode.log.join('\n');
}

/** Row of the answer below "Kept from you". */
function keptRow({ run, now }: SimulatedRun): TreeNode | undefined {
  const kept = sessionsTree(run, now)[0]?.children?.find(({ label }) => label === 'Kept from you');
  return kept?.children?.[0];
}

suite('an answer of a supervisor', () => {
  test('is taken back from an agent that is at work, once the person has seen what that brings', async () => {
    const run = answered();
    assert.equal(keptRow(run)?.context, 'answer.kept');
    await takeBack(run, [{ to: 'Take back what the agent of a1 was answered?', with: 'Take Back Answer' }]);
    const session = Object.values(run.run.sessions).find(
      ({ subject, answers = [] }) => subject === 'a1' && answers.length > 0,
    );
    assert.equal(session?.answers?.at(-1)?.takenBack, 'ada');
    assert.equal(keptRow(run)?.context, undefined);
    assert.match(keptRow(run)?.description ?? '', /^taken back by ada · Half to even\./);
    assert.match(sessionsTree(run.run, run.now)[0]?.description ?? '', /^asked 1 of 5/, 'nothing is kept any more');
  });

  test('stays where the person thinks better of it', async () => {
    const run = answered();
    await takeBack(run, []);
    assert.ok(
      Object.values(run.run.sessions).every(({ answers = [] }) =>
        answers.every(({ takenBack }) => takenBack === undefined),
      ),
    );
  });

  test('cannot be taken back where there is none, which is said', async () => {
    const run = supervisedRun({ plan });
    assert.match(await takeBack(run, []), /No answer of a supervisor can be taken back/);
  });
});
