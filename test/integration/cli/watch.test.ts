import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';

interface AtWork {
  readonly project: Project;
  readonly run: string;
  readonly following: ReturnType<Project['start']>;
  /** Starts `wavegate status RUN --watch`; `shown` is what it has printed so far. */
  readonly watch: (...options: readonly string[]) => ReturnType<Project['start']>;
  /** Lets the agent that is still at work come to its end, and with it the run. */
  readonly goOn: () => Promise<void>;
}

/** A run whose agent of task a is done, and whose agent of task b works until it is told to go on. */
async function runAtWork(context: TestContext): Promise<AtWork> {
  const project = await makeProject(context);
  const following = project.start('run', 'plan.waveplan.yaml', '--approve', 'all');
  await until(async () => (await readFile(path.join(project.home, 'starts'), 'utf8').catch(() => '')).length === 4);
  const run = ((await project.wavegate('status', '--json')).out.match(/"run": "(.*)"/) ?? [])[1] ?? assert.fail();
  return {
    project,
    run,
    following,
    watch: (...options) => project.start('status', run, '--watch', ...options),
    goOn: () => writeFile(path.join(project.home, 'go'), ''),
  };
}

suite('watching a run', () => {
  test('it is shown now, again when something is recorded, and a last time at its end; Ctrl+C leaves and it goes on', async (context) => {
    const { project, run, following, watch, goOn } = await runAtWork(context);
    const left = watch('--json');
    await until(() => left.shown().includes(`"run": "${run}"`));
    left.child.kill('SIGINT');
    const interrupted = await left.outcome;
    assert.equal(interrupted.exitCode, 130, interrupted.notes);

    const watching = watch();
    await until(() => watching.shown().includes(run));
    const first = watching.shown();
    assert.doesNotMatch(first, /Pushed/);
    await goOn();
    assert.equal((await following.outcome).exitCode, 0);
    const { exitCode, out, notes } = await watching.outcome;
    assert.equal(exitCode, 0, notes);
    const last = (await project.wavegate('status', run)).out;
    assert.match(last, /Pushed/);
    assert.ok(out.startsWith(first));
    assert.ok(out.endsWith(last), `${out}\n--- and not at its end:\n${last}`);
    assert.ok(out.length >= first.length + last.length);

    const over = await project.wavegate('status', run, '--watch');
    assert.deepEqual([over.exitCode, over.out], [0, last], 'a run that is over is shown once');
  });
});
