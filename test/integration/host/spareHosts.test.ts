import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { createSpareHosts } from '../../../src/executors/local/spareHosts.ts';
import type { ProcessRecord } from '../../../src/protocol/sessionFiles.ts';
import { sessionFiles } from '../../../src/protocol/sessionFiles.ts';
import { bundledSessionHost } from '../../support/sessionHostBundle.ts';
import { patience, until } from '../../support/until.ts';
import { createSessionFixture } from './sessionFixture.ts';
import type { SessionFixture } from './sessionFixture.ts';

const isWindows = process.platform === 'win32' && 'hosts are not started ahead on Windows';

const argumentsOf = (pid: number): string =>
  execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

function hostOf(fixture: SessionFixture, epoch: number): number {
  const record = JSON.parse(readFileSync(path.join(fixture.folder(epoch), sessionFiles.host), 'utf8')) as ProcessRecord;
  return record.pid;
}

suite('session hosts that were started before they are needed', { skip: isWindows }, () => {
  test('take the next sessions; the one after them gets a host of its own', async (t) => {
    const fixture = createSessionFixture(t);
    const program = { nodePath: process.execPath, hostProgram: await bundledSessionHost() };
    // Its answer is waited for however busy the machine is: after the usual time another host would be started beside it.
    const { startHost, readyHosts } = createSpareHosts(patience);
    await readyHosts(program, 1);
    const executor = fixture.executor({ ...program, startHost });
    for (const epoch of [1, 2]) {
      const job = fixture.agentJob(['endless', 'src/a.js'], {}, { epoch });
      await executor.ensureSession(job);
      await until(() => existsSync(path.join(fixture.folder(epoch), sessionFiles.agent)));
      const isSpare = argumentsOf(hostOf(fixture, epoch)).includes('--wait');
      await executor.stop(job);
      assert.equal((await executor.awaitResult(job)).outcome, 'cancelled');
      assert.equal(isSpare, epoch === 1);
    }
  });

  test('are not waited for where they have died', async (t) => {
    const fixture = createSessionFixture(t);
    const program = { nodePath: process.execPath, hostProgram: await bundledSessionHost() };
    const { startHost, readyHosts } = createSpareHosts();
    await readyHosts(program, 1);
    // Its pipes are open until its parent has heard of its end, so it looks alive when the session is given.
    execFileSync('pkill', ['-KILL', '-P', String(process.pid), '-f', '--', '--wait']);
    const executor = fixture.executor({ ...program, startHost });
    const job = fixture.agentJob(['done', 'src/a.js']);
    await executor.ensureSession(job);
    assert.equal((await executor.awaitResult(job)).outcome, 'done');
  });

  test('are not waited for where they are stopped', async (t) => {
    const fixture = createSessionFixture(t);
    const program = { nodePath: process.execPath, hostProgram: await bundledSessionHost() };
    const { startHost, readyHosts } = createSpareHosts(50);
    await readyHosts(program, 1);
    const spares = ['-P', String(process.pid), '-f', '--', '--wait'];
    execFileSync('pkill', ['-STOP', ...spares]);
    t.after(() => execFileSync('pkill', ['-KILL', ...spares]));
    const executor = fixture.executor({ ...program, startHost });
    const job = fixture.agentJob(['done', 'src/a.js']);
    await executor.ensureSession(job);
    assert.equal((await executor.awaitResult(job)).outcome, 'done');
  });

  test('end when whoever started them ends without a session for them', async () => {
    const host = spawn(process.execPath, [await bundledSessionHost(), '--wait'], {
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    host.stdin?.end();
    assert.deepEqual(await once(host, 'close'), [0, null]);
  });
});
