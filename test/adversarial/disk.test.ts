import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hasFailed, isShipped, startRealRun } from '../support/realRun.ts';
import { createRunProject } from '../support/runProject.ts';
import { mountSmallDisk } from '../support/smallDisk.ts';
import { smallPlan } from '../support/smallPlan.ts';

/** Does its work, and leaves not a byte of the disk: in a folder that no snapshot holds and nothing empties. */
const greedy = `
  import { openSync, writeSync } from 'node:fs';
  work();
  const file = openSync('.wavegate/ballast', 'w');
  for (const size of [65536, 1024, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size, 'x'));
    } catch {}
  }`;

// Attack beyond: fills the disk. Stopped by: 4 to 7, space is reserved for results, and files are written whole or not at all.
test('an agent that fills the disk halts its wave with a message about it, and nothing is lost once there is space', async (t) => {
  const project = createRunProject(t, {
    plan: smallPlan([['a']]),
    agents: { a: greedy },
    files: { 'src/a.js': '', 'src/base.js': '' },
  });
  const disk = mountSmallDisk(project, path.join(project.home, 'disk'), 6 * 1024);
  if (disk === undefined) return t.skip('This process may not mount a file system.');
  const [state, worktrees] = [path.join(disk.folder, 'state'), path.join(disk.folder, 'worktrees')];
  const env = { ...project.env, WAVEGATE_STATE: state, WAVEGATE_WORKTREES: worktrees };
  const run = await startRealRun({ ...project, env });
  await run.drive(hasFailed);
  // Whatever is tidied up when the agent has ended may leave the few bytes of its result.
  assert.match(run.result('a').message, /^Finished a\.|The disk that holds the session is full: free some space/);
  assert.equal(run.result('merge').outcome, 'crashed');
  assert.match(run.result('merge').message, /no space left on device/);
  assert.equal(project.git('rev-parse', 'wavegate/r1'), project.git('rev-parse', 'main'));
  const worktree = run.layout.worktree('r1', { kind: 'wave', wave: 'one', attempt: 1 }, 'a');
  rmSync(path.join(worktree, '.wavegate', 'ballast'));
  assert.deepEqual(await run.engine.submit({ type: 'retry-wave', who: 'ada' }), {});
  await run.drive(isShipped);
  assert.match(project.git('show', 'wavegate/r1:src/a.js'), /done = 'a'/);
  assert.deepEqual(run.troubles, []);
});
