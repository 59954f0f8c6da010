import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commentsEvidence, merge } from '../../../../../src/core/gates/kinds/merge.ts';
import type { Gate } from '../../../../../src/core/model/gate.ts';
import type { RunEvent } from '../../../../../src/core/model/events.ts';
import type { ReviewComment } from '../../../../../src/core/model/forge.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

type Ci = NonNullable<SessionResult['ci']>;

/** A run at the gate before its pull request is merged, whose forge reports these checks. */
function at(ci?: Pick<Ci, 'state' | 'checks'>, settings = '{remote: upstream}'): { run: SimulatedRun; gate: Gate } {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const result = run.requested(job);
    return job.work.kind === 'watch' && ci !== undefined
      ? { ...result, ci: { ...ci, commit: job.work.commit } }
      : result;
  };
  run.start(planText(1, `ship: ${settings}\n`)).approveAll('merge');
  const gate = pendingGates(run.run).find(({ kind }) => kind === 'merge');
  assert.ok(gate, run.run.phase);
  return { run, gate };
}

const comment = (more: Partial<ReviewComment> = {}): ReviewComment => ({
  ...{ thread: 'T1', kind: 'thread', author: 'grace', text: 'This leaks.', last: 'C1' },
  ...{ file: 'src/a1/main.js', line: 3, url: 'https://github.com/team/sample/pull/7#r1' },
  ...more,
});
const none = { state: 'none', checks: [] } as const;
const skipped = { state: 'none', checks: [{ name: 'build', state: 'skipped' }] } as never as Pick<
  Ci,
  'state' | 'checks'
>;

