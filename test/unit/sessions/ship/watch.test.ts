import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CiCheck } from '../../../../src/core/model/forge.ts';
import type { LandWork, WatchWork } from '../../../../src/core/model/shipWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { Forge, PullRequestLook } from '../../../../src/sessionPorts/forge.ts';
import { ForgeError } from '../../../../src/sessionPorts/forge.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { createLandSession } from '../../../../src/sessions/ship/landSession.ts';
import { createWatchSession } from '../../../../src/sessions/ship/watchSession.ts';

const commit = 'c'.repeat(40);
const url = 'https://github.com/team/sample/pull/7';

type Answer = Partial<PullRequestLook> | ForgeError;

const open = (...checks: readonly CiCheck[]): Partial<PullRequestLook> => ({ checks });
const named = (name: string, state: CiCheck['state']): CiCheck => ({ name, state });

interface Scripted {
  /** Answers to looks, one after the other; the last one stays. */
  readonly looks: readonly Answer[];
  readonly reruns?: boolean;
  readonly merge?: (how: string) => void;
  /** Commits that hold the one that was pushed. */
  readonly holds?: readonly string[];
}

function forge({ looks, reruns = false, merge = () => undefined, holds = [] }: Scripted): {
  forge: Forge;
  stages: string[];
} {
  let look = 0;
  const made: Forge = {
    open: () => Promise.resolve(url),
    look() {
      const answer = looks[Math.min(look, looks.length - 1)];
      look += 1;
      if (answer instanceof ForgeError) return Promise.reject(answer);
      return Promise.resolve({ state: 'open', head: commit, checks: [], ...answer });
    },
    log: ({ name }) => Promise.resolve(`log of ${name}`),
    rerun: () => Promise.resolve(reruns),
    merge: (_url, _commit, how) => Promise.resolve().then(() => merge(how)),
    contains: (_url, newer) => Promise.resolve(holds.includes(newer)),
    retarget: () => Promise.resolve(),
    edit: () => Promise.resolve(),
    ready: () => Promise.resolve(),
    comments: () => Promise.resolve({ comments: [] }),
    answer: () => Promise.resolve(),
  };
  return { forge: made, stages: [] };
}

function contextOf(stages: string[]): SessionContext {
  const silent = (): void => undefined;
  const context = {
    reportProgress: (text: string) => stages.push(text),
    output: silent,
    folder: '/',
    nonce: 'n',
    marker: 'm',
  };
  return { ...context, place: { repository: '/' }, signal: new AbortController().signal } as unknown as SessionContext;
}

async function watch(
  scripted: Scripted,
  checks: Partial<WatchWork['checks']> = {},
  changes: Partial<WatchWork> = {},
): Promise<SessionResult> {
  const { forge: made, stages } = forge(scripted);
  const settings = { only: [], minutes: 1, everySeconds: 0.001, noneAfterSeconds: 0, reruns: 0, ...checks };
  const work: WatchWork = { kind: 'watch', forge: { kind: 'github' }, url, commit, checks: settings, ...changes };
  return createWatchSession({ forgeOf: () => made, environment: {} })(work, contextOf(stages));
}

async function land(scripted: Scripted, changes: Partial<LandWork> = {}): Promise<SessionResult> {
  const { forge: made, stages } = forge(scripted);
  const common = { forge: { kind: 'github' as const }, url, commit, everySeconds: 0.001, minutes: 1, isDraft: false };
  const work: LandWork = { kind: 'land', how: 'merge', ...common, ...changes };
  return createLandSession({ forgeOf: () => made, environment: {} })(work, contextOf(stages));
}

test('checks are waited for until none is pending, and skipped ones are no failure', async () => {
  const result = await watch({
    looks: [
      open(named('a', 'pending')),
      open(named('a', 'passed'), named('b', 'pending')),
      open(named('a', 'passed'), named('b', 'skipped')),
    ],
  });
  assert.deepEqual([result.outcome, result.ci?.state], ['done', 'green']);
  assert.equal(result.message, 'CI is green: 1 passed, 1 skipped.');
});

test('checks that appear one after the other are not taken for all of them', async () => {
  const result = await watch({
    looks: [open(named('quick', 'passed')), open(named('quick', 'passed'), named('slow', 'failed'))],
  });
  assert.equal(result.ci?.state, 'red');
});

