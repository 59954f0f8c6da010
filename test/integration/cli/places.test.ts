import assert from 'node:assert/strict';
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';
import type { Outcome } from './commands.ts';
import type { Project } from './project.ts';

const runsIn = (outcome: Outcome): readonly string[] =>
  (JSON.parse(outcome.out) as readonly { readonly run: string }[]).map(({ run }) => run);

/** A run that waits at its spot-check; the key is in `key.pem`. */
async function waitingRun({ home, wavegate }: Project, ...place: readonly string[]): Promise<string> {
  writeFileSync(path.join(home, 'go'), '');
  const key = path.join(home, 'key.pem');
  await wavegate('keygen', key);
  const plan = path.join(place[1] ?? path.join(home, 'modules'), 'plan.waveplan.yaml');
  const run = await wavegate('run', plan, ...place, '--key', key, '--approve', 'plan,launch');
  assert.match(run.out, /spot-check\S* {2}pending/, run.notes);
  const [id = ''] = runsIn(await wavegate('status', ...place, '--json'));
  return id;
}

suite('where a repository is does not matter to its runs', () => {
  test('a run is driven from every worktree and from a renamed repository, and a copy of the folder has runs of its own', async (context) => {
    const project = await makeProject(context);
    const run = await waitingRun(project);
    const key = ['--key', path.join(project.home, 'key.pem')];

    const copy = path.join(project.home, 'copy', 'modules');
    cpSync(project.repository, copy, { recursive: true });
    assert.deepEqual(runsIn(await project.wavegate('status', '--repo', copy, '--json')), []);
    const own = await waitingRun(project, '--repo', copy);
    assert.notEqual(own, run);
    assert.deepEqual(runsIn(await project.wavegate('status', '--repo', copy, '--json')), [own]);
    assert.deepEqual(runsIn(await project.wavegate('status', '--json')), [run]);

    // A worktree sees it, and it works with the one it was started in: here there is no plan.
    const peer = path.join(project.home, 'peer');
    project.git('worktree', 'add', '--quiet', '-b', 'peer', peer);
    rmSync(path.join(peer, 'plan.waveplan.yaml'));
    assert.deepEqual(runsIn(await project.wavegate('status', '--repo', peer, '--json')), [run]);
    const driven = await project.wavegate('resume', run, '--repo', peer, ...key, '--approve', 'spot-check');
    assert.match(driven.out, /acceptance\S* {2}pending/, driven.notes);

    // The command line is started in the folder it knows; the repository is elsewhere by then.
    const moved = path.join(project.home, 'renamed');
    renameSync(project.repository, moved);
    cpSync(moved, project.repository, { recursive: true, filter: (file) => path.basename(file) !== '.git' });
    const place = ['--repo', moved];
    assert.deepEqual(runsIn(await project.wavegate('status', ...place, '--json')), [run]);
    const done = await project.wavegate('resume', run, ...place, ...key, '--approve', 'all');
    assert.equal(done.exitCode, 0, done.out + done.notes);
    assert.equal((await project.wavegate('verify', run, ...place)).exitCode, 0);
  });

  test('a bare repository with worktrees beside it shows its runs from each, and from its own folder', async (context) => {
    const project = await makeProject(context);
    const folder = path.join(project.home, 'layout');
    project.git('clone', '--quiet', '--bare', project.repository, path.join(folder, '.bare'));
    writeFileSync(path.join(folder, '.git'), 'gitdir: ./.bare\n');
    const [main, feature] = ['main', 'feature'].map((name) => path.join(folder, name)) as [string, string];
    const bare = (...argv: readonly string[]): string => project.git('-C', path.join(folder, '.bare'), ...argv);
    bare('config', 'extensions.worktreeConfig', 'true');
    bare('config', '--worktree', 'core.bare', 'true');
    bare('config', '--unset', 'core.bare');
    bare('worktree', 'add', '--quiet', main, 'main');
    bare('worktree', 'add', '--quiet', '-b', 'feature', feature, 'main');
    const run = await waitingRun(project, '--repo', main);
    for (const place of [main, feature, folder, path.join(folder, '.bare')]) {
      assert.deepEqual(runsIn(await project.wavegate('status', '--repo', place, '--json')), [run], place);
    }
    const key = ['--key', path.join(project.home, 'key.pem')];
    const approved = await project.wavegate('approve', run, 'spot-check', '--repo', folder, ...key);
    assert.equal(approved.exitCode, 0, approved.notes);
    const done = await project.wavegate('resume', run, '--repo', feature, ...key, '--approve', 'all');
    assert.equal(done.exitCode, 0, done.out + done.notes);
    assert.equal((await project.wavegate('verify', run, '--repo', folder)).exitCode, 0);
  });

  test('without a remote a run ends well, and says how to take its branch', async (context) => {
    const { home, wavegate, git } = await makeProject(context);
    writeFileSync(path.join(home, 'go'), '');
    git('remote', 'remove', 'origin');
    const done = await wavegate('run', 'plan.waveplan.yaml', '--approve', 'all');
    assert.equal(done.exitCode, 0, done.out + done.notes);
    const branch = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/wavegate');
    assert.match(
      done.out,
      new RegExp(`Left on branch ${branch}, because .* no remote\\. Take it with "git merge ${branch}"`),
    );
    const listed = await wavegate('status');
    assert.match(listed.out, new RegExp(`Left on branch ${branch}`));
    assert.doesNotMatch(listed.out, /[Ss]hipped/);
    assert.equal(git('show', `${branch}:src/a.js`), 'export const name = "a";');
  });

  test('a folder that is in no repository, or is not there, is named', async (context) => {
    const { home, wavegate } = await makeProject(context);
    const outside = await wavegate('status', '--repo', home);
    assert.deepEqual([outside.exitCode, /is not in a git repository/.test(outside.notes)], [3, true]);
    assert.match((await wavegate('status', '--repo', path.join(home, 'gone'))).notes, /There is no folder .*gone/);
  });
});
