import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { commands } from '../../../src/editor/shared/contributions.ts';
import { Notifications } from '../../../src/editor/notifications.ts';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { FakeVscode, fakeMemory } from '../../support/fakeVscode.ts';
import type { Answer } from '../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runAtLaunch, runToAdapt, runWithAgents, runWithQuestion, shippedRun } from '../../support/states.ts';

interface Window {
  readonly run: SimulatedRun;
  readonly answers?: readonly Answer[];
  readonly wanted?: string;
  readonly memory?: ReturnType<typeof fakeMemory>;
  readonly gatesInSight?: boolean;
}

/** Messages of a window that has seen everything a run has done. */
async function messages(window: Window): Promise<readonly string[]> {
  const { run, answers = [], wanted, memory = fakeMemory(), gatesInSight = false } = window;
  const vscode = new FakeVscode(answers);
  if (wanted !== undefined) vscode.configuration.set('wavegate.notifications', wanted);
  const service = new SimulatedService(run);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  const notifications = new Notifications(vscode.api, connection, memory, () => gatesInSight);
  await connection.service();
  service.tell(run.events);
  // What a pressed button brings about comes after the message was answered.
  await new Promise(setImmediate);
  notifications.dispose();
  return vscode.log;
}

describe('messages at the corner of the window', () => {
  const launch = 'information: Decision needed: Launch Wave 1 · Wave 1';

  it('tell of a gate that opens once, also after a reload', async () => {
    const run = runAtLaunch();
    const memory = fakeMemory();
    assert.deepEqual(await messages({ run, memory }), [launch]);
    assert.deepEqual(await messages({ run, memory }), []);
  });

  it('tell of a question as of a decision, and not as of a failure', async () => {
    assert.deepEqual(await messages({ run: runWithQuestion() }), [
      'information: Decision needed: Answer the agents of Wave 1 · Wave 1',
    ]);
  });

  it('tell of the first task of a wave that fails, and not of each further one', async () => {
    const three = planText(1).replace(/ {6}- id: b1[^]*/, (task) => task + task.replaceAll('b1', 'c1'));
    const run = runWithAgents(three);
    const vscode = new FakeVscode();
    const service = new SimulatedService(run);
    const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
    const notifications = new Notifications(vscode.api, connection, fakeMemory(), () => true);
    await connection.service();
    service.tell(run.events);
    const first = /Blocked, asks a question\. 1 of 3 tasks failed so far/;
    assert.match(vscode.log.at(-1) ?? '', first);
    const [before, working] = [run.events.length, Object.values(run.run.sessions)[0]];
    const result = { outcome: 'crashed', message: 'Ended at once.' } as const;
    run.submit({ type: 'session-ended', session: working?.id ?? '', epoch: working?.epoch ?? 1, result });
    assert.equal(run.run.sessions[working?.id ?? '']?.status, 'ended');
    service.tell(run.events.slice(before));
    assert.equal(vscode.log.filter((line) => line.includes('failed so far')).length, 1);
    notifications.dispose();
  });

  it('offer to keep an answer to an agent as a constraint of the plan', async () => {
    const run = runWithQuestion();
    const [gate] = pendingGates(run.run);
    assert.equal(run.decide(gate?.id ?? '', 'approved', { a1: 'Yes, formal.' }), undefined);
    run.settle();
    const answers = [{ to: 'Later tasks do not know it', with: 'Keep as a Constraint' }];
    const shown = await messages({ run, answers, gatesInSight: true });
    assert.ok(shown.includes(`command ${commands.keepConstraint}`), shown.join('\n'));
  });

  it('do not tell of what the person sees in the sidebar, then or later', async () => {
    const run = runAtLaunch();
    const memory = fakeMemory();
    assert.deepEqual(await messages({ run, memory, gatesInSight: true }), []);
    assert.deepEqual(await messages({ run, memory }), []);
  });

  it('lead to the decision', async () => {
    const answers = [{ to: 'Launch Wave 1', with: 'Launch…' }];
    assert.deepEqual(await messages({ run: runAtLaunch(), answers }), [launch, `command ${commands.launchWave}`]);
  });

  it('say what failed and offer to choose how to continue', async () => {
    const answers = [{ to: 'failed', with: 'Adapt…' }];
    const [failure = '', ...rest] = await messages({ run: runToAdapt(), answers });
    assert.match(failure, /^warning: Wave 1 · Wave 1 failed its tests/);
    assert.deepEqual(rest, [`command ${commands.adapt}`]);
  });

  it('name several tasks that failed, and how each did is in the sidebar', async () => {
    const run = new SimulatedRun().start();
    run.outcome = () => ({ outcome: 'crashed', message: 'Its last line was: error: boom' });
    run.approveAll();
    const [failure] = (await messages({ run })).filter((line) => line.startsWith('warning: Wave 1'));
    assert.match(failure ?? '', /^warning: Wave 1 · Wave 1 failed in 2 of 2 tasks: .+ and .+\.$/);
    assert.doesNotMatch(failure ?? '', /boom/);
  });

  it('offer to stop the rest only while another task is at work', async () => {
    const offered: string[] = [];
    for (const others of [true, false]) {
      const run = runWithAgents();
      if (!others) {
        const working = Object.values(run.run.sessions).find(({ status }) => status === 'running');
        const result = { outcome: 'crashed', message: 'Ended at once.' } as const;
        run.submit({ type: 'session-ended', session: working?.id ?? '', epoch: working?.epoch ?? 1, result });
      }
      const answers = [{ to: 'failed so far', with: 'Stop the Rest…' }];
      offered.push(...(await messages({ run, answers })).filter((line) => line.includes(commands.stopRest)));
    }
    assert.deepEqual(offered, [`command ${commands.stopRest}`]);
  });

  it('tell of the end with the report at hand', async () => {
    const answers = [{ to: 'Done.', with: 'Show Report' }];
    const shown = await messages({ run: shippedRun(), answers });
    assert.deepEqual(shown.at(-1), `command ${commands.showReport}`, shown.join('\n'));
  });

  it('tell of gates only, or of nothing, where that is the setting', async () => {
    assert.deepEqual(await messages({ run: runAtLaunch(), wanted: 'gates' }), [launch]);
    assert.deepEqual(await messages({ run: runToAdapt(), wanted: 'gates' }), []);
    assert.deepEqual(await messages({ run: runAtLaunch(), wanted: 'none' }), []);
  });
});