test('what failed comes with the end of its log', async () => {
  const result = await watch({ looks: [open(named('a', 'passed'), named('b', 'failed'))] });
  assert.deepEqual([result.outcome, result.ci?.state], ['blocked', 'red']);
  assert.match(result.message, /Failed at the forge: b\./);
  assert.deepEqual(
    result.checks?.map(({ name, tail }) => [name, tail]),
    [['CI job b', 'log of b']],
  );
});

test('a job that fails runs again as often as the plan allows, and is called flaky when it passes then', async () => {
  const looks = [
    open(named('a', 'failed')),
    open(named('a', 'failed')),
    open(named('a', 'pending')),
    open(named('a', 'passed')),
  ];
  const result = await watch({ looks, reruns: true }, { reruns: 1 });
  assert.deepEqual([result.ci?.state, result.ci?.flaky], ['green', ['a']]);
  assert.match(result.message, /a passed only when it ran again/);
  assert.equal(
    (await watch({ looks: [open(named('a', 'failed'))], reruns: true }, { reruns: 1 })).checks?.[0]?.runs,
    2,
  );
  assert.equal((await watch({ looks: [open(named('a', 'failed'))], reruns: false }, { reruns: 1 })).ci?.state, 'red');
});

test('200 checks are counted, and a pull request without any says so', async () => {
  const many = Array.from({ length: 200 }, (_, index) => named(`job ${index}`, 'passed'));
  assert.match((await watch({ looks: [open(...many)] })).message, /200 passed/);
  const none = await watch({ looks: [open()] });
  assert.deepEqual([none.outcome, none.ci?.state], ['done', 'none']);
});

test('checks that were all skipped are not called green, and one that was cancelled is called neither green nor red', async () => {
  const skipped = await watch({ looks: [open(named('a', 'skipped'), named('b', 'skipped'))] });
  assert.deepEqual([skipped.outcome, skipped.ci?.state, skipped.ci?.checks.length], ['done', 'none', 2]);
  assert.equal(skipped.message, 'No check has run at the forge: 2 skipped.');
  const cancelled = { ...named('b', 'failed'), because: 'cancelled' };
  const neither = await watch({ looks: [open(named('a', 'passed'), cancelled)] });
  assert.deepEqual([neither.outcome, neither.ci?.state], ['blocked', 'unknown']);
  assert.match(
    neither.message,
    /Cancelled at the forge.*neither green nor red: b\. Run it again there.*Approve the ship gate/,
  );
  const both = await watch({ looks: [open(named('a', 'failed'), cancelled)] });
  assert.equal(both.ci?.state, 'red');
  assert.match(both.message, /Failed at the forge: a, b \(cancelled\)\./);
});

