import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';

suite('a run followed at a terminal', () => {
  test('asks the person for each decision, shows what it is about, and goes on to the end without a key file', async (context) => {
    const { home, git, atTerminal, wavegate } = await makeProject(context);
    await writeFile(path.join(home, 'go'), '');
    const shipped = await atTerminal(
      // Plan; launch; spot-check with a look at the diff; acceptance with its questions; ship.
      ['a', 'approve', 'x', 'd', 'a', 'a', 'y', 'y', 'n', 'y', 'o', 'o', '', 'started it', 'a'],
      'run',
      'plan.waveplan.yaml',
    );
    assert.equal(shipped.exitCode, 0, shipped.notes + shipped.out);
    assert.match(shipped.out, /\[a\]pprove, \[r\]eject, \[h\]old, show \[d\]iff, or \[l\]eave it for later\? x\n/);
    assert.match(shipped.out, /\+export const name = "a";/, 'the diff of the spot-check');
    const [run = ''] = /\d{8}-\d{4}-[0-9a-f]{4}/.exec(shipped.out) ?? [];
    const report = await wavegate('report', run);
    assert.match(report.out, /started it/);
    assert.match(git('branch', '--all', '--list', '*wavegate*'), /wavegate/);
    assert.equal((await wavegate('verify', run)).exitCode, 0);
  });

  test('takes a rejection with its reason, offers what to change, and leaves the rest for later', async (context) => {
    const { home, atTerminal } = await makeProject(context);
    await writeFile(path.join(home, 'go'), '');
    const left = await atTerminal(['a', 'a', 'r', '', 'The names are wrong.', 'l'], 'run', 'plan.waveplan.yaml');
    assert.equal(left.exitCode, 1, 'a rejection waits for another plan');
    assert.match(left.out, /Reason \(kept in the record\): \n/, 'an empty reason is asked for again');
    assert.match(left.out, /Which, 1 to \d/);
    assert.match(left.notes, /key of this run ends with this process/);
  });

  test('is not asked for anything where a script reads the output', async (context) => {
    const { atTerminal } = await makeProject(context);
    const script = await atTerminal(['a'], 'run', 'plan.waveplan.yaml', '--json');
    assert.equal(script.exitCode, 4);
    assert.doesNotMatch(script.out, /leave it for later/);
  });
});
