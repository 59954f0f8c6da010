import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job } from '../../../src/core/model/effects.ts';
import type { CheckWork } from '../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import type { LocalJob } from '../../../src/protocol/sessionFiles.ts';
import { sessionFiles } from '../../../src/protocol/sessionFiles.ts';
import { runHost } from '../../../src/sessionHost/runHost.ts';
import type { SessionHandlers } from '../../../src/sessionHost/runHost.ts';
import { createSessionRecords } from '../../../src/sessionHost/sessionRecords.ts';
import type { SessionGit } from '../../../src/sessionPorts/sessionGit.ts';

const work: CheckWork = {
  kind: 'check',
  checks: [{ name: 'test', command: 'npm test' }],
  commit: 'commit',
  minutes: 1,
  retries: 0,
  env: [],
  worktree: { copy: [], link: [], setup: [], teardown: [], env: [] },
  sandbox: { sandbox: 'off', writable: [] },
  branch: 'session',
  known: [],
  report: [],
  port: 42_000,
  ports: 10,
  reserved: false,
};

/** Runs a check session whose guard is on disk, and says what became of the guard. */
async function run(
  t: TestContext,
  check: SessionHandlers['check'],
  { violations = [], minutes = 1 }: { readonly violations?: readonly string[]; readonly minutes?: number } = {},
): Promise<{ readonly result: SessionResult | undefined; readonly done: readonly string[] }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-host-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const job: Job = {
    run: 'run',
    session: 'one-check',
    epoch: 1,
    kind: 'check',
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    subject: 'one',
    limits: { minutes, idleMinutes: 1 },
    work,
  };
  const places = {
    repository: folder,
    worktree: folder,
    backupFolder: folder,
    stateRoot: folder,
    worktreeRoot: folder,
  };
  const local: LocalJob = { job, ...places, sessionFolder: folder, nonce: 'nonce', outputLimit: 1_000 };
  const records = createSessionRecords();
  await records.create(folder, sessionFiles.job, local);
  const done: string[] = [];
  const note = (what: string) => {
    done.push(what);
    return Promise.resolve();
  };
  const recoverGuard: SessionGit['recoverGuard'] = () =>
    Promise.resolve({
      restore: () => note('restore').then(() => ({ violations, noticed: [] })),
      end: () => note('end'),
    });
  const other = (): never => assert.fail('not expected');
  await runHost(folder, {
    handlers: {
      check,
      agent: other,
      merge: other,
      commit: other,
      revise: other,
      ship: other,
      watch: other,
      land: other,
      divide: other,
    },
    git: { recoverGuard },
    programs: { start: other, identify: () => Promise.resolve(undefined), endTree: () => note('programs ended') },
    records,
    environment: {},
    graceMs: 1,
  });
  return { result: (await records.read(folder, sessionFiles.result))?.result, done };
}

suite('the guard of a session does not stay on disk', () => {
  test('when its work hangs beyond its time limit and is given up', async (t) => {
    const { result, done } = await run(t, () => new Promise(() => undefined), { minutes: 0.0001 });
    assert.equal(result?.outcome, 'timeout');
    assert.deepEqual(done.slice(-3), ['programs ended', 'restore', 'end']);
  });

  test('when the session ends with an error, and what it changed outside is undone and named', async (t) => {
    const { result, done } = await run(t, () => Promise.reject(new Error('no space')), {
      violations: ['branch main was moved'],
    });
    assert.equal(result?.outcome, 'crashed');
    assert.match(
      result.message,
      /no space What it had changed outside its worktree was undone: branch main was moved\./,
    );
    assert.deepEqual(done, ['programs ended', 'restore', 'end']);
  });

  test('and a session that ends by itself has taken its guard down already', async (t) => {
    const { done } = await run(t, () => Promise.resolve({ outcome: 'done', message: 'Green.' }));
    assert.deepEqual(done, []);
  });
});
