import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { readyDatabase } from '../../support/postgres.ts';
import { makeProject } from '../cli/project.ts';
import { makeMachine } from './machine.ts';

suite("the record of a run in a team's database", () => {
  test('is what costs, failures, reports, exports and cleaning up are made of, on any machine of the team', async (context) => {
    const project = await makeProject(context);
    project.git('push', '--quiet', 'origin', 'main');
    await writeFile(path.join(project.home, 'go'), '');
    const url = await readyDatabase();
    const [ann, bob] = [makeMachine(project, url, 'ann'), makeMachine(project, url, 'bob')];
    const { exitCode, out, notes } = await ann.wavegate('run', 'plan.waveplan.yaml', '--approve', 'all');
    assert.equal(exitCode, 0, out + notes);
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(out) ?? [];

    for (const machine of [ann, bob]) {
      const cost = await machine.wavegate('cost');
      assert.match(cost.out, new RegExp(`${run} Add two modules +2 `), cost.notes);
      assert.match((await machine.wavegate('forensics')).notes, /Nothing has failed in 1 run\./);
      assert.match((await machine.wavegate('report', run)).out, /^# Add two modules/);
      assert.match((await machine.wavegate('status')).out, new RegExp(run));
    }
    const folder = path.join(project.home, 'exported');
    for (const [name, machine] of Object.entries({ ann, bob })) {
      const exported = await machine.wavegate('export', run, path.join(folder, name));
      assert.equal(exported.exitCode, 0, exported.notes);
      const index = JSON.parse(await readFile(path.join(folder, name, 'export.json'), 'utf8')) as { run: string };
      assert.equal(index.run, run);
    }
    const moved = await bob.wavegate('export', run, path.join(folder, 'moved'), '--move');
    assert.equal(moved.exitCode, 3, moved.out);
    assert.match(moved.notes, /wavegate move/);

    project.git('fetch', '--quiet', 'origin');
    const taken = await project.wavegate('import', path.join(folder, 'bob'));
    assert.equal(taken.exitCode, 0, taken.notes);
    assert.match((await project.wavegate('report', run)).out, /^# Add two modules/);

    assert.match((await ann.wavegate('clean', run)).out, /3 kept refs.* Add two modules: Pushed to origin/);
    const cleaned = await ann.wavegate('clean', run, '--kept', '--yes');
    assert.equal(cleaned.exitCode, 0, cleaned.notes);
    assert.match(cleaned.out, /removed .*kept ref/);
    const retired = await ann.wavegate('clean', run, '--record', path.join(folder, 'record'), '--yes');
    assert.match(retired.out, /Records of a team stay in its database/);
    assert.match((await bob.wavegate('report', run)).out, /^# Add two modules/, 'the record stays');
  });
});
