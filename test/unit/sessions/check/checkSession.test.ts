import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createCheckSession } from '../../../../src/sessions/check/checkSession.ts';
import type { CheckWork } from '../../../../src/core/model/sessionWork.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { CheckRequest } from '../../../../src/sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';

const failing = (names: readonly string[], passed = 5): CheckRun => ({
  name: 'test',
  command: 'npm test',
  exitCode: names.length === 0 ? 0 : 1,
  timedOut: false,
  milliseconds: 1,
  runs: 1,
  passed,
  failed: names.map((name) => ({ name, excerpt: `${name} is not so` })),
  tail: 'what it printed',
});

/** A session of checks whose commands have these results at these commits. */
function sessionOn(results: Readonly<Record<string, CheckRun>>) {
  const ran: string[] = [];
  const requests: CheckRequest[] = [];
  let at = '';
  const guard = {
    environment: {},
    restore: () => Promise.resolve({ violations: [], noticed: [] }),
    end: async () => {},
  };
  const git = {
    guard: () => Promise.resolve(guard),
    recoverGuard: () => Promise.resolve(undefined),
    checkout: (_: unknown, commit: string) => Promise.resolve(void (at = commit)),
    discard: () => Promise.resolve(undefined),
  };
  const runner = {
    run: (request: CheckRequest) => {
      requests.push(request);
      if (request.argv !== undefined) return Promise.resolve(results[`${at} ${request.name}`] ?? failing([]));
      ran.push(at);
      return Promise.resolve(results[at] ?? failing([]));
    },
  };
  const sandbox = { enter: () => Promise.resolve({ mayWrite: () => true }), status: () => Promise.reject(new Error()) };
  const session = createCheckSession(git, runner, sandbox as never, {});
  const context = {
    place: { worktree: '/wt', repository: '/r', worktreeRoot: '/w', stateRoot: '/s' },
    environment: {},
    reportProgress: () => {},
    signal: new AbortController().signal,
  } as unknown as SessionContext;
  const work: CheckWork = {
    kind: 'check',
    commit: 'merged',
    checks: [{ name: 'test', command: 'npm test' }],
    retries: 0,
    minutes: 1,
    sandbox: { sandbox: 'off', writable: [] },
    branch: 'b',
    baseline: 'base',
    known: [],
    before: 'base',
    report: [],
    env: [],
    port: 1,
    ports: 1,
    worktree: { copy: [], link: [], setup: [], teardown: [], env: [] },
  };
  return { ran, requests, run: (changes: Partial<CheckWork>) => session({ ...work, ...changes }, context) };
}

suite('a pre-push hook that checks ask', { skip: process.platform === 'win32' }, () => {
  const push = { hook: '.husky/pre-push', remote: 'origin', address: 'ssh://example.org/x', branch: 'wavegate/r1' };

  test('sees the push as git would tell it, sends nothing, and is no check', async () => {
    const { requests, run } = sessionOn({});
    const result = await run({ push, checks: [] });
    const [asked] = requests;
    assert.deepEqual(asked?.argv, ['/r/.husky/pre-push', 'origin', 'ssh://example.org/x']);
    assert.equal(asked?.input, 'refs/heads/wavegate/r1 merged refs/heads/wavegate/r1 000000\n');
    assert.equal(asked?.env['GIT_LFS_SKIP_PUSH'], '1');
    assert.deepEqual([result.outcome, result.checks], ['done', []]);
    assert.deepEqual(result.pushTrial, { hook: push.hook, commit: 'merged' });
  });

  test('tells why it would refuse, and green checks stay green', async () => {
    const { run } = sessionOn({ 'merged pre-push': { ...failing(['x']), tail: 'no push on a Friday\n' } });
    const result = await run({ push });
    assert.equal(result.outcome, 'done');
    assert.equal(result.pushTrial?.refused, 'no push on a Friday');
    assert.match(result.message, /would refuse a push: no push on a Friday/);
  });
});

suite('checks of a wave and the code as it was before', () => {
  test('run there once, and what is known of it is kept for later waves', async () => {
    const { ran, run } = sessionOn({ merged: failing(['adds']), base: failing(['adds']) });
    const first = await run({});
    assert.deepEqual([first.outcome, ran], ['done', ['merged', 'base']]);
    assert.equal(first.baseline?.checks[0]?.tail, '');
    const later = await run({ known: first.baseline?.checks ?? [] });
    assert.deepEqual([later.outcome, ran.length, later.baseline], ['done', 3, undefined]);
  });

  test('a new failure is found against what is known', async () => {
    const { run } = sessionOn({ merged: failing(['adds', 'divides']) });
    const result = await run({ known: [failing(['adds'])] });
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, /divides/);
    assert.doesNotMatch(result.message, /test failed: adds/);
  });

  test('what lacked a part of the machine, or is not known to the end, runs there again', async () => {
    for (const flaw of [{ missing: 'the service is not there' }, { doubt: 'It stopped early.' }, { timedOut: true }]) {
      const { run } = sessionOn({ merged: failing(['adds']), base: { ...failing(['adds']), ...flaw } });
      assert.equal((await run({})).baseline, undefined);
    }
  });
});
