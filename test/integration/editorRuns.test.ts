import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { createRunService } from '../../src/compose/editor.ts';
import { createRunProject } from '../support/runProject.ts';
import type { RunProject } from '../support/runProject.ts';
import { bundledSessionHost, bundledWorker } from '../support/sessionHostBundle.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { until } from '../support/until.ts';

type Service = ReturnType<typeof createRunService>;

/** A project, and editors that are opened on it one after the other. */
async function editorsOn(t: TestContext): Promise<{ readonly project: RunProject; readonly open: () => Service }> {
  const project = createRunProject(t, {
    plan: smallPlan([['a']]),
    agents: { a: 'work();' },
    files: { 'src/base.js': '', 'src/a.js': '' },
  });
  const [hostProgram, workerProgram] = [await bundledSessionHost(), await bundledWorker()];
  let secret: string | undefined;
  const open = (): Service => {
    const service = createRunService({
      hostProgram,
      workerProgram,
      settings: { stateRoot: project.state, worktreeRoot: project.worktrees },
      secrets: { get: () => Promise.resolve(secret), store: (made) => Promise.resolve(void (secret = made)) },
    });
    project.atEnd(() => service.dispose());
    return service;
  };
  return { project, open };
}

suite('the runs of an editor', () => {
  test('a click that starts a run while the window still opens the unfinished one does not start another beside it', async (t) => {
    const { project, open } = await editorsOn(t);
    const before = open();
    await before.startRun(project.planPath);
    const run = before.state()?.run;
    await before.dispose();

    const after = open();
    const [resumed, started] = await Promise.allSettled([
      after.resume([project.repository]),
      after.startRun(project.planPath),
    ]);
    assert.equal(resumed.status, 'fulfilled');
    assert.match(started.status === 'rejected' ? String(started.reason) : 'started', /is under way/);
    assert.equal(after.state()?.run, run);
    assert.equal(after.drivenElsewhere(), undefined);
    assert.equal((await after.listRuns([project.repository])).length, 1);
  });

  test('a plan that was edited where nobody is told of it is known once a decision on it does not count', async (t) => {
    const { project, open } = await editorsOn(t);
    const service = open();
    await service.startRun(project.planPath);
    const gate = 'plan-1';
    await until(() => service.state()?.gates[gate] !== undefined);
    // Answered once everything before is done, which is to read the plan file.
    await service.reopen('no such gate');
    writeFileSync(project.planPath, readFileSync(project.planPath, 'utf8').replace('Change a', 'Change exactly a'));
    const approval = { gate, verdict: 'approved', note: '', channel: 'sidebar' } as const;
    assert.deepEqual(await service.decide(approval), {});
    await until(() => service.state()?.edit !== undefined);
    assert.notEqual(service.state()?.gates[gate]?.voided, undefined);
  });
});
