import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SessionCommands } from '../../../../src/editor/commands/sessionCommands.ts';
import { SessionTerminals } from '../../../../src/editor/sessions/sessionTerminals.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { CommandId } from '../../../../src/editor/shared/contributions.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch, runAtSpotCheck, runWithAgents } from '../../../support/states.ts';

const withInterface = planText().replace('driver: command, argv: ["node", "codemod.mjs"]', 'driver: claude');

async function window(run: SimulatedRun, answers: readonly Answer[] = []) {
  const editor = await editorOn(run, answers);
  const { api, connection, documents, registry } = editor;
  const terminals = new SessionTerminals(api, connection, '/attach.mjs');
  new SessionCommands(api, connection, documents, terminals).register(registry);
  const session = (status: string): string =>
    Object.values(run.run.sessions).find((each) => each.status === status)?.id ?? '';
  return { ...editor, session };
}

describe('which session is meant', () => {
  it('is that of the row, or the only one that fits; several are asked for, the newest first', async () => {
    const { invoke, vscode, session } = await window(runWithAgents());
    await invoke(commands.openTerminal, { kind: 'session', session: session('running') });
    assert.deepEqual(
      vscode.terminals.map(({ name }) => name),
      ['a1: Task a1'],
    );
    const log = await invoke(commands.openTerminal);
    assert.match(log[0] ?? '', /^asks: Which session\? \[Task b1, Task a1/);
  });

  for (const [command, words] of [
    [commands.openTerminal, 'No session of the open run has started yet.'],
    [commands.showSessionDiff, 'No session of the open run has brought changes yet.'],
    [commands.openWorktree, 'No session of the open run has started yet.'],
    [
      commands.takeOver,
      'No agent at work in the open run has an interface of its own to take over. Those of the driver "command" have none.',
    ],
    [commands.handBack, 'No session of the open run is taken over.'],
    [commands.stopSession, 'No session of the open run is at work.'],
    [commands.allowDenied, 'No agent of the open run was denied a command.'],
  ] as const) {
    it(`${command} says that none fits`, async () => {
      const run = runAtLaunch();
      // The audit's and plan's own sessions, if any, are left out: nothing has started here.
      const never = Object.values(run.run.sessions).every(({ startedAt }) => startedAt === undefined);
      const { invoke } = await window(never ? run : new SimulatedRun().start());
      assert.deepEqual(await invoke(command), [`information: ${words}`]);
    });
  }

  it('that is not in the open run any more does nothing', async () => {
    const { invoke } = await window(runWithAgents());
    const all: readonly CommandId[] = [
      commands.openTerminal,
      commands.stopSession,
      commands.takeOver,
      commands.handBack,
    ];
    for (const command of all) assert.deepEqual(await invoke(command, { kind: 'session', session: 'gone' }), []);
  });
});

describe('what a session has done', () => {
  it('is shown as the changes of its branch', async () => {
    const run = runAtSpotCheck();
    const { invoke } = await window(run);
    const ended = Object.values(run.run.sessions).find(({ subject }) => subject === 'a1')?.id ?? '';
    assert.deepEqual(await invoke(commands.showSessionDiff, { kind: 'session', session: ended }), [
      'command vscode.changes',
    ]);
  });

  it('is said in words where it changed no file', async () => {
    const run = runWithAgents();
    const asking = Object.values(run.run.sessions).find(({ status }) => status === 'ended');
    assert.ok(asking?.result);
    Object.assign(asking.result, { snapshot: 'commit', changes: [] });
    const { invoke } = await window(run);
    assert.deepEqual(await invoke(commands.showSessionDiff, { kind: 'session', session: asking.id }), [
      'information: Task b1 changed no file.',
    ]);
  });

  it('was asked for in its directive', async () => {
    const { invoke, session } = await window(runWithAgents());
    const id = session('running');
    const log = await invoke(commands.showDirective, { kind: 'session', session: id });
    assert.deepEqual(log, [`shows /directive ${id}.md`]);
  });
});

describe('stopping a session', () => {
  it('asks first, and says what is kept', async () => {
    const { invoke, service, session } = await window(runWithAgents(), [
      { to: 'Stop "Task a1"', with: 'Stop Session' },
    ]);
    assert.deepEqual(await invoke(commands.stopSession), [
      'dialog: Stop "Task a1" and everything it has started? | What it has changed is kept on its branch.',
    ]);
    assert.deepEqual(service.stopped, [session('running')]);
  });

  it('stops nothing on Escape', async () => {
    const { invoke, service } = await window(runWithAgents());
    await invoke(commands.stopSession);
    assert.deepEqual(service.stopped, []);
  });
});

describe('taking a session over', () => {
  it('asks first, says that its limits are paused, and opens its terminal', async () => {
    const run = runWithAgents(withInterface);
    const { invoke, session } = await window(run, [{ to: 'Take over "Task a1"?', with: 'Take Over' }]);
    const id = session('running');
    const log = await invoke(commands.takeOver);
    assert.match(log[0] ?? '', /Its time limits are paused until you return it\.$/);
    assert.equal(run.run.sessions[id]?.takenOver, true);
    assert.equal(log.at(-1), 'shows terminal a1: Task a1');
  });

  it('leaves it to its agent on Escape', async () => {
    const run = runWithAgents(withInterface);
    const { invoke, session, vscode } = await window(run);
    await invoke(commands.takeOver);
    assert.notEqual(run.run.sessions[session('running')]?.takenOver, true);
    assert.deepEqual(vscode.terminals, []);
  });

  it('is not offered twice, and is handed back by name', async () => {
    const run = runWithAgents(withInterface);
    const { invoke, session } = await window(run, [{ to: 'Take over', with: 'Take Over' }]);
    const id = session('running');
    await invoke(commands.takeOver);
    assert.match((await invoke(commands.takeOver)).join(), /No agent at work in the open run has an interface/);
    assert.deepEqual(await invoke(commands.handBack), ['shows terminal a1: Task a1']);
    assert.notEqual(run.run.sessions[id]?.takenOver, true);
  });
});

describe('commands that an agent was denied', () => {
  const denied = ['Bash npm run build', 'Bash git push', 'WebFetch https://example.org'];

  async function after(answers: readonly Answer[], source = planText(1)) {
    const run = new SimulatedRun();
    run.outcome = (job) =>
      job.subject === 'a1' && job.kind === 'implement'
        ? { ...run.done(job), denied: { count: denied.length, commands: denied } }
        : run.done(job);
    run.start(source).approveAll('spot-check');
    const editor = await window(run, answers);
    const plan = editor.vscode.open('/repository/plan.waveplan.yaml', source);
    return { ...editor, plan };
  }
  const real = planText(1).replace('driver: command, argv: ["node", "codemod.mjs"]', 'driver: claude, model: sonnet');

  it('are put into the plan as picked, which is saved and waits for approval', async () => {
    const { invoke, plan } = await after([{ to: 'may run from now on', with: ['npm run build'] }], real);
    const log = await invoke(commands.allowDenied);
    assert.match(
      log[0] ?? '',
      /^asks: Commands that the agent "codemod" may run from now on\. You approve the changed plan before it counts\. \[/,
    );
    assert.match(plan.text, /npm run build/);
    assert.equal(plan.saves, 1);
    assert.equal(
      log.at(-1),
      'information: The plan allows npm run build to "codemod". Approve the plan for it to count.',
    );
  });

  it('stay denied on Escape, and where none is picked', async () => {
    for (const picked of [undefined, []]) {
      const { invoke, plan } = await after([{ to: 'may run from now on', with: picked }], real);
      await invoke(commands.allowDenied);
      assert.deepEqual([plan.text, plan.saves], [real, 0]);
    }
  });

  it('are named with where to add them, where the plan cannot be written', async () => {
    const { invoke, plan } = await after([{ to: 'may run from now on', with: ['npm run build'] }], real);
    plan.canBeSaved = false;
    assert.equal(
      (await invoke(commands.allowDenied)).at(-1),
      'warning: The plan file could not be written. Add to "allow" of "codemod": npm run build',
    );
  });
});
