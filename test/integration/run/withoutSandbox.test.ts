import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { checkEnvironment } from '../../../src/runs/editor/environmentCheck.ts';
import { createWorkerServices } from '../../../src/compose/workerServices.ts';
import { gateSections } from '../../../src/core/views/boardGateSections.ts';
import { isShipped, startRealRun, together } from '../../support/realRun.ts';
import { createRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';

/** A machine with nothing but these programs, and perhaps a bubblewrap that is a script. */
function onlyHas(t: TestContext, project: RunProject, bubblewrap?: string): void {
  const folder = path.join(project.home, 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, path.join(folder, 'node'));
  for (const name of ['git', 'sh', 'env', 'test']) {
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
