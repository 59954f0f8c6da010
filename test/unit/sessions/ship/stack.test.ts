import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LandWork, StackWork, WatchWork } from '../../../../src/core/model/shipWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { Forge, PullRequestLook } from '../../../../src/sessionPorts/forge.ts';
import { ForgeError } from '../../../../src/sessionPorts/forge.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { createLandSession } from '../../../../src/sessions/ship/landSession.ts';
import { createWatchSession } from '../../../../src/sessions/ship/watchSession.ts';

type Pull = { -readonly [Key in keyof PullRequestLook]: PullRequestLook[Key] };

const urlOf = (wave: string): string => `https://github.com/team/sample/pull/${wave}`;

/** A forge with a request for each wave, whose calls can be made to fail once. */
class StackForge {
  readonly pulls = new Map<string, Pull>();
  readonly calls: string[] = [];
  readonly failures = new Map<string, ForgeError>();
  after: (call: string) => void = () => undefined;

  constructor(...waves: readonly string[]) {
    for (const [index, wave] of waves.entries()) {
      const base = index === 0 ? 'main' : `branch-${waves[index - 1] ?? ''}`;
      this.pulls.set(urlOf(wave), {
        state: 'open',
        head: `head-${wave}`,
        base,
        checks: [{ name: 'test', state: 'passed' }],
      });
    }
  }

  get forge(): Forge {
    const call = async (name: string, url: string, work: (pull: Pull) => void): Promise<void> => {
      const wave = url.split('/').at(-1) ?? '';
      const key = `${name} ${wave}`;
      this.calls.push(key);
      const failure = this.failures.get(key);
      this.failures.delete(key);
      await Promise.resolve();
      if (failure !== undefined) throw failure;
      const pull = this.pulls.get(url);
      if (pull !== undefined) work(pull);
      this.after(key);
    };
    return {
      open: () => Promise.reject(new Error('not asked for')),
      look: (url) => Promise.resolve({ ...(this.pulls.get(url) ?? assert.fail(url)) }),
      log: () => Promise.resolve(undefined),
      rerun: () => Promise.resolve(false),
      contains: () => Promise.resolve(undefined),
      retarget: (url, base) => call('retarget', url, (pull) => (pull.base = base)),
      merge: (url, commit) =>
        call('merge', url, (pull) => {
          assert.equal(commit, pull.head);
          assert.equal(pull.base, 'main');
          Object.assign(pull, { state: 'merged', mergeCommit: `merge-of-${commit}` });
        }),
      edit: () => Promise.resolve(),
      ready: () => Promise.resolve(),
      comments: () => Promise.resolve(undefined),
      answer: () => Promise.resolve(),
    };
  }

  stack(): StackWork {
    const requests = [...this.pulls].map(([url]) => {
      const wave = url.split('/').at(-1) ?? '';
      return { wave, branch: `branch-${wave}`, commit: `head-${wave}`, url };
    });
    return { requests, target: 'main' };
  }

  of(wave: string): Pull {
    return this.pulls.get(urlOf(wave)) ?? assert.fail(wave);
  }
}

const context = {
  ...{ reportProgress: () => undefined, output: () => undefined, folder: '/', nonce: 'n', marker: 'm' },
  ...{ place: { repository: '/' }, signal: new AbortController().signal },
} as unknown as SessionContext;

function land(own: StackForge): Promise<SessionResult> {
  const { requests } = own.stack();
  const top = requests.at(-1) ?? assert.fail();
  const common = { forge: { kind: 'github' as const }, url: top.url, commit: top.commit, isDraft: false };
  const work: LandWork = { kind: 'land', how: 'merge', ...common, everySeconds: 0.001, minutes: 1, stack: own.stack() };
  return createLandSession({ forgeOf: () => own.forge, environment: {} })(work, context);
}

