import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { QuietSessions } from '../../../../src/editor/sessions/quietSessions.ts';
import { SessionTerminals } from '../../../../src/editor/sessions/sessionTerminals.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import type { SessionStatus } from '../../../../src/ports/executor.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runWithAgents } from '../../../support/states.ts';

const tasks = (count: number): string =>
  planText(1).replace(/ {6}- id: b1[^]*/, (task) =>
    Array.from({ length: count - 1 }, (_, index) => task.replaceAll('b1', `b${index + 1}`)).join(''),
  );

async function window(source = planText()) {
  const run = runWithAgents(source);
  const editor = await editorOn(run);
  const terminals = new SessionTerminals(editor.api, editor.connection, '/attach.mjs');
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve));
  return {
    ...editor,
    run,
    terminals,
    names: () => editor.vscode.terminals.flatMap(({ name, exitStatus }) => (exitStatus === undefined ? [name] : [])),
    /** Tells of events, or that the run was opened. */
    tell: async (events: readonly Recorded[] = []): Promise<void> => {
      editor.service.tell(events);
      // Each terminal waits for the folder of its session.
      for (let turn = 0; turn < 20; turn += 1) await settle();
    },
  };
}

describe('terminals of agents', () => {
  it('open as agents start, the first one in sight, without taking the focus', async () => {
    const { run, tell, vscode, names } = await window();
    await tell(run.events);
    assert.deepEqual(names(), ['a1: Task a1', 'b1: Task b1']);
    assert.deepEqual(vscode.log, ['shows terminal a1: Task a1']);
    const [first, second] = vscode.terminals;
    assert.deepEqual(first?.shellArgs.slice(0, 1), ['/attach.mjs']);
    assert.equal(first?.env['ELECTRON_RUN_AS_NODE'], '1');
    assert.equal(second?.location?.parentTerminal, first, 'they stand side by side');
  });

  it('are opened once, whatever is told again, and again after a reload only for those at work', async () => {
    const { run, tell, names } = await window();
    await tell(run.events);
    await tell(run.events);
    assert.equal(names().length, 2);
    const reloaded = await window();
    await reloaded.tell();
    assert.deepEqual(reloaded.names(), ['a1: Task a1']);
  });

  it('begin a new row after three, which are as narrow as can be read', async () => {
    const { run, tell, vscode } = await window(tasks(5));
    await tell(run.events);
    const beside = vscode.terminals.map(({ location }) => location !== undefined);
    assert.deepEqual(beside, [false, true, true, false, true]);
  });

  it('are as many as the setting says, or none', async () => {
    for (const [key, value, count] of [
      ['wavegate.maxTerminals', 2, 2],
      ['wavegate.openTerminals', false, 0],
      ['wavegate.openTerminals', 'no', 5],
    ] as const) {
      const { run, tell, vscode, names } = await window(tasks(5));
      vscode.configuration.set(key, value);
      await tell(run.events);
      assert.equal(names().length, count, `${key}: ${value}`);
    }
  });

  it('do not open where another window drives the run', async () => {
    const { run, tell, names, service } = await window();
    service.driver = 'Another window drives it.';
    await tell(run.events);
    assert.deepEqual(names(), []);
  });

  it('that a person has closed open again with a click, and not before', async () => {
    const { run, tell, vscode, names, terminals } = await window();
    await tell(run.events);
    vscode.terminals[0]?.dispose();
    await tell([]);
    await terminals.show(Object.values(run.run.sessions)[0]?.id ?? '');
    assert.deepEqual(names().sort(), ['a1: Task a1', 'b1: Task b1']);
  });

  it('of an extension host before this one are found, not opened a second time', async () => {
    const { run, vscode, terminals, api } = await window();
    const [session] = Object.values(run.run.sessions);
    const options = {
      name: 'left',
      shellPath: '/node',
      shellArgs: ['/attach.mjs', `/sessions/${session?.id}`],
      env: {},
    };
    api.window.createTerminal(options);
    await terminals.show(session?.id ?? '');
    assert.equal(vscode.terminals.length, 1);
    assert.deepEqual(vscode.log, ['shows terminal left']);
  });

  it('give an agent that was taken over the whole width', async () => {
    const { run, tell, vscode, service } = await window(planText().replace(/driver: command[^}]*/, 'driver: claude'));
    await tell(run.events);
    const id = Object.values(run.run.sessions).find(({ status }) => status === 'running')?.id ?? '';
    const before = run.events.length;
    await service.takeOver(id);
    await tell(run.events.slice(before));
    assert.ok(vscode.log.includes('command workbench.action.terminal.unsplit'));
  });

  it('that cannot be followed from here are missing, and a click says why', async () => {
    const { run, tell, names, service, terminals } = await window();
    service.watchSession = () => Promise.reject(new Error('What it prints stays on host forge.'));
    await tell(run.events);
    assert.deepEqual(names(), []);
    await assert.rejects(terminals.show(Object.keys(run.run.sessions)[0] ?? ''), /stays on host forge/);
  });

  it('a session that is in no run here has none', async () => {
    const { terminals, names } = await window();
    await terminals.show('gone');
    assert.deepEqual(names(), []);
  });
});

describe('an agent that has said nothing for long', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());

  async function quiet(answers: readonly Answer[] = [], status: Partial<SessionStatus> = {}, setting = 'all') {
    const run = runWithAgents();
    const editor = await editorOn(run, answers);
    editor.vscode.configuration.set('wavegate.notifications', setting);
    const id = Object.values(run.run.sessions).find((each) => each.status === 'running')?.id ?? '';
    const sessions = new QuietSessions(editor.api, editor.connection);
    const say = (change: Partial<SessionStatus>) => editor.service.statusOf.set(id, { takenOver: false, ...change });
    say({ quietMinutes: 3, ...status });
    const tick = async (): Promise<void> => {
      mock.timers.tick(2_000);
      await new Promise(setImmediate);
    };
    await tick();
    return { ...editor, id, say, tick, sessions };
  }
  const message = 'warning: No output from "Task a1" for 3 min. If this continues, the session is ended as stuck.';

  it('is asked about once in each silence', async () => {
    const { vscode, tick, say } = await quiet();
    await tick();
    assert.deepEqual(vscode.log, [message]);
    say({});
    await tick();
    say({ quietMinutes: 3 });
    await tick();
    assert.deepEqual(vscode.log, [message, message]);
  });

  for (const [button, command] of [
    ['Show Terminal', commands.openTerminal],
    ['Take Over…', commands.takeOver],
    ['Stop…', commands.stopSession],
  ] as const) {
    it(`leads to ${button}`, async () => {
      const { vscode } = await quiet([{ to: 'No output from', with: button }]);
      assert.deepEqual(vscode.log, [message, `command ${command}`]);
    });
  }

  it('on a host cannot be taken over', async () => {
    const { vscode } = await quiet([], { host: 'forge' });
    assert.deepEqual(vscode.offered, ['Show Terminal', 'Stop…']);
  });

  it('is not asked about where no notifications are wanted, nor once the window is closed', async () => {
    assert.deepEqual((await quiet([], {}, 'none')).vscode.log, []);
    const { vscode, sessions, say, tick } = await quiet();
    sessions.dispose();
    say({});
    await tick();
    say({ quietMinutes: 3 });
    await tick();
    assert.deepEqual(vscode.log, [message]);
  });

  it('is none where the run has no agent at work', async () => {
    const { vscode, api, connection } = await editorOn(runAtLaunch());
    const sessions = new QuietSessions(api, connection);
    sessions.look();
    assert.deepEqual(vscode.log, []);
    sessions.dispose();
  });
});
