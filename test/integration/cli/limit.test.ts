import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { until } from '../../support/until.ts';
import { makeProject } from './project.ts';

suite('a limit of agents at once over all runs of a machine', () => {
  test('lets one agent of two runs work, tells the others what they wait for, and each run comes to its end', async (context) => {
    const project = await makeProject(context);
    const wavegate = async (...argv: readonly string[]) => {
      const { exitCode, out, notes } = await project.wavegate(...argv);
      assert.equal(exitCode, 0, notes);
      return out;
    };
    assert.match(await wavegate('limit', '--at-once', '1'), /^This machine lets 1 agent work at once, over all runs\n/);
    for (const bad of [
      ['--at-once', '0'],
      ['--agent', 'none', '--at-once', '1'],
      ['--at-once', '1', '--remove'],
      ['--agent', 'codex', '--remove'],
    ]) {
      assert.equal((await project.wavegate('limit', ...bad)).exitCode, 2);
    }
    const approve = ['--approve', 'all', '--note', 'Both add the same two files.'];
    const first = project.start('run', 'plan.waveplan.yaml', ...approve);
    const starts = async (): Promise<readonly string[]> =>
      (await readFile(path.join(project.home, 'starts'), 'utf8').catch(() => '')).split('\n').slice(0, -1);
    // Task b works until it is let go on, and holds the only place meanwhile.
    await until(async () => (await starts()).includes('b'));
    const second = project.start('run', 'plan.waveplan.yaml', ...approve);
    await until(async () => /\d waiting/.test(await wavegate('limit')));
    const before = (await starts()).length;
    const runs = [...(await wavegate('status')).matchAll(/^(\S+) .*Add two modules/gm)].map(([, run]) => run ?? '');
    const [waiting = assert.fail()] = runs;
    await until(async () =>
      (await wavegate('status', waiting)).includes('Waits for a free agent: this machine lets 1'),
    );
    assert.equal((await starts()).length, before);
    await writeFile(path.join(project.home, 'go'), '');
    for (const { outcome } of [first, second]) {
      const { exitCode, out, notes } = await outcome;
      assert.equal(exitCode, 0, out + notes);
    }
    assert.match(await wavegate('limit', '--remove'), /^0 agents at work\n/);
  });
});
