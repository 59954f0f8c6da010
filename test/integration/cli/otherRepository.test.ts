import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { makeProject } from './project.ts';

suite('a plan runs in the repository it lies in', () => {
  test('from another repository, or for another checkout, it is refused with the way to run it', async (context) => {
    const { repository, home, wavegate, git } = await makeProject(context);
    const other = path.join(home, 'other');
    git('clone', '--quiet', repository, other);
    const foreign = await wavegate('run', path.join(other, 'plan.waveplan.yaml'));
    assert.equal(foreign.exitCode, 1);
    assert.match(foreign.notes, /belongs to the repository .*other, and you are in another one, .*modules.*--repo/);
    const named = await wavegate('run', 'plan.waveplan.yaml', '--repo', other);
    assert.deepEqual([named.exitCode, /--repo names another one/.test(named.notes)], [1, true]);
    const peer = path.join(home, 'peer');
    git('worktree', 'add', '--quiet', '-b', 'peer', peer);
    const elsewhere = await wavegate('run', 'plan.waveplan.yaml', '--repo', peer);
    assert.deepEqual([elsewhere.exitCode, /another one of the same repository/.test(elsewhere.notes)], [1, true]);
    assert.equal(git('for-each-ref', 'refs/heads/wavegate'), '');
  });

  test('one that names its repository runs there only, wherever the file lies', async (context) => {
    const { repository, home, wavegate } = await makeProject(context);
    const inside = path.join(repository, 'plan.waveplan.yaml');
    const outside = path.join(home, 'plan.waveplan.yaml');
    const say = (file: string, address: string): void =>
      writeFileSync(
        file,
        readFileSync(inside, 'utf8').replace(/^(?:repository: .*\n)?title/m, `repository: ${address}\ntitle`),
      );
    copyFileSync(inside, outside);
    const nowhere = await wavegate('run', outside);
    assert.deepEqual([nowhere.exitCode, /lies in no git repository/.test(nowhere.notes)], [1, true]);
    say(outside, 'https://example.org/team/shop');
    const wrong = await wavegate('run', outside);
    assert.deepEqual([wrong.exitCode, /other-repository/.test(wrong.notes)], [1, true]);
    say(outside, path.join(home, 'remote'));
    const right = await wavegate('run', outside, '--approve', 'audit');
    assert.equal(right.exitCode, 2, 'the next thing that is wrong is the kind of gate');
  });
});
