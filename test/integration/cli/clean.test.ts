import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';

/** A run that was left at its spot-check, with the worktrees of its two tasks. */
async function leftRun({ home, wavegate, git }: Project): Promise<{ readonly run: string; readonly worktree: string }> {
  writeFileSync(path.join(home, 'go'), '');
  await wavegate('run', 'plan.waveplan.yaml', '--approve', 'plan,launch');
  const [branch = ''] = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate/*').split('\n');
  const listed = git('worktree', 'list', '--porcelain').split('\n');
  const worktree = listed.find((line) => line.startsWith('worktree') && line.endsWith('/a'))?.slice('worktree '.length);
  return { run: branch.replace('wavegate/', ''), worktree: worktree ?? '' };
}

/** Brings the worktree and the branch of a task back, as they are where whatever drove the run ended too early. */
function leaveBehind({ git }: Project, run: string, worktree: string): void {
  const branch = `${run}.sessions/one/a`;
  git('worktree', 'add', '--quiet', '-b', `wavegate/${branch}`, worktree, `refs/wavegate/${run}/sessions/one/a`);
}

suite('what runs leave behind', () => {
  test('goes when the run is stopped, and nothing is lost', async (context) => {
    const project = await makeProject(context);
    const { git, wavegate, home } = project;
    const { run, worktree } = await leftRun(project);
    const tip = git('rev-parse', `wavegate/${run}.sessions/one/a`);
    writeFileSync(path.join(worktree, 'idea.txt'), 'not committed\n');
    const mine = path.join(home, 'mine');
    git('worktree', 'add', '--quiet', '--force', mine, `wavegate/${run}.sessions/one/b`);
    const stopped = await wavegate('stop', run);
    assert.equal(stopped.exitCode, 0, stopped.notes);
    assert.match(stopped.out, /is kept below refs\/wavegate/);
    assert.match(stopped.notes, /sessions\/one\/b stays, because it is checked out in .*mine/);
    assert.ok(!existsSync(worktree));
    assert.equal(git('worktree', 'list').split('\n').length, 2);
    assert.equal(
      git('for-each-ref', '--format=%(refname:short)', `refs/heads/wavegate/${run}.sessions`),
      `wavegate/${run}.sessions/one/b`,
    );
    assert.equal(git('rev-parse', `refs/wavegate/${run}/sessions/one/a`), tip);
    assert.equal(git('show', `refs/wavegate/${run}/saved/one/a:idea.txt`), 'not committed');
  });

  test('is listed with sizes and left alone while the run is under way; once it is stopped it can go, without what is checked out elsewhere', async (context) => {
    const project = await makeProject(context);
    const { git, wavegate, home } = project;
    const { run, worktree } = await leftRun(project);
    assert.ok(existsSync(worktree));
    const refused = await wavegate('clean', run, '--yes');
    assert.deepEqual([refused.exitCode, /is under way.*wavegate stop/.test(refused.notes)], [1, true]);
    assert.match((await wavegate('clean')).notes, /left nothing behind/);

    await wavegate('stop', run);
    assert.match((await wavegate('clean')).notes, /left nothing behind/);
    leaveBehind(project, run, worktree);
    const mine = path.join(home, 'mine');
    git('worktree', 'add', '--quiet', '--force', mine, `wavegate/${run}.sessions/one/a`);
    git('checkout', '--quiet', `wavegate/${run}`);
    git('branch', 'wavegate/notes');
    const around = await wavegate('clean', '--yes');
    assert.equal(around.exitCode, 0, around.out + around.notes);
    assert.ok(!existsSync(worktree));
    assert.ok(readdirSync(mine).includes('plan.waveplan.yaml'));
    const branches = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate').split('\n');
    assert.deepEqual(branches, [`wavegate/${run}`, `wavegate/${run}.sessions/one/a`, 'wavegate/notes']);
    assert.match(around.out, /stays, because it is checked out/);

    git('worktree', 'remove', mine);
    git('checkout', '--quiet', 'main');
    git('branch', '--delete', '--force', '--quiet', 'wavegate/notes', `wavegate/${run}.sessions/one/a`);
    leaveBehind(project, run, worktree);
    writeFileSync(path.join(worktree, 'idea.txt'), 'not committed\n');
    const dry = await wavegate('clean');
    assert.match(dry.out, new RegExp(`^${run}  1 worktree \\(0\\.0 MB\\), 1 session branch, branch wavegate/${run}`));
    assert.match(dry.notes, /Nothing was changed\. Add --yes/);
    assert.ok(existsSync(worktree));

    const done = await wavegate('clean', '--yes');
    assert.equal(done.exitCode, 0, done.out + done.notes);
    assert.ok(!existsSync(worktree));
    assert.equal(git('worktree', 'list').split('\n').length, 1);
    assert.equal(git('for-each-ref', 'refs/heads/wavegate'), '');
    const [, saved = ''] = /not committed in .*: git show (\S+)/.exec(done.out) ?? [];
    assert.equal(git('show', `${saved}:idea.txt`), 'not committed');
    assert.match(git('for-each-ref', `refs/wavegate/${run}/sessions/`), /\/a\n.*\/b$/);
    assert.equal((await wavegate('status', run)).exitCode, 0, 'its record stays');
  });

  test('is said when the record is gone, can be removed, and all work can be had back', async (context) => {
    const project = await makeProject(context);
    const { git, wavegate, state, home } = project;
    const { run } = await leftRun(project);
    const tip = git('rev-parse', `wavegate/${run}.sessions/one/a`);
    rmSync(state, { recursive: true });
    rmSync(path.join(home, 'worktrees'), { recursive: true });
    const status = await wavegate('status');
    assert.match(
      status.notes,
      new RegExp(`records of ${run} are gone.*left are 2 worktrees and 3 branches.*clean --state-gone`),
    );
    assert.doesNotMatch((await wavegate('clean')).out, new RegExp(run));
    const done = await wavegate('clean', '--state-gone', '--kept', '--yes');
    assert.equal(done.exitCode, 0, done.out + done.notes);
    assert.equal(git('for-each-ref', 'refs/wavegate', 'refs/heads/wavegate'), '');
    assert.equal(git('worktree', 'list').split('\n').length, 1);
    const [, bundle = '', refs = ''] = /git fetch (\S+) '(\S+)'/.exec(done.out) ?? [];
    git('fetch', '--quiet', bundle, refs);
    assert.equal(git('rev-parse', `refs/wavegate/${run}/sessions/one/a`), tip);
    assert.doesNotMatch((await wavegate('status')).notes, /gone/);
  });
});
