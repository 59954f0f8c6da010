import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { readyDatabase } from '../../support/postgres.ts';
import { makeProject } from '../cli/project.ts';

suite('two runs of one repository whose tasks may change the same files', () => {
  for (const place of ['files', 'a database'] as const) {
    test(`in ${place}: the second launch needs a note, and may do without once the first run is stopped`, async (context) => {
      const project = await makeProject(context);
      await writeFile(path.join(project.home, 'go'), '');
      const file = path.join(project.home, 'key.pem');
      await project.wavegate('keygen', file);
      const there = place === 'files' ? [] : ['--database', await readyDatabase()];
      const key = ['--key', file, ...there];
      const start = async (): Promise<{ readonly run: string; readonly said: string }> => {
        const { exitCode, out, notes } = await project.wavegate(
          ...['run', 'plan.waveplan.yaml', ...key, '--approve', 'plan,launch'],
        );
        assert.equal(exitCode, 4, notes);
        return { run: /Run (\S+) started/.exec(out)?.[1] ?? assert.fail(out), said: out + notes };
      };

      const first = await start();
      assert.match(first.said, /Spot-check/);
      const second = await start();
      const meets = `Run ${first.run} \\(Add two modules\\) began from the same branch, was launched and is not over`;
      assert.match(second.said, new RegExp(`${meets}.* src/a\\.js \\(a owns src/a\\.js, its task a owns`));
      const gate = await project.wavegate('gates', second.run, ...there);
      assert.match(gate.out, new RegExp(`Other runs that may change the same files\\n +${first.run}`));
      assert.match((await project.wavegate('status', ...there)).out, new RegExp(`same files: ${first.run} `));
      assert.match((await project.wavegate('status', second.run, ...there)).out, /May change the same files: /);

      const refused = await project.wavegate('approve', second.run, 'launch-1', ...key);
      assert.equal(refused.exitCode, 1, refused.out);
      assert.match(refused.notes, new RegExp(`Say in the note why both may.*wavegate stop ${first.run}`));
      const said = await project.wavegate('approve', second.run, 'launch-1', ...key, '--note', 'Merged by hand.');
      assert.equal(said.exitCode, 0, said.notes);
      const launched = await project.wavegate('resume', second.run, ...key);
      assert.match(launched.out + launched.notes, /Spot-check/);

      for (const { run } of [first, second]) {
        assert.equal((await project.wavegate('stop', run, ...key)).exitCode, 0);
      }
      assert.match((await start()).said, /Spot-check/);
    });
  }
});
