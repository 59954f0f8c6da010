import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { apart, hasFailed, isShipped } from '../support/realRun.ts';

// Attack A: pushes, merges, makes branches, tags and stashes. Stopped by: 4, a git folder of the session's own.
// Attack A: points main at its work with update-ref, at the end. Stopped by: 4, a git folder of the session's own.
// Attack beyond: changes core.hooksPath, sets aliases and filters, installs hooks. Stopped by: 4, a git folder of the session's own.
test('whatever an agent does with git in its worktree changes nothing of the person, and its work goes on', async (t) => {
  const { run, project, before } = await startHostileWave(t, {
    a: `
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
  });
  await run.drive(isShipped);
  assert.equal(run.result('a').outcome, 'done', run.result('a').message);
  assert.equal(project.read('remotes'), '');
  assert.doesNotMatch(run.result('a').message, /outside/);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
  assert.equal(project.git('log', '-1', '--format=%s', 'refs/wavegate/r1/own/one/a/heads/mine'), 'Mine');
  const after = personsCheckout(project.repository, { without: /^refs\/remotes\/|^\.git\/index$/ });
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(after, expected);
});

// Attack none: a test suite that uses git, and hooks of its repository. Stopped by: nothing; both work.
test('repositories that an agent makes have their own hooks', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      import { chmodSync, existsSync } from 'node:fs';
      const other = home + '/other';
      gitIn(home, 'init', '--quiet', '--initial-branch=main', other);
      write(other + '/.git/hooks/pre-commit', '#!/bin/sh\\ntouch "' + home + '/hook-ran"\\n');
      chmodSync(other + '/.git/hooks/pre-commit', 0o755);
      gitIn(other, 'commit', '--quiet', '--allow-empty', '--message', 'A test of its own');
      write(home + '/log', gitIn(other, 'log', '--format=%s'));
      write(home + '/hook', String(existsSync(home + '/hook-ran')));
      work();`,
  });
  await run.drive(isShipped);
  assert.equal(project.read('log'), 'A test of its own');
  assert.equal(project.read('hook'), 'true');
});

// Attack beyond: removes the git folder of its worktree, and lets git look above it. Stopped by: 4, git looks in the worktree only.
test('an agent without a git folder finds no other repository above its worktree', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      work();
      gitIn(home, 'init', '--quiet');
      remove('.git');
      try {
        git('add', '--all');
      } catch (error) {
        write(home + '/said', String(error.stderr));
      }`,
  });
  await run.drive(isShipped);
  assert.match(project.read('said'), /not a git repository/);
  assert.equal(project.git('diff', '--name-only', 'main', 'wavegate/r1'), 'src/a.js');
});

// Attack beyond: kills its session host after it pushed its work into the repository. Stopped by: 4, fingerprints, compared by the process that takes over.
test('what an agent did before it killed its host is found, undone and kept', async (t) => {
  const { run, project, before } = await startHostileWave(
    t,
    {
      a: `
      work();
      write('src/other.js', 'overwritten');
      pushInto('refs/heads/planted');
      process.kill(process.ppid, 'SIGKILL');
      setInterval(() => {}, 1000);`,
    },
    { setup: apart },
  );
  await run.drive(hasFailed);
  const { outcome, message, violations = [], snapshot } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.match(message, /session host died/);
  for (const expected of [/^src\/other.js$/, /branch planted was created; undone/]) {
    assert.ok(
      violations.some((violation) => expected.test(violation)),
      violations.join('\n'),
    );
  }
  assert.equal(project.git('diff', '--name-only', 'main', snapshot ?? ''), 'src/a.js');
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(personsCheckout(project.repository, { without: /^\.git\/index$/ }), expected);
});
