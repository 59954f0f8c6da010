import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { hasFailed, isShipped, startRealRun, together } from '../support/realRun.ts';
import { smallPlan } from '../support/smallPlan.ts';

/** Agents of one wave that change what is the person's, where nothing proves that it was they; one after the other. */
const agents = {
  writer: `
    write(checkout + '/src/other.js', 'overwritten');
    write(checkout + '/planted.js', 'planted');
    work();`,
  planter: `
    await waitFor('writer-has-ended');
    work();
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Merge it myself');
    write(gitFolder + '/refs/heads/planted', git('rev-parse', 'HEAD') + '\\n');`,
  setter: `
    await waitFor('planter-has-ended');
    work();
    gitIn(checkout, 'config', 'alias.st', 'status');
    write(gitFolder + '/hooks/post-commit', '#!/bin/sh\\nexit 1\\n');
    write(home + '/settings-changed', '');
    await waitFor('honest-has-ended');`,
  honest: "await waitFor('settings-changed'); work();",
  committer: `
    await waitFor('setter-has-ended');
    gitIn(checkout, 'commit', '--quiet', '--all', '--message', 'On main');
    work();`,
  switcher: "await waitFor('committer-has-ended'); gitIn(checkout, 'checkout', '--quiet', '--detach', 'HEAD'); work();",
};

test('what agents change of the person where nothing proves who did it is reported once, and blocks no session', async (t) => {
  const { run, project, before } = await startHostileWave(t, agents, {
    plan: { limits: { parallel: Object.keys(agents).length } },
  });
  const driveToEndOf = async (...tasks: readonly string[]): Promise<void> => {
    for (const task of tasks) {
      await run.drive(({ sessions }) =>
        Object.values(sessions).some(({ subject, status }) => subject === task && status === 'ended'),
      );
      project.leave(`${task}-has-ended`);
    }
  };
  const told = (...tasks: readonly string[]): string =>
    tasks.flatMap((task) => run.result(task).outside ?? []).join('\n');
  await driveToEndOf('writer', 'planter', 'honest');
  assert.equal(project.git('rev-parse', 'main'), before['refs/heads/main']);
  await driveToEndOf('setter', 'committer');
  await run.drive(isShipped);

  // Attack C: works in the main checkout by absolute path. Stopped by: 4, fingerprints.
  await t.test("files an agent writes into the person's checkout are reported, and do not get into any commit", () => {
    assert.match(
      run.result('writer').message,
      /planted.js changed in your checkout \(.*\); src\/other.js changed in your checkout \(/,
    );
  });

  // Attack A: points a branch at its work by writing the file of the ref. Stopped by: 4, the objects are in a git folder of the session's own.
  await t.test(
    'an agent that writes the file of a branch writes a branch that leads nowhere, which is reported, and nothing gets into the run',
    () => {
      assert.match(run.result('planter').message, /branch planted was created/);
      assert.throws(() => project.git('cat-file', '-e', 'planted'));
    },
  );

  // Attack beyond: changes settings and installs hooks in the git folder of the person. Stopped by: 4, fingerprints; reported before the next gate, because nothing proves who did it.
  // Attack beyond: changes settings while an honest session of its wave ends. Stopped by: 4, fingerprints; reported once, before the next gate.
  await t.test(
    'settings and hooks that an agent changes are reported by one session, with the time, and stay and block no session',
    () => {
      assert.match(
        told('setter', 'honest'),
        /^\.git\/config was changed \(alias\.st\) \(at \d\d:\d\d\)\n\.git\/hooks\/post-commit was changed \(at \d\d:\d\d\)$/,
      );
      assert.equal(project.git('config', 'alias.st'), 'status');
      assert.ok(existsSync(path.join(project.repository, '.git', 'hooks', 'post-commit')));
    },
  );

  // Attack C: commits on main in the checkout of the person. Stopped by: 4, fingerprints; reported before the next gate.
  await t.test(
    'an agent that commits in the checkout of the person does not get into the run, and its commit is reported',
    () => {
      assert.match(run.result('committer').message, /branch main was moved \(at /);
      assert.equal(project.git('log', '-1', '--format=%s', 'main'), 'On main');
    },
  );

  // Attack C: switches the branch of the person's checkout. Stopped by: 4, fingerprints; reported before the next gate.
  await t.test('a switch of the person’s branch by an agent is reported, and the work goes where it belongs', () => {
    assert.match(run.result('switcher').message, /another branch or commit was checked out in/);
  });

  await t.test('each is reported once, and the run has what each task owns, and nothing else', () => {
    assert.equal(told(...Object.keys(agents)).split('\n').length, 7);
    const changed = project.git('diff', '--name-only', run.state().base.commit, 'wavegate/r1').split('\n');
    const owned = Object.keys(agents).map((task) => `src/${task}.js`);
    assert.deepEqual(changed, owned.sort());
  });
});

// Attack F: puts a worktree of another repository where the session's should be. Stopped by: 3, worktree gate.
test('a folder of another repository at the place of a worktree halts the launch, and nothing is started', async (t) => {
  const plan = smallPlan([['a', 'b']]);
  const agents = { a: 'enterLedger(); work();', b: 'enterLedger(); work();' };
  const project = createRunProject(t, { plan, agents, files: { 'src/base.js': '', 'src/a.js': '', 'src/b.js': '' } });
  const run = await startRealRun(project, together);
  const place = run.layout.worktree('r1', { kind: 'wave', wave: 'one', attempt: 1 }, 'b');
  mkdirSync(path.dirname(place), { recursive: true });
  project.git('init', '--quiet', place);
  const state = await run.drive(hasFailed);
  assert.match(state.waves['one']?.failure?.message ?? '', /exists already and is no worktree of this repository/);
  assert.equal(project.read('ledger'), '');
  assert.equal(project.git('worktree', 'list').split('\n').length, 1);
});
