import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { openTeamDatabase } from '../../../src/database/teamDatabase.ts';
import { digest } from '../../../src/decisions/digest.ts';
import type { Executor } from '../../../src/ports/executor.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import { createTeamExecutor } from '../../../src/runs/team/teamExecutor.ts';
import { someEvent } from '../../support/journalFixture.ts';
import { addressOf, readyDatabase } from '../../support/postgres.ts';

const job: Job = {
  run: 'one',
  session: 'task',
  epoch: 1,
  kind: 'implement',
  scope: { kind: 'wave', wave: 'one', attempt: 1 },
  subject: 'task',
  limits: { minutes: 1, idleMinutes: 1 },
  work: { kind: 'revise', file: 'a', source: '', parent: '', message: '', branch: '', sign: 'never' },
};

/** A machine of the team whose sessions end when they are told to. */
function machine(url: string, name: string) {
  const team = openTeamDatabase(addressOf(url), { digest, identify: (pid) => createPrograms().identify(pid) });
  const started: string[] = [];
  let end = (_result: SessionResult): void => undefined;
  const ended = new Promise<SessionResult>((resolve) => (end = resolve));
  const local: Executor = {
    ensureSession: ({ session }) => Promise.resolve(void started.push(session)),
    awaitResult: () => ended,
    watch: ({ session }) => Promise.resolve(`/here/${session}`),
    stop: () => Promise.resolve(),
    takeOver: () => Promise.resolve(),
    handBack: () => Promise.resolve(),
  };
  let published = 0;
  const work = { publish: () => Promise.resolve(void (published += 1)) };
  const id = () => Promise.resolve({ id: name, name });
  const hosted = {
    ensureSession: () => Promise.reject(new Error('No session of this test asks for a host.')),
    awaitResult: () => Promise.reject(new Error('No session of this test asks for a host.')),
    watch: () => Promise.reject(new Error('No session of this test asks for a host.')),
    stop: () => Promise.resolve(),
    find: () => Promise.resolve(undefined),
  };
  const hosts = () => Promise.resolve([]);
  const executor = createTeamExecutor({ local, hosted, hosts, sessions: team.sessions, work, machine: id });
  return { team, started, end, executor, published: () => published };
}

suite('sessions of a team', () => {
  test('are started on one machine alone, and only their first result counts', async (context) => {
    const url = await readyDatabase();
    const [first, second] = [machine(url, 'first'), machine(url, 'second')];
    context.after(() => Promise.all([first, second].map(({ team }) => team.database.close())));
    const journal = await first.team.journals.create('one');
    await journal.append([someEvent(1)]);
    await first.executor.ensureSession(job);
    await first.executor.ensureSession(job);
    const late = first.executor.awaitResult(job);

    // The first machine is cut off, and the second goes on with the run.
    await first.team.database.ask("UPDATE wavegate.run SET leased_until = clock_timestamp() - interval '1 second'");
    await second.team.journals.open('one');
    await second.executor.ensureSession(job);
    assert.deepEqual(second.started, []);
    const settled = await second.executor.awaitResult(job);
    assert.equal(settled.outcome, 'crashed');
    assert.match(settled.message, /started on first/);
    await second.executor.stop(job);
    await assert.rejects(second.executor.takeOver(job), /runs on first/);
    const shown = new AbortController();
    await assert.rejects(second.executor.watch(job, shown.signal), /runs on first, .* and what it prints stays there/);
    assert.equal(await first.executor.watch(job, shown.signal), `/here/${job.session}`);

    first.end({ outcome: 'done', message: 'Too late.' });
    assert.deepEqual(await late, settled);
    assert.deepEqual([first.started.length, second.published()], [2, 1]);

    const next = { ...job, epoch: 2 };
    await assert.rejects(first.executor.ensureSession(next), /driven by another process/);
    await second.executor.ensureSession(next);
    assert.deepEqual(second.started, ['task']);
  });
});
