import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { personsCheckout } from '../../support/personsCheckout.ts';
import { hasFailed, isShipped, openRealRun, startRealRun, together, who } from '../../support/realRun.ts';
import type { RealRun } from '../../support/realRun.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import type { RunProject } from '../../support/runProject.ts';
import { mountSmallDisk } from '../../support/smallDisk.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import type { SmallPlan } from '../../support/smallPlan.ts';

const noMount = 'Only root can mount a file system of its own, on Linux.';

test('a plan that does not parse', async (t) => {
  const project = smallProject(t);
  const plan = project.read('project/change.waveplan.yaml');
  writeFileSync(project.planPath, plan.replace('"waves"', '"wavez"'));
  await refusesToStart(project, /change\.waveplan\.yaml has 1 error, so it cannot run yet\. First: .*"wavez"/, () =>
    writeFileSync(project.planPath, plan),
  );
});

test('a repository without a commit', async (t) => {
  const project = emptyRunProject(t);
  project.git('init', '--quiet', '--initial-branch=main');
  writeFileSync(project.planPath, JSON.stringify(smallPlan([['a']])));
  await refusesToStart(project, /has no commit yet.*Commit what you have and start again/, () => {
    project.git('add', '--all');
    project.git('-c', 'user.name=A', '-c', 'user.email=a@localhost', 'commit', '--quiet', '--message', 'First');
  });
});

test('a folder that is no repository', async (t) => {
  const project = emptyRunProject(t);
  await assert.rejects(
    startRealRun(project, together),
    /is not in a git repository\. Open a folder that is, or run "git init"/,
  );
});

test('a checkout with uncommitted changes', async (t) => {
  const project = smallProject(t);
  writeFileSync(path.join(project.repository, 'src', 'a.js'), 'half a sentence');
  await refusesToStart(project, /uncommitted changes \(src\/a\.js\).*Commit or stash them, then start the run/, () =>
    project.git('stash'),
  );
});

test('no git', async (t) => {
  const project = smallProject(t);
  const restore = usePath(t, '/nowhere');
  await refusesToStart(project, /git was not found on PATH\. Install git 2\.38 or newer/, restore);
});

test('a git that cannot merge without a worktree', { skip: process.platform === 'win32' }, async (t) => {
  const project = smallProject(t);
  const folder = path.join(project.home, 'old');
  mkdirSync(folder);
  // It says so, and else does what is asked of it.
  const old = `#!/bin/sh
for word; do case $word in version|--version) echo git version 2.30.2; exit;; esac; done
PATH='${process.env['PATH']}' exec git "$@"
`;
  writeFileSync(path.join(folder, 'git'), old);
  chmodSync(path.join(folder, 'git'), 0o755);
  const restore = usePath(t, `${folder}${path.delimiter}${process.env['PATH']}`);
  await refusesToStart(
    project,
    /2\.30\.2, which lacks "git merge-tree --write-tree".*Install git 2\.38 or newer/,
    restore,
  );
});

test('a branch of the name of the run that leads elsewhere', async (t) => {
  const project = smallProject(t);
  project.git('commit', '--quiet', '--allow-empty', '--message', 'Second');
  project.git('branch', 'wavegate/r1', 'HEAD~1');
  await refusesToStart(
    project,
    /Branch wavegate\/r1 exists already, at .* instead of .*"git branch -D wavegate\/r1"/,
    () => project.git('branch', '-D', 'wavegate/r1'),
  );
});

test('a branch that stands in the way of all branches of runs', async (t) => {
  const project = smallProject(t);
  project.git('branch', 'wavegate');
  await refusesToStart(project, /A branch named wavegate exists.*Rename it, or set git\.branchPrefix/, () =>
    project.git('branch', '--move', 'wavegate', 'mine'),
  );
});

test('a state folder that cannot be written', async (t) => {
  const project = smallProject(t);
  const disk = mountSmallDisk(project, project.state, 1024);
  if (disk === undefined) return t.skip(noMount);
  disk.makeReadOnly();
  await refusesToStart(project, /state.* is read-only.*Set WAVEGATE_STATE .* to a folder that can be written/, () =>
    disk.makeWritable(),
  );
});

test('a state folder on a full disk', async (t) => {
  const project = smallProject(t);
  const disk = mountSmallDisk(project, project.state, 1024);
  if (disk === undefined) return t.skip(noMount);
  disk.fill();
  await refusesToStart(project, /state.* cannot be written, because the disk is full/, () => disk.free());
});

test('an agent whose program is not installed', { skip: process.platform === 'win32' }, async (t) => {
  const project = smallProject(t, { agents: { a: { driver: 'command', argv: ['agent-of-this-test'] } } });
  const run = await startRealRun(project, together);
  await run.drive(hasFailed);
  assert.match(
    run.state().waves['one']?.failure?.message ?? '',
    /"agent-of-this-test", which agent a starts\. Install it/,
  );
  assert.equal(project.git('rev-parse', 'wavegate/r1'), project.git('rev-parse', 'main'));
  project.leave('agent-of-this-test', "#!/usr/bin/env node\nawait import(process.cwd() + '/agents/a.mjs');\n");
  chmodSync(path.join(project.home, 'agent-of-this-test'), 0o755);
  usePath(t, `${project.home}${path.delimiter}${systemPath}`);
  assert.deepEqual(await run.engine.submit({ type: 'retry-wave', who }), {});
  await run.drive(isShipped);
});

