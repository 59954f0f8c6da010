import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { launchHost, startHostBy } from '../../../../src/executors/local/startHost.ts';
import { settleCrashed } from '../../../../src/executors/local/settleCrashed.ts';
import { createStatusReader } from '../../../../src/executors/local/statusReader.ts';
import { ExecutorError } from '../../../../src/ports/executor.ts';
import { sessionFiles } from '../../../../src/protocol/sessionFiles.ts';
import { createSessionRecords } from '../../../../src/sessionHost/sessionRecords.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const records = createSessionRecords();
const clock = { now: () => 7, wake: () => () => undefined };

/** A machine on which what a dead host left running can be ended, or not. */
function machine(problem?: string) {
  const ended: string[] = [];
  const programs = {
    endTree: (_agent: unknown, marker: string) => {
      ended.push(marker);
      return problem === undefined ? Promise.resolve([]) : Promise.reject(new Error(problem));
    },
  };
  return { ended, options: { programs: programs as never, records, clock } };
}

suite('a session whose host has died', () => {
  test('is settled as crashed with what is known, once what it left running has ended', async (t) => {
    const folder = await temporaryFolder(t);
    await records.create(folder, sessionFiles.job, { nonce: 'n1', job: { work: { kind: 'agent' } } } as never);
    writeFileSync(path.join(folder, sessionFiles.hostLog), `${'x'.repeat(900)}\nOut of memory.\n`);
    const { ended, options } = machine();
    const result = await settleCrashed(options, folder, 's1', 2, 'The session host has ended');
    assert.equal(result.outcome, 'crashed');
    assert.match(
      result.message,
      /^The session host has ended, so the session ended without a result\. It said: x+\nOut of memory\. Its worktree is as it was left; dispatch it again\.$/,
    );
    assert.ok(result.message.length < 700, 'the end of a long log');
    assert.equal(ended.length, 1);
    assert.match(ended[0] ?? '', /=n1$/);
    assert.deepEqual(await records.read(folder, sessionFiles.result), { session: 's1', epoch: 2, endedAt: 7, result });
  });

  test('keeps the result that it had written after all', async (t) => {
    const folder = await temporaryFolder(t);
    const done = { outcome: 'done', message: 'All of it.' } as const;
    await records.create(folder, sessionFiles.result, { session: 's1', epoch: 2, endedAt: 1, result: done });
    assert.deepEqual(await settleCrashed(machine().options, folder, 's1', 2, 'It died'), done);
  });

  test('says what could not be ended', async (t) => {
    const folder = await temporaryFolder(t);
    await records.create(folder, sessionFiles.job, { nonce: 'n1' } as never);
    const { options } = machine('Process 12 does not end.');
    const { message } = await settleCrashed(options, folder, 's1', 2, 'It died');
    assert.match(
      message,
      /without a result\. What it had started may still run: Process 12 does not end\. Its worktree/,
    );
  });

  test('is ended by its mark where the note of its agent is damaged', async (t) => {
    const folder = await temporaryFolder(t);
    await records.create(folder, sessionFiles.job, { nonce: 'n1' } as never);
    writeFileSync(path.join(folder, sessionFiles.agent), '{"pid": 1');
    const { ended, options } = machine();
    const { message } = await settleCrashed(options, folder, 's1', 2, 'It died');
    assert.match(ended[0] ?? '', /=n1$/);
    assert.match(message, /without a result\. Its worktree/);
  });

  test('ends all the same where its job is damaged, and says that something may still run', async (t) => {
    const folder = await temporaryFolder(t);
    writeFileSync(path.join(folder, sessionFiles.job), '{"nonce": ');
    const { ended, options } = machine();
    const { outcome, message } = await settleCrashed(options, folder, 's1', 2, 'It died');
    assert.equal(outcome, 'crashed');
    assert.match(message, /What it had started may still run: /);
    assert.deepEqual(ended, []);
  });

  test('ends nothing where nothing was started', async (t) => {
    const { ended, options } = machine();
    await settleCrashed(options, await temporaryFolder(t), 's1', 1, 'It died');
    assert.deepEqual(ended, []);
  });
});

suite('a session host', () => {
  test('that cannot be started is an error for people', async (t) => {
    const cwd = await temporaryFolder(t);
    await assert.rejects(
      launchHost({ nodePath: path.join(cwd, 'no-node'), hostProgram: 'x' }, [], { cwd, stdio: 'ignore' }),
      (error: unknown) => {
        assert.ok(error instanceof ExecutorError);
        assert.match(
          error.message,
          /^The session host could not be started with .*no-node: .*ENOENT\. Is Node still there\?$/,
        );
        return true;
      },
    );
  });

  test('is started the way that was given, for the task that was asked for', async () => {
    const started: string[] = [];
    const startHost = (program: { readonly nodePath: string }, folder: string, task?: string) =>
      Promise.resolve(void started.push(`${program.nodePath} ${folder} ${task}`));
    await startHostBy({ nodePath: 'node', hostProgram: 'host', startHost }, '/s1');
    await startHostBy({ nodePath: 'node', hostProgram: 'host', startHost }, '/s1', 'recover');
    assert.deepEqual(started, ['node /s1 run', 'node /s1 recover']);
  });
});

suite('the status of a session that is waited for', () => {
  test('is told once for each change', async (t) => {
    const folder = await temporaryFolder(t);
    const reader = createStatusReader(records, folder);
    assert.deepEqual(await reader.changed(), { takenOver: false }, 'before anything is written');
    assert.equal(await reader.changed(), undefined);
    await records.replace(folder, sessionFiles.status, { takenOver: false, progress: 'one' } as never);
    assert.deepEqual(await reader.changed(), { takenOver: false, progress: 'one' });
    assert.equal(await reader.changed(), undefined);
    await records.replace(folder, sessionFiles.status, { takenOver: true });
    assert.deepEqual(await reader.changed(), { takenOver: true });
  });
});
