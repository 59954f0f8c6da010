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
  test('a renamed repository keeps its runs, and goes on with one that was under way', async (context) => {
    const project = await makeProject(context);
    const run = await waitingRun(project);
    // The command line is started in the folder it knows; the repository is elsewhere by then.
    const moved = path.join(project.home, 'renamed');
    renameSync(project.repository, moved);
    cpSync(moved, project.repository, { recursive: true, filter: (file) => path.basename(file) !== '.git' });
    const place = ['--repo', moved];
    assert.deepEqual(runsIn(await project.wavegate('status', ...place, '--json')), [run]);
    const rest = ['--key', path.join(project.home, 'key.pem'), '--approve', 'all'];
    const done = await project.wavegate('resume', run, ...place, ...rest);
    assert.equal(done.exitCode, 0, done.out + done.notes);
    assert.equal((await project.wavegate('verify', run, ...place)).exitCode, 0);
  });

  test('a copy of the folder has no runs, and its first one is its own', async (context) => {
    const project = await makeProject(context);
    const run = await waitingRun(project);
    const copy = path.join(project.home, 'copy', 'modules');
    cpSync(project.repository, copy, { recursive: true });
    const place = ['--repo', copy];
    assert.deepEqual(runsIn(await project.wavegate('status', ...place, '--json')), []);
    const own = await waitingRun(project, ...place);
    assert.notEqual(own, run);
    assert.deepEqual(runsIn(await project.wavegate('status', ...place, '--json')), [own]);
    assert.deepEqual(runsIn(await project.wavegate('status', '--json')), [run]);
  });

  test('a run is seen and driven from every worktree, and works with the one it was started in', async (context) => {
    const project = await makeProject(context);
    const run = await waitingRun(project);
    const peer = path.join(project.home, 'peer');
    project.git('worktree', 'add', '--quiet', '-b', 'peer', peer);
    rmSync(path.join(peer, 'plan.waveplan.yaml'));
    const place = ['--repo', peer];
    assert.deepEqual(runsIn(await project.wavegate('status', ...place, '--json')), [run]);
    const rest = ['--key', path.join(project.home, 'key.pem'), '--approve', 'all'];
    const done = await project.wavegate('resume', run, ...place, ...rest);
    assert.equal(done.exitCode, 0, done.out + done.notes);
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