function watch(own: StackForge): Promise<SessionResult> {
  const { requests } = own.stack();
  const top = requests.at(-1) ?? assert.fail();
  const checks = { only: [], minutes: 1, everySeconds: 0.001, noneAfterSeconds: 0, reruns: 0 };
  const common = { forge: { kind: 'github' as const }, url: top.url, commit: top.commit };
  const work: WatchWork = { kind: 'watch', ...common, checks, stack: own.stack() };
  return createWatchSession({ forgeOf: () => own.forge, environment: {} })(work, context);
}

test('requests are merged from the bottom up, each after it leads to the base branch', async () => {
  const own = new StackForge('a', 'b', 'c');
  const result = await land(own);
  assert.deepEqual(own.calls, ['merge a', 'retarget b', 'merge b', 'retarget c', 'merge c']);
  assert.deepEqual([result.outcome, result.merged], ['done', { how: 'merge', commit: 'merge-of-head-c' }]);
});

test('a forge that retargets by itself when it deletes a branch is not asked to, and a second time nothing is merged again', async () => {
  const own = new StackForge('a', 'b');
  own.after = (call) => {
    if (call === 'merge a') own.of('b').base = 'main';
  };
  assert.equal((await land(own)).outcome, 'done');
  assert.deepEqual(own.calls, ['merge a', 'merge b']);
  assert.equal((await land(own)).outcome, 'done');
  assert.deepEqual(own.calls, ['merge a', 'merge b']);
});

test('a merge that the forge takes back for a moment is asked for again; one that it refuses says how far the stack is', async () => {
  const own = new StackForge('a', 'b', 'c');
  own.failures.set('merge b', new ForgeError('refused', 'Base branch was modified. Review and try the merge again.'));
  own.failures.set('merge c', new ForgeError('refused', 'HTTP 422: a review is missing.'));
  const result = await land(own);
  assert.deepEqual(own.calls.slice(0, 4), ['merge a', 'retarget b', 'merge b', 'merge b']);
  assert.equal(result.outcome, 'blocked');
  assert.match(result.message, /Wave c: HTTP 422: a review is missing\..*Merged so far: a, b\. Not merged: c\./);
  assert.equal((await land(own)).outcome, 'done');
  assert.equal(own.calls.filter((call) => call === 'merge a').length, 1);
});

test('nothing more is merged once a request of the stack was closed or pushed to by somebody', async () => {
  for (const [change, words] of [
    [{ state: 'closed' }, /request of wave c was closed without a merge/],
    [{ head: 'other' }, /wave c has a branch that somebody has pushed to since/],
  ] as const) {
    const own = new StackForge('a', 'b', 'c');
    own.after = (call) => {
      if (call === 'merge a') Object.assign(own.of('c'), change);
    };
    const result = await land(own);
    assert.deepEqual(own.calls, ['merge a']);
    assert.equal(result.outcome, 'blocked');
    assert.match(result.message, words);
    assert.match(result.message, /Merged so far: a\. Not merged: b, c\./);
  }
});

test('the checks of the last request count, those below it are waited for and told', async () => {
  const own = new StackForge('a', 'b');
  own.of('a').checks = [{ name: 'test', state: 'failed' }];
  const result = await watch(own);
  assert.deepEqual([result.outcome, result.ci?.state], ['done', 'green']);
  assert.deepEqual(result.ci?.below, [{ wave: 'a', checks: '1 failed' }]);
  own.of('b').checks = [{ name: 'test', state: 'failed' }];
  assert.equal((await watch(own)).ci?.state, 'red');
});

test('a stack is merged elsewhere only when all of it has arrived', async () => {
  const own = new StackForge('a', 'b');
  Object.assign(own.of('a'), { state: 'merged' });
  assert.equal((await watch(own)).ci?.state, 'green');
  Object.assign(own.of('b'), { state: 'merged' });
  const astray = await watch(own);
  assert.deepEqual([astray.outcome, astray.ci?.state], ['blocked', 'moved']);
  assert.match(astray.message, /wave b was merged into a branch that had been merged before/);
  Object.assign(own.of('b'), { base: 'main', mergeCommit: 'm' });
  assert.deepEqual((await watch(own)).merged, { how: 'elsewhere', commit: 'm' });
});
