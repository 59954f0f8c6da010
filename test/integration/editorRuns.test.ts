import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createRunService } from '../../src/compose/editor.ts';
import { createRunProject } from '../support/runProject.ts';
import { bundledSessionHost } from '../support/sessionHostBundle.ts';
import { smallPlan } from '../support/smallPlan.ts';

suite('the runs of an editor', () => {
  test('a click that starts a run while the window still opens the unfinished one does not start another beside it', async (t) => {
    const project = createRunProject(t, {
      plan: smallPlan([['a']]),
      agents: { a: 'work();' },
      files: { 'src/base.js': '', 'src/a.js': '' },
    });
    const hostProgram = await bundledSessionHost();
    let secret: string | undefined;
    const open = (): ReturnType<typeof createRunService> => {
      const service = createRunService({
        hostProgram,
        settings: { stateRoot: project.state, worktreeRoot: project.worktrees },
        secrets: { get: () => Promise.resolve(secret), store: (made) => Promise.resolve(void (secret = made)) },
      });
      project.atEnd(() => service.dispose());
      return service;
    };
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
});