test('with names in the plan, these count and no others, and one that is not there yet is waited for', async () => {
  const looks = [open(named('other', 'failed')), open(named('other', 'failed'), named('must', 'passed'))];
  assert.equal((await watch({ looks }, { only: ['must'] })).ci?.state, 'green');
  const late = await watch({ looks: [open(named('other', 'passed'))] }, { only: ['must'], minutes: 0.001 });
  assert.match(late.message, /These had not ended: must after 0\.001 min \(ship\.checks\.minutes/);
});

test('a pull request that was closed, merged or pushed to by somebody ends the wait, each with what to do', async () => {
  const closed = await watch({ looks: [{ state: 'closed' }] });
  assert.match(closed.message, /closed without a merge.*The branch is still there\. Approve the ship gate again/);
  const merged = await watch({ looks: [{ state: 'merged', mergeCommit: 'abc' }] });
  assert.deepEqual([merged.outcome, merged.merged], ['done', { how: 'elsewhere', commit: 'abc' }]);
  const squashed = { state: 'merged', mergeCommit: 'abc', head: commit } as const;
  assert.match((await watch({ looks: [squashed] })).message, /squashed or rebased there.*on the run branch only/);
  assert.doesNotMatch((await watch({ looks: [squashed], holds: ['abc'] })).message, /squashed/);
  const other = { state: 'merged', head: 'd'.repeat(40) } as const;
  const without = await watch({ looks: [other] });
  assert.deepEqual([without.outcome, without.merged], ['blocked', undefined], 'what is not in it was not merged');
  assert.match(without.message, /merged at dddddddddd, which does not hold it: the run pushed cccccccccc/);
  const onTop = await watch({ looks: [other], holds: [other.head] });
  assert.match(
    onTop.message,
    /Somebody has merged the pull request at the forge\. It holds commits of others on top\./,
  );
  const elsewhere = await watch({ looks: [{ ...squashed, base: 'release' }] }, {}, { base: 'main' });
  assert.deepEqual([elsewhere.outcome, elsewhere.merged], ['blocked', undefined]);
  assert.match(elsewhere.message, /merged into release, so that its work is not in main.*another one into main/);
  const moved = await watch({ looks: [{ head: 'd'.repeat(40) }] });
  assert.match(moved.message, /is at dddddddddd at the forge, and the run pushed cccccccccc.*Nothing was overwritten/);
  // Just after a push the forge may still tell the commit before it.
  const lagging = await watch({ looks: [{ head: 'd'.repeat(40) }, open(named('a', 'passed'))] });
  assert.equal(lagging.ci?.state, 'green');
});

test('a forge that is out for a while is asked again; one that refuses, or never answers, loses nothing', async () => {
  const out = new ForgeError('silent', 'gh says: HTTP 500');
  assert.equal((await watch({ looks: [out, out, out, out, open(named('a', 'passed'))] })).ci?.state, 'green');
  const refused = await watch({ looks: [new ForgeError('refused', 'gh says: HTTP 403: Resource not accessible')] });
  assert.deepEqual([refused.outcome, refused.ci?.state], ['blocked', 'unknown']);
  assert.match(refused.message, /HTTP 403.*What was pushed stays, and so does the pull request/);
  const never = await watch({ looks: [out] }, { minutes: 0.001 });
  assert.match(never.message, /CI had not ended after 0\.001 min.*The forge did not tell at last: gh says: HTTP 500/);
});

test('the merge is of the approved commit alone, and is found when it was made before', async () => {
  const merged = { state: 'merged', mergeCommit: 'abc' } as const;
  const asked: string[] = [];
  const done = await land({ looks: [{}, merged], merge: (how) => asked.push(how) }, { how: 'rebase' });
  assert.deepEqual([done.outcome, done.merged, asked], ['done', { how: 'rebase', commit: 'abc' }, ['rebase']]);
  const again = await land({ looks: [merged], merge: () => assert.fail('not asked') });
  assert.equal(again.outcome, 'done');
  const other = await land({ looks: [{ head: 'd'.repeat(40) }], merge: () => assert.fail('not asked') });
  assert.match(other.message, /at dddddddddd at the forge, and the merge of cccccccccc was approved/);
  const into = await land({ looks: [{ base: 'release' }], merge: () => assert.fail('not asked') }, { base: 'main' });
  assert.match(into.message, /would be merged into release now, and the merge into main was approved/);
  const lost = await land({ looks: [{ ...merged, head: 'd'.repeat(40) }] });
  assert.deepEqual([lost.outcome, lost.merged], ['blocked', undefined]);
  const squashed = await land({ looks: [merged] });
  assert.deepEqual(squashed.merged, { how: 'elsewhere', commit: 'abc' }, 'nobody asked for that');
  assert.match(squashed.message, /^Merged as abc\. It was squashed or rebased there/);
  const kept = await land({ looks: [merged], holds: ['abc'] });
  assert.deepEqual([kept.merged?.how, kept.message], ['merge', 'Merged as abc.']);
});

test('a merge that the forge refuses says why and what stays; one whose answer was lost counts', async () => {
  const refuse = (): never => {
    throw new ForgeError('refused', 'gh says: GraphQL: Pull request is not mergeable (HTTP 422).');
  };
  const refused = await land({ looks: [{ obstacle: 'It conflicts with its base branch.' }], merge: refuse });
  assert.match(refused.message, /HTTP 422.*It conflicts with its base branch\. Nothing is lost: https:/);
  const lost = await land({ looks: [{}, { state: 'merged' }], merge: refuse });
  assert.equal(lost.outcome, 'done');
  const out = new ForgeError('silent', 'gh says: HTTP 500.');
  assert.equal((await land({ looks: [out, out, {}, { state: 'merged' }] })).outcome, 'done', 'it was out for a moment');
  const never = await land({ looks: [out], merge: () => assert.fail('not asked') });
  assert.match(never.message, /HTTP 500\. Nothing is lost/);
  const queue = await land({ looks: [{}] }, { how: 'queue', minutes: 0.001 });
  assert.match(queue.message, /had not merged it after 0\.001 min \(ship\.mergeMinutes/);
});
