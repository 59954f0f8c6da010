import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flowLines, flowsOf } from '../../../../src/core/flows/flows.ts';
import { observeSession } from '../../../../src/core/flows/observe.ts';
import { FlowCommands } from '../../../../src/editor/commands/flowCommands.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import type { FoundFlows } from '../../../../src/ports/recordService.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

/** Flows of a repository whose agents ran these commands one after the other in three sessions. */
function found(repository: string, calls: readonly string[], secret = false): FoundFlows {
  const sessions = [1, 2, 3].map((number) => {
    const of = { run: 'r1', session: `s${number}`, driver: 'claude', worktree: '/w', subject: 'a' };
    const { take, end } = observeSession(of);
    const tell = (at: number, event: object): void => take(JSON.stringify({ at, type: 'agent', event }));
    calls.forEach((target, index) => {
      tell(index * 60_000, { type: 'tool', id: `${index}`, name: 'Bash', kind: 'run', target });
      tell(index * 60_000 + 1_000, { type: 'tool-end', id: `${index}`, ok: true });
    });
    return end();
  });
  const flows = flowsOf(sessions).map((flow) => ({ ...flow, lines: flowLines(flow), secret }));
  const report = { flows, accepted: [], sessions: 3, telling: 3, cut: 0, toMake: 15 * 60_000 };
  const rest = { agents: ['coder', 'codex'], completed: {} };
  return {
    repository,
    report,
    ...rest,
    args: ['flows', '--repo', repository],
    variables: { WAVEGATE_WORKTREES: '/worktrees' },
  };
}

async function invoke(flows: readonly FoundFlows[], answers: readonly Answer[]) {
  const vscode = new FakeVscode(answers);
  const service = new SimulatedService(new SimulatedRun().start());
  service.flows = flows;
  const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
  await connection.service();
  const documents = new RunDocuments(vscode.api, connection);
  new FlowCommands(vscode.api, connection, documents, '/dist/cli.mjs').register(new CommandRegistry(vscode.api));
  await vscode.run(commands.repeatedFlows);
  const text = await documents.provideTextDocumentContent(documents.uri({ kind: 'flows' }));
  return { vscode, text };
}

const calls = ['npm run build', 'npm test', 'npm run lint'];
const [flow] = found('/app', calls).report.flows;
const which = { to: 'Make a script of one?', with: flow?.name };

describe('Repeated Flows', () => {
  it('shows the commands with how often they came, and starts nothing where the person leaves', async () => {
    const { vscode, text } = await invoke([found('/app', calls)], [{ ...which, with: undefined }]);
    assert.match(text, /^# Repeated Flows\n[^]*\| 1 \| .+ \| 3 \| 1 \|/);
    assert.match(text, /\n {4}npm run build\n {4}npm test\n {4}npm run lint\n/);
    assert.ok(vscode.log.includes('command vscode.openWith wavegate:/repeated flows.md'));
    assert.deepEqual(vscode.tasks, []);
  });

  it('tries or accepts the one that is chosen with the command line, in a terminal that stays', async () => {
    for (const [label, option] of [
      ['Try It', '--try'],
      ['Accept It', '--accept'],
    ] as const) {
      const { vscode } = await invoke([found('/app', calls)], [which, { to: 'shown as a diff', with: label }]);
      const [task] = vscode.tasks;
      assert.equal(task?.execution.process, process.execPath);
      assert.deepEqual(task.execution.args, [
        '/dist/cli.mjs',
        'flows',
        '--repo',
        '/app',
        '--script',
        flow?.name,
        option,
      ]);
      const { cwd, env } = task.execution.options;
      assert.deepEqual([cwd, env], ['/app', { WAVEGATE_WORKTREES: '/worktrees', ELECTRON_RUN_AS_NODE: '1' }]);
    }
  });

  it('has the agent that is chosen complete the script, and then offers what it has written first', async () => {
    const asked = await invoke(
      [found('/app', calls)],
      [which, { to: 'shown as a diff', with: 'Have an Agent Complete It…' }, { to: 'Which agent?', with: 'codex' }],
    );
    assert.ok(asked.vscode.log.some((line) => line.endsWith('[coder, codex]')));
    assert.deepEqual(asked.vscode.tasks[0]?.execution.args.slice(-2), ['--agent', 'codex']);

    const completed = { ...found('/app', calls), completed: { [flow?.name ?? '']: 'codex' } };
    for (const [label, option] of [
      ['Try the Completed Script', '--try'],
      ['Accept the Completed Script', '--accept'],
    ] as const) {
      const { vscode } = await invoke([completed], [which, { to: 'shown as a diff', with: label }]);
      assert.deepEqual(vscode.tasks[0]?.execution.args.slice(-2), ['--completed', option]);
    }
  });

  it('goes on from what the terminal has shown without asking again, unless it failed', async () => {
    const answers = [
      ...[which, { to: 'shown as a diff', with: 'Have an Agent Complete It…' }, { to: 'Which agent?', with: 'codex' }],
      ...[
        { to: 'is completed', with: 'Try It' },
        { to: 'are green', with: 'Accept It' },
      ],
    ];
    const { vscode } = await invoke([found('/app', calls)], answers);
    const end = async (exitCode: number): Promise<void> => {
      const [task] = vscode.tasks.slice(-1);
      assert.ok(task);
      vscode.endTask(task, exitCode);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await end(0);
    assert.deepEqual(vscode.tasks[1]?.execution.args.slice(-2), ['--completed', '--try']);
    await end(0);
    assert.deepEqual(vscode.tasks[2]?.execution.args.slice(-2), ['--completed', '--accept']);
    await end(1);
    assert.ok(!vscode.log.some((line) => line.includes('Commit it')), 'a red trial has written nothing');
    assert.equal(vscode.tasks.length, 3);
  });

  it('offers no agent where none could be asked, and starts nothing where the person names none', async () => {
    const alone = await invoke([{ ...found('/app', calls), agents: [] }], [which]);
    assert.ok(alone.vscode.log.some((line) => line.endsWith('[Try It, Accept It]')));
    const left = await invoke([found('/app', calls)], [which, { to: 'shown as', with: 'Have an Agent Complete It…' }]);
    assert.deepEqual([...alone.vscode.tasks, ...left.vscode.tasks], []);
  });

  it('makes no script of a flow with a secret, and says so', async () => {
    const { vscode, text } = await invoke([found('/app', calls, true)], []);
    assert.match(text, /contains a secret/);
    assert.deepEqual(vscode.tasks, []);
  });

  it('names the repository of each flow where the window has several, and says where there is nothing', async () => {
    const { text } = await invoke([found('/app', calls), found('/lib', [])], [{ ...which, with: undefined }]);
    assert.match(text, /## \/app\n[^]*## \/lib\n\nNo commands came three times or more/);
    assert.match((await invoke([], [])).text, /No folder of this window is in a repository/);
  });
});
