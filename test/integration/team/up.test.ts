import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { postgresFolder } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { makeProject } from '../cli/project.ts';
import { makeMachine } from './machine.ts';

suite("a try of a team's run on one machine", () => {
  test('starts a database and two hosts, one run goes over them, and Ctrl+C ends it all and keeps the run', async (context) => {
    const project = await makeProject(context);
    const plan = path.join(project.repository, 'plan.waveplan.yaml');
    writeFileSync(plan, `${readFileSync(plan, 'utf8')}executor: team\n`);
    project.git('commit', '--quiet', '-am', 'Work on hosts');
    project.git('push', '--quiet', 'origin', 'main');
    writeFileSync(path.join(project.home, 'go'), '');
    // As root PostgreSQL runs as another user, who has to reach its folder.
    chmodSync(project.home, 0o755);
    const programs = path.join(project.home, 'programs');
    mkdirSync(programs);
    const env = { PATH: [postgresFolder(programs), process.env['PATH']].join(path.delimiter) };
    const folder = path.join(project.home, 'try');
    const address = path.join(folder, 'database', 'address');
    const machine = makeMachine(project, address, 'ann');

    const up = machine.startWith(env, 'up', '--folder', folder);
    await until(() => up.heard().split('Waiting for sessions').length === 3 || up.child.exitCode !== null);
    assert.match(up.heard(), /PostgreSQL \d+\S* .*at wavegate@127\.0\.0\.1:\d+\/wavegate \(process \d+\)/);
    assert.match(up.heard(), /export WAVEGATE_DATABASE_URL=/);
    assert.doesNotMatch(up.heard(), new RegExp(readFileSync(path.join(folder, 'database', 'password'), 'utf8')));
    const second = await machine.startWith(env, 'up', '--folder', folder).outcome;
    assert.equal(second.exitCode, 3);
    assert.match(second.notes, /PostgreSQL did not start: .*postmaster\.pid/);

    const { exitCode, out, notes } = await machine.wavegate('run', 'plan.waveplan.yaml', '--approve', 'all');
    assert.equal(exitCode, 0, out + notes);
    assert.equal(up.heard().match(/^try-\d {2}\S+ \S+: ended$/gm)?.length, 2, up.heard());

    up.child.kill('SIGINT');
    const ended = await up.outcome;
    assert.equal(ended.exitCode, 130, ended.notes);
    assert.match((await machine.wavegate('status')).notes, /does not answer/);
    const again = machine.startWith(env, 'up', '--folder', folder, '--hosts', '1');
    await until(() => again.heard().includes('In another terminal') || again.child.exitCode !== null);
    assert.match((await machine.wavegate('status')).out, /Add two modules/);
    again.child.kill('SIGINT');
    assert.equal((await again.outcome).exitCode, 130);
  });
});
