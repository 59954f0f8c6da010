import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';

suite('following a run', () => {
  test('Ctrl+C leaves the agents at work; resuming goes on with them, and nothing runs twice', async (context) => {
    const project = await makeProject(context);
    const { wavegate, home } = project;
    const key = ['--key', path.join(home, 'key.pem')];
    await wavegate('keygen', path.join(home, 'key.pem'));
    const starts = async (): Promise<string> => readFile(path.join(home, 'starts'), 'utf8').catch(() => '');

    const first = project.startApart('run', 'plan.waveplan.yaml', ...key, '--approve', 'all');
    await until(async () => (await starts()).length === 4);
    const run = ((await wavegate('status', '--json')).out.match(/"run": "(.*)"/) ?? [])[1] ?? assert.fail();

    const second = await wavegate('resume', run, ...key);
    assert.equal(second.exitCode, 3);
    assert.match(second.notes, new RegExp(`open in process ${first.child.pid}`));

    first.child.kill('SIGINT');
    const interrupted = await first.outcome;
    assert.equal(interrupted.exitCode, 130, interrupted.notes);
    assert.match(interrupted.notes, new RegExp(`wavegate resume ${run}`));
    assert.match((await wavegate('status', run)).out, /> {5}b: /);

    const resumed = project.startApart('resume', run, ...key, '--approve', 'all');
    await writeFile(path.join(home, 'go'), '');
    const { exitCode, out, notes } = await resumed.outcome;
    assert.equal(exitCode, 0, `${out}\n${notes}`);
    assert.deepEqual((await starts()).trim().split('\n').toSorted(), ['a', 'b']);
    assert.equal((await wavegate('verify', run)).exitCode, 0);
    assert.match((await wavegate('attach', 'b')).out, /Added\.|done/i);
  });

  test('stop ends the agents and the run', async (context) => {
    const project = await makeProject(context);
    const { wavegate, home } = project;
    const following = project.startApart('run', 'plan.waveplan.yaml', '--approve', 'all');
    await until(async () => (await readFile(path.join(home, 'starts'), 'utf8').catch(() => '')).length === 4);
    following.child.kill('SIGKILL');
    await following.outcome;
    const run = ((await wavegate('status', '--json')).out.match(/"run": "(.*)"/) ?? [])[1] ?? assert.fail();

    const stopped = await wavegate('stop', run, '--note', 'Enough.');
    assert.equal(stopped.exitCode, 0, stopped.notes);
    assert.match((await wavegate('status', run)).out, /Stopped by Zoë Test: Enough\./);
    const again = await wavegate('resume', run);
    assert.equal(again.exitCode, 1);
    assert.match(again.notes, /Enough\./);
  });
});