describe('the gate before a pull request is merged', () => {
  for (const [what, ci, said] of [
    ['green checks', undefined, 'Its checks are green. Approving merges the pull request at the forge.'],
    ['no checks', none, 'The forge reports no checks for it. Approving merges the pull request at the forge.'],
    ['checks that were all skipped', skipped, 'None of its checks has run: all were skipped. Approving merges'],
  ] as const) {
    test(`says that there are ${what}`, () => {
      const { run, gate } = at(ci);
      assert.ok(merge.about(run.run, gate).startsWith(said), merge.about(run.run, gate));
    });
  }

  for (const [how, words] of [
    ['merge', 'The commits of the waves are kept, below a merge commit.'],
    ['rebase', 'The commits of the waves are kept, on top of the base branch.'],
    ['squash', 'The plan says squash: the commits of the waves become one. They stay on the run branch here.'],
    ['queue', 'The merge queue of the host decides when.'],
  ] as const) {
    test(`by ${how} says what becomes of the commits, and is about that way alone`, () => {
      const { run, gate } = at(undefined, `{remote: upstream, merge: ${how}}`);
      assert.ok(merge.about(run.run, gate).endsWith(words));
      assert.equal(gate.evidence['method'], how);
    });
  }

  test('of a draft says that it is one until then', () => {
    const { run, gate } = at(undefined, '{remote: upstream, pullRequest: {draft: true}}');
    assert.match(merge.about(run.run, gate), /at the forge, which is a draft until then\./);
  });

  for (const [what, ci, said] of [
    ['no checks', none, /^The forge reports no checks for the pull request, so nothing shows that it is green/],
    ['skipped checks', skipped, /^No check of the pull request has run, so nothing shows that it is green/],
  ] as const) {
    test(`is not approved in advance with ${what}, nor rests on an earlier decision`, () => {
      const { run, gate } = at(ci, '{remote: upstream}');
      assert.match(merge.inAdvance?.obstacle?.(run.run, gate, '') ?? '', said);
      const free = { ...run.run.plan.plan, gates: { ...run.run.plan.plan.gates, merge: { required: false } } };
      const state = { ...run.run, plan: { ...run.run.plan, plan: free as never } };
      assert.equal(merge.restsOn?.(state, gate), undefined);
    });
  }

  test('is approved in advance where the checks are green and no comment waits', () => {
    const { run, gate } = at();
    assert.equal(merge.inAdvance?.obstacle?.(run.run, gate, ''), undefined);
  });

  test('is not approved in advance where comments could not be read', () => {
    const { run, gate } = at();
    const state = { ...run.run, comments: { ...run.run.comments, unread: 'The token has expired.' } };
    assert.equal(
      merge.inAdvance?.obstacle?.(state as never, gate, ''),
      'The comments of reviewers could not be read, and --approve does not cover comments that were not read. The token has expired. Then approve the merge gate.',
    );
  });

  test('waits for an answer to each comment, says whose and where, and what to do', () => {
    const { run } = at();
    run.submit({ type: 'comments-read', read: { comments: [comment()] } });
    const gate = pendingGates(run.settle().run).find(({ kind }) => kind === 'merge') ?? assert.fail();
    assert.match(
      run.decide(gate.id) ?? '',
      /^Reviewers wait for an answer: comment-1 \(grace at src\/a1\/main\.js:3\)\. Mark each in scope, out or deferred/,
    );
    assert.match(merge.inAdvance?.obstacle?.(run.run, gate, '') ?? '', /--approve does not cover that\.$/);
    run.submit({ type: 'triage-finding', finding: 'comment-1', triage: 'in', who: 'ada' });
    assert.match(run.decide(gate.id) ?? '', /^Marked in scope and not answered yet: comment-1 .* Reject this gate/);
  });

  test('is about the conversations as far as they have gone: a further word voids it, a mark does not', () => {
    const { run } = at();
    run.submit({ type: 'comments-read', read: { comments: [comment()] } });
    const before = commentsEvidence(run.settle().run, tools);
    run.submit({
      type: 'triage-finding',
      finding: 'comment-1',
      triage: 'out',
      who: 'ada',
      note: 'Closed by the caller.',
    });
    assert.equal(commentsEvidence(run.settle().run, tools), before);
    run.submit({ type: 'comments-read', read: { comments: [comment({ last: 'C2', text: 'It still does.' })] } });
    assert.notEqual(commentsEvidence(run.settle().run, tools), before);
  });

  test('merges nothing without an approval of the same attempt', () => {
    const { run, gate } = at();
    const planned = {
      type: 'sessions-planned',
      scope: { kind: 'ship', attempt: 1 },
      sessions: [{ kind: 'land' }],
    } as never;
    const merged = { type: 'shipped', result: { merged: { how: 'merge', commit: 'x' } } } as never;
    const elsewhere = { type: 'shipped', result: { merged: { how: 'elsewhere', commit: 'x' } } } as never;
    const objection = 'There was no used merge gate.';
    assert.deepEqual([merge.guards(planned, run.run), merge.guards(merged, run.run)], [objection, objection]);
    assert.equal(merge.guards(elsewhere, run.run), undefined, 'somebody has merged it at the forge');
    run.decide(gate.id);
    run.settle();
    assert.equal(merge.guards(planned, run.run), undefined);
    const later = { ...run.run, ship: { ...run.run.ship, attempt: 2 } };
    assert.equal(merge.guards(planned satisfies RunEvent, later as never), objection);
    assert.equal(merge.guards(planned, { ...run.run, ship: undefined } as never), objection);
  });

  test('that was about an earlier push is not opened again', () => {
    const { run, gate } = at();
    const later = { ...run.run, ship: { ...run.run.ship, attempt: 2 } };
    assert.equal(
      merge.reopenObstacle(later as never, gate),
      'What gate merge-1 was about has changed since. A new gate opens when the run gets there.',
    );
    assert.equal(merge.reopenObstacle(run.run, gate), undefined);
  });

  test('shows the request, the branch it goes into, and its checks', () => {
    const { run, gate } = at();
    const shown = new Map(merge.sections(run.run, gate).map(({ title, lines }) => [title, lines]));
    assert.deepEqual(shown.get('Pull request'), ['https://github.com/team/sample/pull/7', 'into main']);
    assert.match(shown.get('Checks at the forge')?.join() ?? '', /build/);
    assert.equal(shown.get('Committed')?.length, 1);
  });
});
