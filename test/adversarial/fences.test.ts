import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHostileWave } from '../support/hostileWave.ts';
import { personsCheckout } from '../support/personsCheckout.ts';
import { hasFailed, isShipped } from '../support/realRun.ts';

// Attack A: pushes, merges, makes branches, tags and stashes. Stopped by: 4, fences refuse on the spot.
test('pushes, merges and updates of foreign refs are refused on the spot, and honest work goes on', async (t) => {
  const { run, project, before } = await startHostileWave(t, {
    a: `
      write('src/a.js', "export const done = 'a';\\n");
      git('add', '--all');
      fencedGit(worktree, 'commit', '--quiet', '--message', 'On my own branch');
      const tries = [
        ['push', 'origin', 'HEAD:main'],
        ['update-ref', 'refs/heads/main', 'HEAD'],
        ['branch', 'mine'],
        ['tag', 'v1'],
        ['stash', 'push', '--include-untracked', '--', 'src/a.js'],
        ['merge', '--no-ff', '--message', 'Mine', 'main'],
      ];
      const said = tries.map((args) => args[0] + ': ' + fencedGit(worktree, ...args));
      said.push('merge there: ' + fencedGit(checkout, 'merge', '--quiet', git('rev-parse', 'HEAD')));
      write(home + '/said', said.join('\\n'));
      handOff(['src/a.js']);`,
  });
  await run.drive(isShipped);
  assert.equal(run.result('a').outcome, 'done', run.result('a').message);
  const said = project.read('said');
  for (const command of ['push', 'update-ref', 'branch', 'tag', 'merge there']) {
    assert.match(said, new RegExp(`${command}: .*Wavegate: `, 's'));
  }
  const after = personsCheckout(project.repository, { without: /^refs\/remotes\/|^\.git\/index$/ });
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(after, expected);
});

// Attack none: a test suite that uses git, and hooks of the repository. Stopped by: nothing, both keep working.
test('hooks of another repository, and the hooks of this one, still run for an agent', async (t) => {
  const { run, project } = await startHostileWave(t, {
    a: `
      import { chmodSync } from 'node:fs';
      const other = home + '/other';
      fencedGit(home, 'init', '--quiet', '--initial-branch=main', other);
      write(other + '/.git/hooks/pre-commit', '#!/bin/sh\\ntouch "' + home + '/hook-ran"\\n');
      chmodSync(other + '/.git/hooks/pre-commit', 0o755);
      fencedGit(other, 'commit', '--quiet', '--allow-empty', '--message', 'A test of its own');
      write(home + '/log', fencedGit(other, 'log', '--format=%s'));
      write(home + '/hook', String((await import('node:fs')).existsSync(home + '/hook-ran')));
      work();`,
  });
  await run.drive(isShipped);
  assert.equal(project.read('log'), 'A test of its own');
  assert.equal(project.read('hook'), 'true');
});

// Attack beyond: kills its session host after merging itself. Stopped by: 4, fingerprints, compared by the process that takes over.
test('what an agent did before it killed its host is found, undone and kept', async (t) => {
  const { run, project, before } = await startHostileWave(t, {
    a: `
      work();
      write('src/other.js', 'overwritten');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'Merge it myself');
      git('update-ref', 'refs/heads/main', 'HEAD');
      git('config', 'core.hooksPath', home);
      process.kill(process.ppid, 'SIGKILL');
      setInterval(() => {}, 1000);`,
  });
  await run.drive(hasFailed);
  const { outcome, message, violations = [], snapshot } = run.result('a');
  assert.equal(outcome, 'scope-violated', message);
  assert.match(message, /session host died/);
  for (const expected of [
    /^src\/other.js$/,
    /refs\/heads\/main was moved; undone/,
    /\.git\/config was changed; undone/,
  ]) {
    assert.ok(
      violations.some((violation) => expected.test(violation)),
      violations.join('\n'),
    );
  }
  assert.equal(project.git('diff', '--name-only', 'main', snapshot ?? ''), 'src/a.js');
  const { '.git/index': _index, ...expected } = before;
  assert.deepEqual(personsCheckout(project.repository, { without: /^\.git\/index$/ }), expected);
});
