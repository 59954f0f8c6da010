import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import { migrations } from '../../../src/database/migrations.ts';
import { connectTo, emptyDatabase, readyDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { makeProject } from '../cli/project.ts';
import { makeMachine } from './machine.ts';

suite("a run in a team's database", () => {
  test('is watched and decided from a second machine, and gone on with there once the first is gone', async (context) => {
    const project = await makeProject(context);
    project.git('push', '--quiet', 'origin', 'main');
    await writeFile(path.join(project.home, 'go'), '');
    const url = await readyDatabase();
    const [first, second] = [makeMachine(project, url, 'first'), makeMachine(project, url, 'second')];
    const file = path.join(project.home, 'key.pem');
    const key = ['--key', file];
    await project.wavegate('keygen', file);

    const driven = first.start('run', 'plan.waveplan.yaml', ...key, '--wait', '--approve', 'launch');
    const approve = / approve\S* (\S+) /;
    await until(() => approve.test(driven.shown()));
    const run = approve.exec(driven.shown())?.[1] ?? assert.fail(driven.shown());
    const watched = second.start('status', run, '--watch');
    await until(() => watched.shown().includes('plan-1'));
    const approved = await second.wavegate('approve', run, 'plan-1', ...key);
    assert.equal(approved.exitCode, 0, approved.notes);
    assert.match(approved.notes, /recorded by the process that drives the run/);
    await until(() => watched.shown().includes('spot-check-1'));
    watched.child.kill('SIGINT');
    const difference = await second.wavegate('diff', run, 'spot-check-1');
    assert.match(difference.out, /\+export const name = "a";/, difference.notes);

    driven.child.kill('SIGKILL');
    await driven.outcome;
    const resumed = await second.wavegate('resume', run, ...key, '--approve', 'spot-check,acceptance,ship');
    assert.equal(resumed.exitCode, 0, resumed.notes + resumed.out);
    const verified = await second.wavegate('verify', run, ...key);
    assert.equal(verified.exitCode, 0, verified.out);
    assert.match((await first.wavegate('status')).out, new RegExp(run));
  });

  test('moves from files to the database and back, and loses nothing', async (context) => {
    const project = await makeProject(context);
    await writeFile(path.join(project.home, 'go'), '');
    const url = await readyDatabase();
    const file = path.join(project.home, 'key.pem');
    const key = ['--key', file];
    await project.wavegate('keygen', file);
    const waits = await project.wavegate('run', 'plan.waveplan.yaml', ...key, '--approve', 'plan,launch');
    assert.equal(waits.exitCode, 4, waits.notes);
    const run = /Run (\S+) started/.exec(waits.out)?.[1] ?? assert.fail(waits.out);
    const there = ['--database', url];

    assert.equal((await project.wavegate('move', run, '--to', 'nowhere', ...there)).exitCode, 2);
    const moved = await project.wavegate('move', run, '--to', 'database', ...there);
    assert.equal(moved.exitCode, 0, moved.notes);
    assert.match((await project.wavegate('status', run)).notes, /is in the database .*--database/);
    assert.equal((await project.wavegate('move', run, '--to', 'database', ...there)).exitCode, 2);
    const urgent = await project.wavegate('database', 'priority', run, '5', ...there);
    assert.equal(
      urgent.out.trim(),
      `The priority of ${run} was 0 and is 5. Its sessions go before those of runs that have waited as long, by 50 minutes.`,
    );
    const listed = (await project.wavegate('database', 'runs', ...there)).out;
    assert.match(listed, /Spot-check.*priority 5 {2}nobody drives it/);
    assert.equal((await project.wavegate('database', 'priority', run, 'high', ...there)).exitCode, 2);
    assert.equal((await project.wavegate('database', 'priority', run, ...there)).exitCode, 2);
    assert.match(
      (await project.wavegate('database', 'priority', 'none', '1', ...there)).notes,
      /There is no run none in/,
    );
    const limited = await project.wavegate('database', 'limit', 'claude', '4', ...there);
    assert.equal(limited.out.trim(), '4 claude agents at once, over all hosts and runs');
    for (const wrong of [['nobody', '4'], ['claude', '0'], ['claude']])
      assert.equal((await project.wavegate('database', 'limit', ...wrong, ...there)).exitCode, 2);
    assert.match(
      (await project.wavegate('database', 'limit', 'claude', 'none', ...there)).notes,
      /have no limit but their --slots/,
    );
    const approved = await project.wavegate('approve', run, 'spot-check-1', ...key, ...there);
    assert.equal(approved.exitCode, 0, approved.notes);

    const back = await project.wavegate('move', run, '--to', 'files', ...there);
    assert.equal(back.exitCode, 0, back.notes);
    assert.match((await project.wavegate('status', run, ...there)).notes, /was moved from .* to files/);
    const rest = await project.wavegate('resume', run, ...key, '--approve', 'acceptance,ship');
    assert.equal(rest.exitCode, 0, rest.notes);
    assert.equal((await project.wavegate('verify', run, ...key)).exitCode, 0);
    assert.equal((await project.wavegate('move', run, '--to', 'database', ...there)).exitCode, 0);
    assert.equal((await project.wavegate('verify', run, ...key, ...there)).exitCode, 0);
  });

  test('says what is in the way of a database that cannot be used, and never its password', async (context) => {
    const project = await makeProject(context);
    const bare = await emptyDatabase();
    const database = connectTo(bare);
    context.after(() => database.close());
    const with_ = (...argv: readonly string[]) => project.wavegate(...argv);

    const noTables = await with_('status', '--database', bare);
    assert.equal(noTables.exitCode, 3);
    assert.match(noTables.notes, /no tables of Wavegate yet.*wavegate database setup/);
    assert.equal((await with_('database', 'setup', '--database', bare)).exitCode, 0);
    const owner = (await with_('database', 'check', '--database', bare)).out;
    assert.match(
      owner,
      /can be used.*\nThis login may start and continue runs, look at runs and decide and be a host\./,
    );

    const secret = bare.replace('postgres@', 'nobody:hidden@');
    const login = await with_('status', '--database', secret);
    assert.equal(login.exitCode, 3);
    assert.match(login.notes, /refuses the login/);
    const gone = await with_('status', '--database', bare.replace(/:\d+\//, ':1/'));
    assert.match(gone.notes, /does not answer/);
    const other = await with_('status', '--database', bare.replace(/[^/]+$/, 'none'));
    assert.match(other.notes, /no such database/);
    const wrong = await with_('status', '--database', 'mysql://nobody:hidden@localhost/x');
    assert.equal(wrong.exitCode, 2);
    const refused = await with_('status', '--database', '/nowhere/address');
    assert.match(refused.notes, /cannot be read/);

    await database.ask('CREATE ROLE looks LOGIN IN ROLE wavegate_viewer');
    await with_('keygen', path.join(project.home, 'key.pem'));
    const role = await with_('run', 'plan.waveplan.yaml', '--database', bare.replace('postgres@', 'looks@'));
    assert.equal(role.exitCode, 3);
    assert.match(role.notes, /may not do this.*wavegate_driver/);
    const asLooker = ['--database', bare.replace('postgres@', 'looks@')];
    assert.match((await with_('database', 'check', ...asLooker)).out, /This login may look at runs and decide\.\n/);
    const setUp = await with_('database', 'setup', ...asLooker);
    assert.equal(setUp.exitCode, 3);
    assert.match(setUp.notes, /may not make or change the tables.*Let the owner of the database do it/);
    await database.ask('ALTER ROLE looks SET default_transaction_read_only = on');
    const still = await with_('database', 'check', ...asLooker);
    assert.equal(still.exitCode, 3);
    assert.match(still.out, /takes no changes now: .*, and it is read-only\./);

    await database.ask('UPDATE wavegate.version SET number = 1');
    assert.match(
      (await with_('status', '--database', bare)).notes,
      /of version 1, and this Wavegate needs.*wavegate database setup/,
    );
    await database.ask('UPDATE wavegate.version SET number = 1000');
    assert.match((await with_('status', '--database', bare)).notes, /newer than this Wavegate/);
    await database.ask('UPDATE wavegate.version SET number = $1', [migrations.length]);
    const name = /[^/]+$/.exec(bare)?.[0] ?? '';
    await database.ask(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const readOnly = await with_('run', 'plan.waveplan.yaml', '--database', bare);
    assert.equal(readOnly.exitCode, 3);
    assert.match(readOnly.notes, /takes no changes now/);
    const all = [noTables, login, gone, other, wrong, refused, role, readOnly];
    for (const { out, notes } of all) assert.doesNotMatch(out + notes, /hidden/);
  });
});
