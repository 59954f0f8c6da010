import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { readyDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { makeProject } from '../cli/project.ts';
import { makeMachine } from './machine.ts';

suite("runs of a team's database that no window drives", () => {
  test('of two that serve, one goes on with the run of a driver that was killed, and the other once that is killed, too', async (context) => {
    const project = await makeProject(context);
    project.git('push', '--quiet', 'origin', 'main');
    await writeFile(path.join(project.home, 'go'), '');
    const url = await readyDatabase();
    const [ann, one, two] = ['ann', 'one', 'two'].map((name) => makeMachine(project, url, name));
    assert.ok(ann && one && two);
    const key = ['--key', path.join(project.home, 'key.pem')];
    await project.wavegate('keygen', key[1] ?? '');
    const driven = ann.start('run', 'plan.waveplan.yaml', ...key, '--wait');
    await until(() => driven.shown().includes('Waiting: '));
    const run = / approve\S* (\S+) /.exec(driven.shown())?.[1] ?? assert.fail(driven.shown());

    const serving = [one.start('serve'), two.start('serve')];
    await until(() => serving.every(({ heard }) => heard().includes('Looking for runs')));
    driven.child.kill('SIGKILL');
    await driven.outcome;
    const drives = ({ heard }: (typeof serving)[number]): boolean => heard().includes(`${run} driven here`);
    await until(() => serving.some(drives));
    assert.equal(serving.filter(drives).length, 1);
    const approve = async (gate: string, ...answers: readonly string[]): Promise<void> => {
      const { exitCode, notes } = await ann.wavegate('approve', run, gate, ...key, ...answers);
      assert.equal(exitCode, 0, notes);
      assert.match(notes, /recorded by the process that drives the run/);
    };
    await approve('plan-1');

    const [first, second] = serving.toSorted((a, b) => Number(drives(b)) - Number(drives(a)));
    assert.ok(first && second);
    await until(async () => (await ann.wavegate('status', run)).out.includes('launch-1'));
    first.child.kill('SIGKILL');
    await first.outcome;
    await until(() => drives(second));
    await approve('launch-1');
    await until(async () => (await ann.wavegate('status', run)).out.includes('spot-check-1'));
    const starts = (await readFile(path.join(project.home, 'starts'), 'utf8')).split('\n').slice(0, -1);
    assert.deepEqual(starts.toSorted(), ['a', 'b'], 'each agent has worked once');
    await approve('spot-check-1', '--answer', 'src/a.js=ok', '--answer', 'src/b.js=ok');
    // Ended while a session commits, it would leave a commit that its record does not tell of yet.
    await until(async () => (await ann.wavegate('status', run)).out.includes('acceptance-1'));
    second.child.kill('SIGINT');
    assert.equal((await second.outcome).exitCode, 130);
    const verified = await ann.wavegate('verify', run, ...key);
    assert.equal(verified.exitCode, 0, verified.out + verified.notes);
  });

  test('a decision by an approver who was removed before the run is refused in words, and changes nothing', async (context) => {
    const project = await makeProject(context);
    const files = ['ann', 'bob'].map((name) => path.join(project.home, `${name}.pem`));
    for (const [index, name] of ['Ann', 'Bob'].entries()) {
      const { out } = await project.wavegate('keygen', files[index] ?? '', '--json');
      const publicKey = /ssh-ed25519 [A-Za-z0-9+/=]+/.exec(out)?.[0] ?? assert.fail(out);
      const added = await project.wavegate('approvers', 'add', name, ...publicKey.split(' '));
      assert.equal(added.exitCode, 0, added.notes);
    }
    project.git('add', '.');
    project.git('commit', '--quiet', '-m', 'Name approvers');
    assert.equal((await project.wavegate('approvers', 'remove', 'Bob')).exitCode, 0);
    project.git('commit', '--quiet', '-am', 'Bob has left');
    project.git('push', '--quiet', 'origin', 'main');
    const url = await readyDatabase();
    const [ann, bob] = [makeMachine(project, url, 'ann'), makeMachine(project, url, 'bob')];
    const driven = ann.start('run', 'plan.waveplan.yaml', '--key', files[0] ?? '', '--wait');
    await until(() => driven.shown().includes('Waiting: '));
    const run = / approve\S* (\S+) /.exec(driven.shown())?.[1] ?? assert.fail(driven.shown());
    const refused = await bob.wavegate('approve', run, 'plan-1', '--key', files[1] ?? '');
    assert.equal(refused.exitCode, 1, refused.out + refused.notes);
    assert.match(refused.notes, /was started with another signing key, and this one is no approver's/);
    assert.match((await bob.wavegate('status', run)).out, /plan-1 {2}pending/);
    const counted = await bob.wavegate('approve', run, 'plan-1', '--key', files[0] ?? '');
    assert.equal(counted.exitCode, 0, counted.notes);
  });
});
