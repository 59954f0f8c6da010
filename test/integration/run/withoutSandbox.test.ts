import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { checkEnvironment } from '../../../src/runs/editor/environmentCheck.ts';
import { findBubblewrap } from '../../../src/sandbox/bubblewrap.ts';
import { supervisor } from '../../../src/sandbox/supervisor.ts';
import { createWorkerServices } from '../../../src/compose/workerServices.ts';
import { gateSections } from '../../../src/core/views/boardGateSections.ts';
import { onDisk } from '../../support/onDisk.ts';
import { isShipped, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

/** A machine with nothing but these programs, and perhaps a bubblewrap that is a script. */
function onlyHas(t: TestContext, project: RunProject, bubblewrap?: string): void {
  const folder = path.join(project.home, 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, path.join(folder, 'node'));
  for (const name of ['git', 'sh', 'env', 'test', 'true']) {
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), path.join(folder, name));
  }
  if (bubblewrap !== undefined) {
    writeFileSync(path.join(folder, 'bwrap'), bubblewrap);
    chmodSync(path.join(folder, 'bwrap'), 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = folder;
  t.after(() => (process.env['PATH'] = before));
}

const machines: readonly (readonly [string, string | undefined, RegExp])[] = [
  ['where bubblewrap is not installed', undefined, /bubblewrap is not installed/],
  [
    'where the system lets bubblewrap make no namespace, as in many containers',
    '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n',
    /bwrap: No permissions to create new namespace/,
  ],
];

suite('a machine without a sandbox', { skip: process.platform !== 'linux' }, () => {
  for (const [where, bubblewrap, why] of machines) {
    test(`a run goes on as it always did ${where}; the launch gate and Check Environment say what that means`, async (t) => {
      const project = createRunProject(t, {
        plan: smallPlan([['a']], { worktree: { sandbox: 'auto' } }),
        agents: { a: 'work();' },
        files: { 'src/a.js': '', 'src/base.js': '' },
      });
      onlyHas(t, project, bubblewrap);
      const run = await startRealRun(project, together);
      await run.decide('plan');
      const state = await run.until(({ gates }) => gates['launch-1'] !== undefined);
      const sections = gateSections(state, state.gates['launch-1']!);
      const [said = ''] = sections.find(({ title }) => title === 'Sandbox')?.lines ?? [];
      assert.match(said, why);
      assert.match(said, /agents, checks and set-up run as you/);
      const facts = await checkEnvironment(createWorkerServices(), [project.repository], {
        stateRoot: project.state,
        worktreeRoot: project.worktrees,
      });
      assert.equal(facts.find(({ name }) => name === 'Sandbox')?.detail, said);
      await run.drive(isShipped);
      assert.match(project.git('show', 'wavegate/r1:src/a.js'), /done = 'a'/);
      assert.ok(existsSync(project.state));
    });
  }
});

/** A bubblewrap that fails every other time, as it does when a socket goes away. */
const losing = (bubblewrap: string, count: string): string => `#!/bin/sh
case "$*" in *'--die-with-parent true') exec "${bubblewrap}" "$@";; esac
n=0
[ -e "${count}" ] && read -r n <"${count}"
echo $((n + 1)) >"${count}"
if [ $((n % 2)) = 0 ]; then
  echo "bwrap: Can't bind mount /oldroot/dev/null on /newroot/tmp/vscode-ipc-1.sock: Unable to mount source on destination: No such file or directory" >&2
  exit 1
fi
exec "${bubblewrap}" "$@"
`;

suite('a sandbox on a machine where other programs come and go', { skip: process.platform !== 'linux' }, () => {
  test('agents and checks begin all the same where a socket goes away while their sandbox is set up', async (t) => {
    const found = await findBubblewrap();
    if ('problem' in found) return t.skip(found.problem);
    // A sandbox has a /dev of its own, where memory is kept.
    onDisk(t);
    const project = createRunProject(t, {
      plan: smallPlan([['a']], { worktree: { sandbox: 'required' } }),
      agents: { a: 'enterLedger(); work();' },
      files: { 'src/a.js': '', 'src/base.js': '' },
    });
    const count = path.join(project.home, 'count');
    onlyHas(t, project, losing(found.program, count));
    const run = await startRealRun(project, together);
    await run.drive(isShipped);
    assert.match(project.git('show', 'wavegate/r1:src/a.js'), /done = 'a'/);
    assert.ok(Number(readFileSync(count, 'utf8')) >= 4, 'twice for the agent and twice for its check');
  });

  test('a program that is only called bwrap lets nothing end that is not of the sandbox', async (t) => {
    const found = await findBubblewrap();
    if ('problem' in found) return t.skip(found.problem);
    // In processes of its own, so that no more than those would end.
    const outer = 'sleep 60 & "$@"; kill -0 $! && echo alive';
    const inner = ['sh', '-c', supervisor, 'sh', 'true'];
    const argv = ['--ro-bind', '/', '/', '--dev', '/dev', '--unshare-pid', '--proc', '/proc', '--die-with-parent'];
    const said = execFileSync(found.program, [...argv, 'sh', '-c', outer, 'sh', ...inner], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
    });
    assert.equal(said, 'alive\n');
  });
});
