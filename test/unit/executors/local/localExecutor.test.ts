import assert from 'node:assert/strict';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import { createLocalExecutor } from '../../../../src/executors/local/localExecutor.ts';
import type { LocalExecutorOptions } from '../../../../src/executors/local/options.ts';
import type { Layout } from '../../../../src/ports/layout.ts';
import type { LocalJob } from '../../../../src/protocol/sessionFiles.ts';
import { createSessionRecords } from '../../../../src/sessionHost/sessionRecords.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const key = { run: 'r1', session: 'one-task', epoch: 1 };
const job = {
  ...{ ...key, kind: 'implement', scope: { kind: 'wave', wave: 'one', attempt: 1 }, subject: 'task', work: {} },
} as unknown as Job;

/** Executors of one machine whose hosts are only counted. */
async function machine(t: TestContext, startHost: () => Promise<void> = () => Promise.resolve()) {
  const root = await temporaryFolder(t);
  const started: string[] = [];
  const layout = {
    ...{ stateRoot: root, worktreeRoot: path.join(root, 'worktrees') },
    sessionFolder: (run: string, session: string, epoch: number) => path.join(root, run, `${session}@${epoch}`),
    worktree: () => path.join(root, 'worktrees', 'task'),
    backupFolder: () => path.join(root, 'backup'),
  } as unknown as Layout;
  const repository = path.join(root, 'repository');
  await mkdir(path.join(repository, '.git'), { recursive: true });
  const executorOf = (more: Partial<LocalExecutorOptions> = {}) =>
    createLocalExecutor({
      ...{ layout, repository, hostProgram: 'host.js', nodePath: 'node', records: createSessionRecords() },
      ...{ clock: { now: () => 0, wake: () => () => undefined }, programs: {} as LocalExecutorOptions['programs'] },
      startHost: (_program, folder) => (started.push(folder), startHost()),
      ...more,
    });
  const folder = layout.sessionFolder('r1', 'one-task', 1);
  const local = async () => JSON.parse(await readFile(path.join(folder, 'job.json'), 'utf8')) as LocalJob;
  return { root, repository, executorOf, folder, started, local };
}

suite('a session on this machine', () => {
  test('is written down once, whoever asks for it, with a nonce that stays', async (t) => {
    const { executorOf, folder, started, local } = await machine(t);
    await executorOf().ensureSession(job);
    const first = await local();
    await executorOf().ensureSession({ ...job, limits: { minutes: 9, idleMinutes: 9 } });
    assert.deepEqual(await local(), first);
    assert.match(first.nonce, /^[0-9a-f-]{36}$/);
    assert.equal(first.sessionFolder, folder);
    assert.deepEqual(started, [folder, folder], 'a host that finds another one leaves by itself');
  });

  test('is started no more once it has a host or a result', async (t) => {
    for (const [name, text] of [
      ['host.json', '{"pid":1,"started":"1"}'],
      ['result.json', '{"session":"one-task","epoch":1,"endedAt":1,"result":{"outcome":"done","message":""}}'],
    ] as const) {
      const { executorOf, folder, started } = await machine(t);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, name), text);
      await executorOf().ensureSession(job);
      assert.deepEqual(started, [], name);
    }
  });

  test('follows its repository to where that was moved, and not to another one beside it', async (t) => {
    const { root, executorOf, repository, local } = await machine(t);
    const gone = path.join(root, 'gone');
    await executorOf({ repository: gone }).ensureSession(job);
    assert.equal((await local()).repository, gone);
    const { nonce } = await local();
    await executorOf().ensureSession(job);
    assert.deepEqual([(await local()).repository, (await local()).nonce], [repository, nonce]);
    await executorOf({ repository: path.join(root, 'copy') }).ensureSession(job);
    assert.equal((await local()).repository, repository, 'it is still there');
  });

  test('that cannot be started says why', async (t) => {
    const { executorOf } = await machine(t, () => Promise.reject(new Error('no processes are left')));
    await assert.rejects(executorOf().ensureSession(job), {
      name: 'ExecutorError',
      message: 'Session one-task could not be started: no processes are left',
    });
    const { root, executorOf: other } = await machine(t);
    await writeFile(path.join(root, 'r1'), 'in the way');
    await assert.rejects(other().ensureSession(job), {
      name: 'ExecutorError',
      message: /^Session one-task could not be started: (?:ENOTDIR|EEXIST|ENOENT)/,
    });
  });

  test('that nobody has started cannot be waited for, shown or asked for anything', async (t) => {
    const { executorOf } = await machine(t);
    const executor = executorOf();
    await assert.rejects(executor.awaitResult(key), {
      name: 'ExecutorError',
      message: 'Session one-task (epoch 1) of run r1 was never started here.',
    });
    await assert.rejects(executor.watch(key, new AbortController().signal), {
      isUnknown: true,
      message:
        'There is no record of session one-task of run r1 on this machine: it was removed, or the session ran elsewhere. Nothing is lost in the repository.',
    });
    for (const what of ['stop', 'takeOver', 'handBack'] as const)
      await assert.rejects(executor[what](key), {
        isUnknown: true,
        message:
          /^Session one-task of run r1 could not be asked \(ENOENT.*\)\. Look whether it is still among the sessions of the run, then try again\.$/,
      });
  });

  test('is asked by files in its folder, and taking back what was never asked does no harm', async (t) => {
    const { executorOf, folder } = await machine(t);
    const executor = executorOf();
    await executor.ensureSession(job);
    const isThere = (name: string) =>
      access(path.join(folder, name)).then(
        () => true,
        () => false,
      );
    await executor.handBack(key);
    await executor.takeOver(key);
    assert.equal(await isThere('take-over'), true);
    await executor.handBack(key);
    assert.equal(await isThere('take-over'), false);
    await executor.stop(key);
    await executor.stop(key);
    assert.equal(await isThere('stop'), true);
    assert.equal(await executor.watch(key, new AbortController().signal), folder);
  });

  test('has hosts made ready where that is possible', async (t) => {
    const { executorOf } = await machine(t);
    const asked: unknown[] = [];
    await executorOf().makeReady?.(3);
    await executorOf({ readyHosts: (...of) => Promise.resolve(void asked.push(of)) }).makeReady?.(3);
    assert.deepEqual(asked, [[{ nodePath: 'node', hostProgram: 'host.js' }, 3]]);
  });
});
