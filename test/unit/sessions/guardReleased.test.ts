import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Job, Work } from '../../../src/core/model/effects.ts';
import type { AgentWork, CheckWork } from '../../../src/core/model/sessionWork.ts';
import type { CheckRun } from '../../../src/core/model/checkRun.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { driverOf } from '../../../src/drivers/drivers.ts';
import type { CheckRunner } from '../../../src/sessionPorts/checkRunner.ts';
import type { Entrance, Sandbox } from '../../../src/sessionPorts/sandbox.ts';
import type { SessionContext } from '../../../src/sessionPorts/sessionHandler.ts';
import type { SessionGit } from '../../../src/sessionPorts/sessionGit.ts';
import { createPrograms } from '../../../src/processes/programs.ts';
import { createAgentSession } from '../../../src/sessions/agent/agentSession.ts';
import { createCheckSession } from '../../../src/sessions/check/checkSession.ts';

/** Git that only says what was done with the guard. */
function guardedGit(violations: readonly string[] = []): { git: SessionGit; done: string[] } {
  const done: string[] = [];
  const fail = (): never => assert.fail('not expected');
  const git: SessionGit = {
    guard: () => {
      done.push('set');
      return Promise.resolve({
        environment: {},
        restore: () => {
          done.push('restore');
          return Promise.resolve({ violations, noticed: [] });
        },
        end: () => {
          done.push('end');
          return Promise.resolve();
        },
      });
    },
    recoverGuard: () => Promise.resolve(undefined),
    keep: () => Promise.reject(new Error('git said no')),
    checkout: () => Promise.resolve(undefined),
    diffText: fail,
    discard: () => Promise.resolve(undefined),
    restore: fail,
    fileText: fail,
    lineCount: fail,
    callSites: fail,
    archive: fail,
    pushArchive: fail,
    predict: fail,
    merge: fail,
    leaveConflicts: fail,
    commit: fail,
    revise: fail,
    addChangelogEntry: fail,
    push: fail,
  };
  return { git, done };
}

const open: Entrance = {
  confined: false,
  tellsLeft: false,
  enter: (argv) => argv,
  supervise: (argv) => argv,
  mayWrite: () => true,
};

function sandboxThat(enter: () => Entrance): Sandbox {
  return {
    enter: () => Promise.resolve().then(enter),
    status: () => Promise.resolve({ works: false, detail: '' }),
  };
}

