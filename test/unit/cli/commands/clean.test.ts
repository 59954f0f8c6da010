import assert from 'node:assert/strict';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { commandLine } from '../../../support/commandLine.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { shippedRun } from '../../../support/states.ts';

suite('records that are moved away', () => {
  for (const folder of ['.', 'records', '..records', '...', 'docs/../records', '.git/records'])
    test(`never go into the repository, where they would be committed by accident: ${folder}`, async (t) => {
      const line = await commandLine(t);
      await line.keep(shippedRun());
      for (const more of [[], ['--yes']]) {
        const said = await line.wavegate('clean', '--record', folder, ...more);
        assert.equal(said.exitCode, 2);
        assert.match(
          said.notes,
          /is in the repository, and records contain what agents have printed\. Name a folder outside\.\n$/,
        );
      }
      await line.journals.read('r1');
    });

  for (const folder of ['..', '../records', '../modules-records', '../..records'])
    test(`may go beside it: ${folder}`, async (t) => {
      const line = await commandLine(t);
      await line.keep(shippedRun());
      const said = await line.wavegate('clean', '--record', folder);
      assert.equal(said.exitCode, 0);
      assert.match(
        said.notes,
        /Their records would go to .*\.\nNothing was changed\. Add --yes to remove it; no work is lost\.\n/,
      );
      assert.match(said.out, /^r1 {2}0 worktrees/);
    });
});

suite('runs that are cleaned up', () => {
  test('are those that are over; one under way is left, and refused by name with what to do', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun(), 'over');
    await line.keep(new SimulatedRun().start(planText(1)), 'going');
    await mkdir(path.join(line.layout.runFolder('over'), 'sessions', 's@1'), { recursive: true });
    const listed = await line.json<{ readonly runs: readonly { readonly run: string }[] }>('clean', '--record', '../r');
    assert.deepEqual(
      listed.runs.map(({ run }) => run),
      ['over'],
    );
    const named = await line.wavegate('clean', 'going', '--yes');
    assert.equal(named.exitCode, 1);
    assert.match(named.notes, /^Run going is under way \(.*\)\. Stop it first: wavegate stop going\n$/);
    const unknown = await line.wavegate('clean', 'nowhere');
    assert.deepEqual([unknown.exitCode, unknown.notes], [2, 'There is nothing of a run nowhere in this repository.\n']);
    await access(line.layout.journalFile('going'));
  });

  test('are not those in which something has happened lately, where a number of days is given', async (t) => {
    const line = await commandLine(t);
    await line.keep(shippedRun());
    const said = await line.wavegate('clean', '--older', '1', '--record', '../r');
    assert.equal(said.exitCode, 0);
    assert.match(said.notes, /^Runs that are over have left nothing behind\.\n$/);
  });
});