test('something that lies where a worktree should be', async (t) => {
  const project = smallProject(t);
  const run = await startRealRun(project, together);
  const folder = run.layout.worktree('r1', { kind: 'wave', wave: 'one', attempt: 1 }, 'a');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'notes.txt'), 'mine');
  await failsAndGoesOn(
    project,
    run,
    /exists already and is no worktree of this repository\. Move it away/,
    () => undefined,
  );
  assert.equal(readFileSync(path.join(folder, 'notes.txt'), 'utf8'), 'mine');
});

test('a branch of the name of a session that leads elsewhere', async (t) => {
  const project = smallProject(t);
  project.git('commit', '--quiet', '--allow-empty', '--message', 'Second');
  project.git('branch', 'wavegate/r1.sessions/one/a', 'HEAD~1');
  const run = await startRealRun(project, together);
  await failsAndGoesOn(
    project,
    run,
    /Branch wavegate\/r1\.sessions\/one\/a exists already.*git branch -D/,
    () => undefined,
  );
});

test('a disk that is too small for the worktrees', async (t) => {
  const project = smallProject(t);
  const disk = mountSmallDisk(project, project.worktrees, 256);
  if (disk === undefined) return t.skip(noMount);
  disk.fill();
  const run = await startRealRun(project, together);
  await failsAndGoesOn(project, run, /disk is (too )?full.*Free some space.*worktree/s, () => disk.free());
});

test('a disk of the state folder that fills up in the middle of a run', async (t) => {
  const project = smallProject(t);
  const disk = mountSmallDisk(project, project.state, 8 * 1024);
  if (disk === undefined) return t.skip(noMount);
  const run = await startRealRun(project, together);
  await run.until(({ gates }) => gates['plan-1'] !== undefined);
  const { events } = run.state();
  disk.fill();
  // Longer than what is left of the journal's last block, which a full disk still takes.
  const note = 'x'.repeat(8192);
  await assert.rejects(
    run.decide('plan', 'approved', note),
    /no space left for .*journal\.jsonl.*Free some space, then resume the run/,
  );
  assert.equal(run.state().events, events);
  disk.free();
  await run.drive(isShipped);
  await run.close();
  const again = await openRealRun(project, { signer: run.ports.signer, ...together });
  assert.equal(again.state().phase, 'shipped');
});

function smallProject(t: TestContext, plan: SmallPlan = {}): RunProject {
  return createRunProject(t, {
    plan: smallPlan([['a']], plan),
    agents: { a: 'work();' },
    files: { 'src/base.js': '', 'src/a.js': '' },
  });
}

/** Fails to start with this message, leaves nothing of the attempt, and starts once the cause is gone. */
async function refusesToStart(project: RunProject, message: RegExp, repair: () => unknown): Promise<void> {
  const environment = process.env['PATH'];
  const before = everything(project);
  await assert.rejects(startRealRun(project, together), (error: Error) => {
    assert.match(error.message, message);
    return true;
  });
  assert.deepEqual(everything(project), before);
  process.env['PATH'] = environment;
  await repair();
  const run = await startRealRun(project, together);
  await run.until(({ gates }) => gates['plan-1'] !== undefined);
}

/** Fails its wave with this message, makes nothing, and ships once the cause is gone and the wave is tried again. */
async function failsAndGoesOn(project: RunProject, run: RealRun, message: RegExp, repair: () => void): Promise<void> {
  const before = [project.git('for-each-ref'), project.git('worktree', 'list'), filesBelow(project.worktrees)];
  const { waves } = await run.drive(hasFailed);
  assert.match(waves['one']?.failure?.message ?? '', message);
  const after = [project.git('for-each-ref'), project.git('worktree', 'list'), filesBelow(project.worktrees)];
  assert.deepEqual(after, before);
  repair();
  assert.deepEqual(await run.engine.submit({ type: 'retry-wave', who }), {});
  await run.drive(isShipped);
}

function everything(project: RunProject): unknown {
  const path = process.env['PATH'];
  process.env['PATH'] = systemPath;
  try {
    return {
      checkout: personsCheckout(project.repository),
      refs: project.git('for-each-ref'),
      worktrees: project.git('worktree', 'list'),
      made: [project.state, project.worktrees].flatMap((folder) => filesBelow(folder)),
    };
  } finally {
    process.env['PATH'] = path;
  }
}

const systemPath = process.env['PATH'];

function usePath(t: TestContext, value: string): () => void {
  process.env['PATH'] = value;
  const restore = (): void => void (process.env['PATH'] = systemPath);
  t.after(restore);
  return restore;
}

function filesBelow(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    // Whose folder of runs it is stays known, whether or not a run begins.
    const apart = ['ballast', 'repository.json'];
    return entries.filter((entry) => !entry.isDirectory() && !apart.includes(entry.name)).map((entry) => entry.name);
  } catch {
    return [];
  }
}