async function contextIn(t: TestContext, work: Work, signal = new AbortController().signal): Promise<SessionContext> {
  const root = await mkdtemp(path.join(tmpdir(), 'wavegate-session-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const ignore = (): void => undefined;
  const job: Job = {
    run: 'run',
    session: 'one-task',
    epoch: 1,
    kind: 'implement',
    scope: { kind: 'wave', wave: 'one', attempt: 1 },
    subject: 'task',
    limits: { minutes: 1, idleMinutes: 1 },
    work,
  };
  return {
    job,
    place: { repository: root, worktree: root, backupFolder: root, stateRoot: root, worktreeRoot: root },
    folder: root,
    nonce: 'nonce',
    marker: 'WAVEGATE_SESSION=nonce',
    environment: { WAVEGATE_SESSION: 'nonce' },
    signal,
    reportProgress: ignore,
    onAgentEvent: ignore,
    agentEnded: ignore,
    onQuiet: ignore,
    onStatus: ignore,
    takeOver: { asked: () => new Promise(ignore), open: () => Promise.resolve() },
    output: ignore,
    tail: () => '',
    agentStarted: () => Promise.resolve(),
  };
}

const agentWork: AgentWork = {
  kind: 'agent',
  profile: {
    driver: 'command',
    argv: [process.execPath, '-e', ''],
    mode: 'workspace-write',
    limits: { minutes: 1, idleMinutes: 1 },
    env: [],
  },
  mode: 'workspace-write',
  directive: '# Change a file\n',
  branch: 'session',
  base: 'base',
  owns: ['src/a.js'],
  deletes: [],
  mayBeEmpty: false,
  protected: [],
  verify: [],
  port: 42_000,
  verifyEnv: [],
  report: [],
  sandbox: { sandbox: 'required', writable: [] },
  reserved: false,
};

async function agentIn(
  t: TestContext,
  git: SessionGit,
  sandbox: Sandbox,
  place: { readonly worktree?: string } = {},
): Promise<SessionResult> {
  const context = await contextIn(t, agentWork);
  const session = createAgentSession({
    git,
    programs: createPrograms(),
    driverOf,
    checks: { run: () => assert.fail('nothing to check') },
    sandbox,
    environment: process.env,
    redactor: { text: (text) => Promise.resolve({ text, secrets: 0 }) },
    judgeHandoff: async () => (await import('../../../src/core/handoff/judgeHandoff.ts')).judgeHandoff,
  });
  return session(agentWork, { ...context, place: { ...context.place, ...place } });
}

const checkWork = {
  kind: 'check',
  checks: [{ name: 'test', command: 'npm test' }],
  commit: 'commit',
  minutes: 1,
  retries: 0,
  env: [],
  worktree: { copy: [], link: [], setup: [], teardown: [] },
  sandbox: { sandbox: 'off', writable: [] },
  branch: 'session',
  reserved: false,
} as unknown as CheckWork;

suite('the guard of a session is taken down', () => {
  test('when an agent cannot start, because the sandbox it needs is missing', async (t) => {
    const { git, done } = guardedGit();
    const { outcome } = await agentIn(
      t,
      git,
      sandboxThat(() => 'missing'),
    );
    assert.equal(outcome, 'crashed');
    assert.deepEqual(done, ['set', 'end']);
  });

  test('when entering the sandbox fails', async (t) => {
    const { git, done } = guardedGit();
    const broken = sandboxThat(() => {
      throw new Error('no namespaces');
    });
    await assert.rejects(agentIn(t, git, broken), /no namespaces/);
    assert.deepEqual(done, ['set', 'restore', 'end']);
  });

  test('when the files of a session cannot be written', async (t) => {
    const { git, done } = guardedGit();
    const worktree = path.join(import.meta.filename, 'no folder');
    await assert.rejects(
      agentIn(
        t,
        git,
        sandboxThat(() => open),
        { worktree },
      ),
    );
    assert.deepEqual(done, ['set', 'restore', 'end']);
  });

  test('when the work of an agent cannot be kept, and what it did outside is undone and named', async (t) => {
    const { git, done } = guardedGit(['branch main was moved']);
    await assert.rejects(
      agentIn(
        t,
        git,
        sandboxThat(() => open),
      ),
      /git said no What it had changed outside its worktree was undone: branch main was moved\./,
    );
    assert.deepEqual(done, ['set', 'restore', 'restore', 'end']);
  });

  test('when checks fail, cannot be run or are stopped by a person', async (t) => {
    const stopped = new AbortController();
    const red: CheckRun = { name: 'test', command: 'npm test', exitCode: 1, failed: [], tail: '' } as never;
    const runners: readonly (readonly [string, CheckRunner['run']])[] = [
      ['blocked', () => Promise.resolve(red)],
      ['crashed', () => Promise.reject(new Error('no space'))],
      [
        'cancelled',
        () => {
          stopped.abort();
          return Promise.resolve(red);
        },
      ],
    ];
    for (const [outcome, run] of runners) {
      const { git, done } = guardedGit();
      const session = createCheckSession(
        git,
        { run },
        sandboxThat(() => open),
        {},
      );
      const signal = outcome === 'cancelled' ? stopped.signal : undefined;
      const result = await session(checkWork, await contextIn(t, checkWork, signal));
      assert.equal(result.outcome, outcome);
      assert.deepEqual(done, ['set', 'restore', 'end'], outcome);
    }
  });
});
