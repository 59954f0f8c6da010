import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { ExecutorError } from '../../src/ports/executor.ts';
import { createSessionRecords } from '../../src/sessionHost/sessionRecords.ts';
import { createSessionFixture, isRunning } from '../integration/host/sessionFixture.ts';
import { until } from '../support/until.ts';
import type { SessionFixture } from '../integration/host/sessionFixture.ts';
import { describeExecutor } from './executor.ts';

describeExecutor('local', (t) => {
  const fixture = createSessionFixture(t);
  return {
    executor: () => fixture.executor(),
    onlooker: () => fixture.executor(),
    quick: (epoch = 1) => fixture.agentJob(['done', 'src/a.js'], {}, { epoch }),
    endless: () => fixture.agentJob(['endless', 'src/a.js']),
    // The agent adds one line with every start; snapshots leave the worktree as it is.
    starts: () => readFileSync(path.join(fixture.worktree, 'src', 'a.js'), 'utf8').split('changed by').length - 1,
    begun: async () => void (await fixture.left('daemon')),
    hasCommit: (commit) => fixture.git('cat-file', '-t', commit) === 'commit',
    killHost: () => killHost(fixture),
  };
});

/** Once the host has written down which agent to end. */
async function killHost(fixture: SessionFixture): Promise<void> {
  await until(() => existsSync(path.join(fixture.folder(), 'agent.json')));
  process.kill(hostOf(fixture), 'SIGKILL');
}

const hostOf = (fixture: SessionFixture) =>
  (JSON.parse(readFileSync(path.join(fixture.folder(), 'host.json'), 'utf8')) as { pid: number }).pid;

describe('local executor, on this machine', () => {
  test('ends what a killed host left running, detached processes included', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    await executor.ensureSession(fixture.agentJob(['endless', 'src/a.js']));
    const daemon = Number(await fixture.left('daemon'));
    await killHost(fixture);
    assert.equal((await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 })).outcome, 'crashed');
    const agent = JSON.parse(readFileSync(path.join(fixture.folder(), 'agent.json'), 'utf8')) as { pid: number };
    assert.deepEqual([await isRunning(agent.pid), await isRunning(daemon)], [false, false]);
  });

  test('starts a session whose host was never started, because the editor died in between', async (t) => {
    const fixture = createSessionFixture(t);
    const job = fixture.agentJob(['done', 'src/a.js']);
    const dies = fixture.executor({ nodePath: path.join(fixture.worktree, 'no-node-here') });
    await assert.rejects(dies.ensureSession(job), (error: Error) => {
      assert.ok(error instanceof ExecutorError);
      assert.match(error.message, /no-node-here/);
      return true;
    });
    assert.ok(existsSync(path.join(fixture.folder(), 'job.json')));
    const next = fixture.executor();
    await next.ensureSession(job);
    assert.equal((await next.awaitResult(job)).outcome, 'done');
  });

  test('ends an agent that refuses to end', async (t) => {
    const fixture = createSessionFixture(t);
    const executor = fixture.executor();
    const job = fixture.agentJob(['stubborn']);
    await executor.ensureSession(job);
    const log = path.join(fixture.folder(), 'output.log');
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('ready'));
    await executor.stop(job);
    assert.equal((await executor.awaitResult({ run: 'run', session: 'one-task', epoch: 1 })).outcome, 'cancelled');
    assert.match(readFileSync(log, 'utf8'), /no\n/, 'it was asked first');
  });

  test('a second host for the same session leaves without touching anything', async (t) => {
    const fixture = createSessionFixture(t);
    mkdirSync(fixture.folder(), { recursive: true });
    const records = createSessionRecords();
    assert.equal(await records.create(fixture.folder(), 'host.json', { pid: 1, started: 'long ago' }), true);
    assert.equal(await records.create(fixture.folder(), 'host.json', { pid: 2, started: 'now' }), false);
    assert.deepEqual(await records.read(fixture.folder(), 'host.json'), { pid: 1, started: 'long ago' });
  });
});
