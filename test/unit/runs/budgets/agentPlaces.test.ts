import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { sessionFiles } from '../../../../src/protocol/sessionFiles.ts';
import { createAgentPlaces, liveTickets } from '../../../../src/runs/budgets/agentPlaces.ts';
import { limitFile, writeLimits } from '../../../../src/runs/budgets/limitFile.ts';
import { until } from '../../../support/until.ts';

/** A state folder, the processes of a machine by number, and the records of its sessions by folder. */
async function machine(context: Pick<TestContext, 'after'>) {
  const stateRoot = await mkdtemp(path.join(tmpdir(), 'wavegate-places-'));
  context.after(() => rm(stateRoot, { recursive: true, force: true }));
  const processes = new Map([[process.pid, 'now']]);
  const records = new Map<string, unknown>();
  const options = {
    stateRoot,
    identify: (pid: number) => {
      const started = processes.get(pid);
      return Promise.resolve(started === undefined ? undefined : { pid, started });
    },
    records: { read: (folder: string, name: string) => Promise.resolve(records.get(`${folder} ${name}`) as never) },
  };
  const places = createAgentPlaces({ ...options, layout: { sessionFolder: (run, session) => `${run} ${session}` } });
  const told: string[] = [];
  const take = (run: string, signal = new AbortController().signal) =>
    places.take(
      { run, session: 's', epoch: 1, driver: 'claude' },
      (why) => Promise.resolve(void told.push(why)),
      signal,
    );
  return { stateRoot, processes, records, options, told, take };
}

suite('places for agents', () => {
  test('without a limit agents begin at once, and those at work count once there is one', async (context) => {
    const { stateRoot, take, told, records, options } = await machine(context);
    await take('one');
    await writeLimits(stateRoot, [{ agents: 1 }]);
    const second = take('two');
    await until(() => told.length === 1);
    assert.match(told[0] ?? '', /^Waits for a free agent: this machine lets 1 agent work at once/);
    records.set(`one s ${sessionFiles.result}`, {});
    assert.ok(await second);
    assert.deepEqual(
      (await liveTickets(options)).map(({ run, works }) => [run, works]),
      [['two', true]],
    );
  });

  test('a place outlives whoever asked for it, and is free when the host of its session is gone', async (context) => {
    const { stateRoot, take, records, processes, options, told } = await machine(context);
    await writeLimits(stateRoot, [{ agents: 1 }]);
    await take('one');
    processes.set(77, 'then');
    records.set(`one s ${sessionFiles.host}`, { pid: 77, started: 'then' });
    assert.equal((await liveTickets(options)).length, 1);
    const second = take('two');
    await until(() => told.length === 1);
    processes.set(77, 'later');
    assert.ok(await second, 'another process has the number now');
  });

  test('a session that somebody has started already takes its own place, and who waits no longer leaves none', async (context) => {
    const { stateRoot, take, told, options } = await machine(context);
    await writeLimits(stateRoot, [{ agents: 1 }]);
    await take('one');
    assert.ok(await take('one'));
    const ending = new AbortController();
    const second = take('two', ending.signal);
    await until(() => told.length === 1);
    ending.abort();
    assert.equal(await second, undefined);
    assert.ok((await liveTickets(options)).every(({ run }) => run === 'one'));
  });

  test('limits that cannot be read start nothing, and say what to do', async (context) => {
    const { stateRoot, take, told } = await machine(context);
    await writeFile(limitFile(stateRoot), '{"version": 1, "atOnce": [{"agents": 0}]}');
    const waiting = take('one');
    await until(() => told.length === 1);
    assert.match(told[0] ?? '', /^Waits\. No agent is started.*"agents":0.*Correct the file, or remove it/);
    await writeLimits(stateRoot, [{ agents: 1 }]);
    assert.ok(await waiting);
  });
});
