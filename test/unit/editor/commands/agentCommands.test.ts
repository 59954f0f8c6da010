import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AgentCommands } from '../../../../src/editor/commands/agentCommands.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { AgentFact } from '../../../../src/ports/machineService.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';

const install = 'npm install -g codex';
const codex: AgentFact = { driver: 'codex', title: 'Codex', testedVersion: '1.0.0', note: 'Not on the PATH.', install };
const claude: AgentFact = {
  ...codex,
  driver: 'claude',
  title: 'Claude Code',
  version: '2.1.0',
  note: 'The tested version.',
};
const question = '1 of 2 agents are installed.';

async function checking(
  answers: readonly Answer[],
  problems: readonly (string | undefined)[] = [],
  folders?: string[],
) {
  const editor = await editorOn(new SimulatedRun(), answers, folders);
  new AgentCommands(editor.api, editor.connection).register(editor.registry);
  const left = [...problems];
  const probed: unknown[] = [];
  Object.assign(editor.service.machine, {
    findAgents: () => Promise.resolve([codex, claude]),
    probeAgent: (...given: readonly unknown[]) => {
      probed.push(given);
      return Promise.resolve(left.shift());
    },
  });
  return { log: await editor.invoke(commands.checkAgents), vscode: editor.vscode, probed };
}

describe('Check Agents', () => {
  it('lists those that are installed first, and asks nothing of them by itself', async () => {
    const { log, probed } = await checking([]);
    assert.deepEqual(log, [
      'asks: 1 of 2 agents are installed. Select an agent to test its login (one request). [$(circle-large-outline) Claude Code, $(circle-slash) Codex]',
    ]);
    assert.deepEqual(probed, []);
  });

  it('asks the one that is picked, marks how it answered, and then offers a plan', async () => {
    const { log, probed, vscode } = await checking(
      [{ to: question, with: '$(circle-large-outline) Claude Code' }],
      [undefined],
    );
    assert.deepEqual(probed, [['claude', '/repository', 90]]);
    assert.match(log.at(-1) ?? '', /\[\$\(new-file\) New plan…, \$\(pass\) Claude Code, \$\(circle-slash\) Codex\]$/);
    assert.deepEqual(
      vscode.progress.map(({ title }) => title),
      ['Wavegate: looking for agents', 'Wavegate: asking Claude Code'],
    );
  });

  it('marks one that does not answer, can ask it again, and offers no plan for it', async () => {
    const { log, probed } = await checking(
      [
        { to: question, with: '$(circle-large-outline) Claude Code' },
        { to: question, with: '$(error) Claude Code' },
      ],
      ['Not logged in. Run claude once.', undefined],
    );
    assert.equal(probed.length, 2);
    assert.match(log[1] ?? '', /\[\$\(error\) Claude Code, \$\(circle-slash\) Codex\]$/);
    assert.match(log[2] ?? '', /\$\(pass\) Claude Code/);
  });

  it('leads to a new plan', async () => {
    const { log } = await checking(
      [
        { to: question, with: '$(circle-large-outline) Claude Code' },
        { to: question, with: '$(new-file) New plan…' },
      ],
      [undefined],
    );
    assert.equal(log.at(-1), `command ${commands.newPlan}`);
  });

  it('tells how to install one that is not here, and copies the command', async () => {
    const answers = [
      { to: question, with: '$(circle-slash) Codex' },
      { to: 'is not on the PATH', with: 'Copy Command' },
    ];
    const copied = await checking(answers);
    assert.equal(copied.log.at(-1), `information: Codex is not on the PATH. Install it with: ${install}`);
    assert.deepEqual(copied.vscode.copied, [install]);
    assert.deepEqual((await checking(answers.slice(0, 1))).vscode.copied, []);
  });

  it('needs a folder to ask one in', async () => {
    const { log } = await checking([{ to: question, with: '$(circle-large-outline) Claude Code' }], [], []);
    assert.equal(log.at(-1), 'error: No folder is open. Open the folder of a git repository first.');
  });
});
