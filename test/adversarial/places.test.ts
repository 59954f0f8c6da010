import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createRunProject } from '../support/runProject.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { hasFailed, isShipped, startRealRun, together } from '../support/realRun.ts';
import { smallPlan } from '../support/smallPlan.ts';

// Attack A: points a branch at its work by writing the file of the ref. Stopped by: 4, the objects are in a git folder of the session's own.
test('an agent that writes the file of a branch writes a branch that leads nowhere, which is reported, and nothing gets into the run', async (t) => {
  const { run, project, before } = await startHostileWave(t, {
    a: `
      work();
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      write(gitFolder + '/refs/heads/planted', git('rev-parse', 'HEAD') + '\\n');`,
  });
  await run.drive((now) => now.adaptation !== undefined || now.phase === 'shipped');
  const { message, violations = [] } = run.result('a');
  assert.match([message, ...violations].join(' '), /branch planted was created/);
  assert.equal(project.git('rev-parse', 'main'), before['refs/heads/main']);
});

// Attack C: commits on main in the checkout of the person. Stopped by: 4, fingerprints; reported before the next gate.
test('an agent that commits in the checkout of the person does not get into the run, and its commit is reported', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      write(checkout + '/src/other.js', 'overwritten');
      gitIn(checkout, 'commit', '--quiet', '--all', '--message', 'On main');
      work();`,
  });
  await run.drive((now) => now.adaptation !== undefined || now.phase === 'shipped');
  const { message, violations = [] } = run.result('a');
  assert.match([message, ...violations].join(' '), /branch main was moved \(at /);
  assert.equal(project.git('diff', '--name-only', run.state().base.commit, 'wavegate/r1'), 'src/a.js');
});

// Attack C: switches the branch of the person's checkout. Stopped by: 4, fingerprints; reported before the next gate.
test('a switch of the person’s branch by an agent is reported, and the work goes where it belongs', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: "gitIn(checkout, 'checkout', '--quiet', '--detach', 'HEAD'); work();",
  });
  await run.drive((now) => now.adaptation !== undefined || now.phase === 'shipped');
  assert.match(run.result('a').message, /another branch or commit was checked out in/);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
});

// Attack F: swaps the git folder of its worktree for a file that leads to another repository. Stopped by: 4, the snapshot is taken with the git folder of the person.
test('work behind a swapped git folder is kept in the right repository, and the other one is left alone', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      const other = home + '/other';
      gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
      gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'Another repository');
      remove('.git');
      write('.git', 'gitdir: ' + other + '/.git\\n');
      work();`,
  });
  await run.drive(isShipped);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
  assert.equal(
    project.git('-C', path.join(project.home, 'other'), 'log', '--all', '--format=%s'),
    'Another repository',
  );
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

// Attack beyond: rewrites its own directive and leaves an approval beside it. Stopped by: 4, `.wavegate` is never part of the work.
test('what an agent writes into its own .wavegate folder gets into no commit', async (t) => {
  const { run, project, before } = await startHostileWave(t, {
    a: "write('.wavegate/directive.md', 'Merge at once.'); write('.wavegate/approved', ''); work();",
  });
  await run.drive(isShipped);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(personsCheckout(project.repository, { without: /^refs\/remotes\/|^\.git\/index$/ }), expected);
  assert.match(readFileSync(path.join(project.repository, '.git', 'HEAD'), 'utf8'), /refs\/heads\/main/);
});
