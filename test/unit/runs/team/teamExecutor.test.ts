import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { TeamMachine } from '../../../../src/database/sessions.ts';
import type { QueuedJob } from '../../../../src/database/jobs.ts';
import type { Executor } from '../../../../src/ports/executor.ts';
import type { HostedSessions } from '../../../../src/runs/team/hostedSessions.ts';
import { createTeamExecutor } from '../../../../src/runs/team/teamExecutor.ts';

const key = { run: 'r1', session: 'one-task', epoch: 1 };
const job = { ...key, kind: 'check', subject: 'wave' } as unknown as Job;
const here: TeamMachine = { id: 'm1', name: 'desk' };
const laptop: TeamMachine = { id: 'm2', name: 'laptop' };
const done = (message: string): SessionResult => ({ outcome: 'done', message });

/** A team's executor on this machine; `startedOn` is where the session was started, `queued` how it is in the queue. */
function team(at: { startedOn?: TeamMachine; queued?: QueuedJob; endedAs?: SessionResult } = {}) {
  const asked: string[] = [];
  const side = (name: string): Executor => ({
    ensureSession: () => Promise.resolve(void asked.push(`${name} ensure`)),
    awaitResult: () => Promise.resolve((asked.push(`${name} await`), done(`By ${name}.`))),
    watch: () => Promise.resolve((asked.push(`${name} watch`), `/${name}`)),
    stop: () => Promise.resolve(void asked.push(`${name} stop`)),
    takeOver: () => Promise.resolve(void asked.push(`${name} takeOver`)),
    handBack: () => Promise.resolve(void asked.push(`${name} handBack`)),
  });
  const hosted: HostedSessions = { ...side('host'), find: () => Promise.resolve(at.queued) };
  const executor = createTeamExecutor({
    ...{ local: side('here'), hosted, hosts: () => Promise.resolve([]), machine: () => Promise.resolve(here) },
    sessions: {
      claim: (_session, machine) => Promise.resolve(at.startedOn ?? machine),
      machineOf: () => Promise.resolve(at.startedOn),
      end: (_session, result) => Promise.resolve((asked.push(`noted ${result.outcome}`), at.endedAs ?? result)),
    },
    work: { publish: (run) => Promise.resolve(void asked.push(`publish ${run}`)) },
  });
  return { executor, asked };
}

const signal = new AbortController().signal;

suite('a session of a team’s run', () => {
  test('runs on this machine where it asks for no host, and its work can be had elsewhere before its result counts', async () => {
    const { executor, asked } = team();
    await executor.ensureSession(job);
    assert.deepEqual(await executor.awaitResult(key), done('By here.'));
    assert.equal(await executor.watch(key, signal), '/here');
    await executor.stop(key);
    await executor.takeOver(key);
    await executor.handBack(key);
    assert.deepEqual(asked, [
      ...['here ensure', 'here await', 'noted done', 'publish r1'],
      ...['here watch', 'here stop', 'here takeOver', 'here handBack'],
    ]);
  });

  test('counts with the result that was noted first', async () => {
    const { executor } = team({ startedOn: here, endedAs: done('Noted before.') });
    assert.deepEqual(await executor.awaitResult(key), done('Noted before.'));
  });

  test('that was started on another machine is not started here again, and counts as crashed', async () => {
    const { executor, asked } = team({ startedOn: laptop });
    await executor.ensureSession(job);
    await executor.stop(key);
    assert.deepEqual(asked, []);
    assert.deepEqual(await executor.awaitResult(key), {
      outcome: 'crashed',
      message:
        'The session was started on laptop, which no longer drives the run, so its result does not count. What it did is in its worktree on that machine. Try again here.',
    });
    assert.deepEqual(asked, ['noted crashed', 'publish r1']);
  });

  test('says where it is to whoever wants to see it or take it over from here', async () => {
    const { executor, asked } = team({ startedOn: laptop });
    await assert.rejects(executor.watch(key, signal), {
      name: 'ExecutorError',
      message:
        'Session one-task runs on laptop, which drives the run, and what it prints stays there. Its outcome comes with the run.',
    });
    for (const what of ['takeOver', 'handBack'] as const)
      await assert.rejects(executor[what](key), {
        name: 'ExecutorError',
        message: 'Session one-task runs on laptop, and cannot be reached from here. Ask for this on that machine.',
      });
    assert.deepEqual(asked, []);
  });

  test('that asks for a host is for the queue alone', async () => {
    const { executor, asked } = team({ queued: { takes: 1, waits: false, host: 'tower' } });
    await executor.ensureSession({ ...job, hosts: { drivers: [], labels: [] } });
    assert.deepEqual(await executor.awaitResult(key), done('By host.'));
    assert.equal(await executor.watch(key, signal), '/host');
    await executor.stop(key);
    assert.deepEqual(asked, ['host ensure', 'host await', 'publish r1', 'host watch', 'host stop']);
  });

  test('on a host cannot be taken over, whether a host has it or not', async () => {
    for (const [host, where] of [
      [{ host: 'tower' }, 'host tower'],
      [{}, 'a host of the team'],
    ] as const) {
      const { executor, asked } = team({ queued: { takes: 0, waits: true, ...host } });
      await assert.rejects(executor.takeOver(key), {
        message: `Session one-task is for ${where}, and sessions of hosts cannot be taken over: the interface of the agent would be on that machine. Answer it, or stop it.`,
      });
      assert.deepEqual(asked, []);
    }
  });
});
