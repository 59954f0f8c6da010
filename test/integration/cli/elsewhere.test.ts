import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';
import type { Project } from './project.ts';

interface Followed {
  readonly project: Project;
  readonly run: string;
  /** Output of the process that drives the run. */
  readonly shown: () => string;
  readonly outcome: ReturnType<Project['wavegate']>;
  readonly key: readonly string[];
}

/** A run that one process drives and that waits for somebody at another terminal. */
async function runThatWaits(context: TestContext, ...options: readonly string[]): Promise<Followed> {
  const project = await makeProject(context);
  await writeFile(path.join(project.home, 'go'), '');
  const key = ['--key', path.join(project.home, 'key.pem')];
  await project.wavegate('keygen', path.join(project.home, 'key.pem'));
  const { shown, outcome } = project.start('run', 'plan.waveplan.yaml', ...key, '--wait', ...options);
  const approve = / approve\S* (\S+) /;
  await until(() => approve.test(shown()));
  const run = approve.exec(shown())?.[1] ?? assert.fail(shown());
  return { project, run, shown, outcome, key };
}

suite('a run that another process drives', () => {
  test('is decided gate by gate from a second terminal, with a key, and can be verified', async (context) => {
    const { project, run, shown, outcome, key } = await runThatWaits(context, '--approve', 'launch,acceptance,ship');
    const keyless = await project.wavegate('approve', run, 'plan-1');
    assert.equal(keyless.exitCode, 3, keyless.notes);
    assert.match(keyless.notes, /open in process \d+[^]*--key FILE/);

    const stranger = ['--key', path.join(project.home, 'other.pem')];
    await project.wavegate('keygen', path.join(project.home, 'other.pem'));
    const foreign = await project.wavegate('approve', run, 'plan-1', ...stranger);
    assert.equal(foreign.exitCode, 1, foreign.notes);
    assert.match(foreign.notes, /another signing key/);

    const approved = await project.wavegate('approve', run, 'plan-1', ...key);
    assert.equal(approved.exitCode, 0, approved.notes);
    assert.match(approved.out, /plan-1: approved by Zoë Test/);
    assert.match(approved.notes, /recorded by the process that drives the run/);
    await until(() => shown().includes('spot-check-1  pending'));

    const marked = await project.wavegate('approve', run, 'spot-check-1', ...key, '--not-ok', 'src/a.js');
    assert.equal(marked.exitCode, 1);
    assert.match(marked.notes, /You marked src\/a\.js as not OK/);
    const unknown = await project.wavegate('approve', run, 'spot-check-1', ...key, '--ok', 'src/c.js');
    assert.equal(unknown.exitCode, 2, unknown.notes);
    const half = await project.wavegate('approve', run, 'spot-check-1', ...key, '--ok', 'src/a.js');
    assert.equal(half.exitCode, 1);
    assert.match(half.notes, /no verdict yet, first src\/b\.js/);
    const all = ['--ok', 'src/a.js', '--ok', 'src/b.js'];
    assert.equal((await project.wavegate('approve', run, 'spot-check-1', ...key, ...all)).exitCode, 0);
    const { exitCode, notes } = await outcome;
    assert.equal(exitCode, 0, notes);
    assert.equal((await project.wavegate('verify', run, ...key)).exitCode, 0);
  });

  test('is rejected, reopened and stopped from a second terminal', async (context) => {
    const { project, run, shown, outcome, key } = await runThatWaits(context);
    assert.equal((await project.wavegate('hold', run, 'plan-1', ...key, '--note', 'Lunch.')).exitCode, 0);
    await until(() => shown().includes('Lunch.'));
    const reopened = await project.wavegate('reopen', run, 'plan-1', ...key);
    assert.equal(reopened.exitCode, 0, reopened.notes);
    assert.match(reopened.out, /plan-2 {2}pending/);
    const early = await project.wavegate('retry', run, ...key);
    assert.equal(early.exitCode, 1);
    assert.match(early.notes, /nothing to try again/);
    assert.equal((await project.wavegate('stop', run, ...key, '--note', 'Enough.')).exitCode, 0);
    const ended = await outcome;
    assert.equal(ended.exitCode, 1);
    assert.match(ended.notes, /Enough\./);
  });
});
