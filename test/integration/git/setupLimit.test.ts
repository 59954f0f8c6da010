import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { createRunCommand } from '../../../src/compose/runCommand.ts';
import { runCommands } from '../../../src/git/worktrees/provisionWorktree.ts';
import { createSandbox } from '../../../src/sandbox/machineSandbox.ts';
import { createPrograms } from '../../../src/processes/programs.ts';

const place = {
  repository: os.homedir(),
  worktreeRoot: os.tmpdir(),
  stateRoot: os.tmpdir(),
  sandbox: { sandbox: 'off' as const, writable: [] },
};
const run = createRunCommand(createPrograms(), createSandbox(process.platform))(place);
const endless = `"${process.execPath}" -e "setInterval(() => {}, 1000)"`;

test('a setup or teardown command that hangs is ended when the plan says, and named', async () => {
  for (const which of ['setup', 'teardown'] as const) {
    const settings = { [which]: [endless], minutes: 0.005 };
    await assert.rejects(runCommands(settings, which, os.tmpdir(), run), (error: Error) => {
      assert.match(error.message, new RegExp(`worktree\\.${which} of the plan`));
      assert.match(error.message, /longer than worktree\.minutes allows/);
      return true;
    });
  }
});
