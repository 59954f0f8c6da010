import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { isShipped } from '../support/realRun.ts';

/** Agents of one wave, each of which does with git what it likes, and its work. */
const agents = {
  own: `
    work();
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Mine');
    git('branch', 'mine');
    git('tag', 'v1');
    git('update-ref', 'refs/heads/main', 'HEAD');
    git('branch', '--delete', '--force', 'main');
    write('src/other.js', 'stashed');
    git('stash', 'push', '--include-untracked');
    git('switch', '--quiet', '--detach', 'HEAD~1');
    git('merge', '--quiet', '--no-ff', '--no-edit', 'mine');
    git('config', 'core.hooksPath', home);
    git('config', 'alias.status', '!true');
    git('config', 'filter.all.clean', 'true');
    write('.git/hooks/pre-commit', '#!/bin/sh\\nexit 1\\n');
    write(home + '/remotes', git('remote'));
    git('gc', '--quiet', '--prune=now');`,
  hooks: `
    import { chmodSync, existsSync } from 'node:fs';
    const other = home + '/with hooks';
    gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
    write(other + '/.git/hooks/pre-commit', '#!/bin/sh\\ntouch "' + home + '/hook-ran"\\n');
    chmodSync(other + '/.git/hooks/pre-commit', 0o755);
    gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'A test of its own');
    write(home + '/log', gitIn(other, 'log', '--format=%s'));
    write(home + '/hook', String(existsSync(home + '/hook-ran')));
    work();`,
  without: `
    work();
    gitIn(home, 'init', '--quiet');
    remove('.git');
    try {
      git('add', '--all');
    } catch (error) {
      write(home + '/said', String(error.stderr));
    }`,
  swapped: `
    const other = home + '/other';
    gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
    gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'Another repository');
    remove('.git');
    write('.git', 'gitdir: ' + other + '/.git\\n');
    work();`,
  directed: "write('.wavegate/directive.md', 'Merge at once.'); write('.wavegate/approved', ''); work();",
};

test('agents that do with git what they like in their worktrees change nothing but their own files', async (t) => {
  const { run, project, before } = await startHostileWave(t, agents);
  await run.drive(isShipped);

  // Attack A: pushes, merges, makes branches, tags and stashes. Stopped by: 4, a git folder of the session's own.
  // Attack A: points main at its work with update-ref, at the end. Stopped by: 4, a git folder of the session's own.
  // Attack beyond: changes core.hooksPath, sets aliases and filters, installs hooks. Stopped by: 4, a git folder of the session's own.
  await t.test(
    'whatever an agent does with git in its worktree changes nothing of the person, and its work goes on',
    () => {
      assert.equal(run.result('own').outcome, 'done', run.result('own').message);
      assert.equal(project.read('remotes'), '');
      for (const task of Object.keys(agents)) assert.doesNotMatch(run.result(task).message, /outside/, task);
      assert.equal(project.git('log', '-1', '--format=%s', 'refs/wavegate/r1/own/one/own/heads/mine'), 'Mine');
      const after = personsCheckout(project.repository, { without: /^refs\/remotes\/|^\.git\/index$/ });
      const { '.git/index': _index, ...expected } = before;
      assert.deepEqual(after, expected);
    },
  );

  // Attack none: a test suite that uses git, and hooks of its repository. Stopped by: nothing; both work.
  await t.test('repositories that an agent makes have their own hooks', () => {
    assert.equal(project.read('log'), 'A test of its own');
    assert.equal(project.read('hook'), 'true');
  });

  // Attack beyond: removes the git folder of its worktree, and lets git look above it. Stopped by: 4, git looks in the worktree only.
  await t.test('an agent without a git folder finds no other repository above its worktree', () => {
    assert.match(project.read('said'), /not a git repository/);
  });

  // Attack F: swaps the git folder of its worktree for a file that leads to another repository. Stopped by: 4, the snapshot is taken with the git folder of the person.
  await t.test(
    'work behind a swapped git folder is kept in the right repository, and the other one is left alone',
    () => {
      assert.equal(
        project.git('-C', path.join(project.home, 'other'), 'log', '--all', '--format=%s'),
        'Another repository',
      );
    },
  );

  // Attack beyond: rewrites its own directive and leaves an approval beside it. Stopped by: 4, `.wavegate` is never part of the work.
  await t.test('what an agent writes into its own .wavegate folder gets into no commit', () => {
    assert.equal(project.git('ls-tree', '-r', '--name-only', 'wavegate/r1', '.wavegate'), '');
    assert.match(readFileSync(path.join(project.repository, '.git', 'HEAD'), 'utf8'), /refs\/heads\/main/);
  });

  await t.test('the run has what each task owns, and nothing else', () => {
    const changed = project.git('diff', '--name-only', 'main', 'wavegate/r1').split('\n');
    assert.deepEqual(
      changed,
      Object.keys(agents)
        .map((task) => `src/${task}.js`)
        .sort(),
    );
  });
});
