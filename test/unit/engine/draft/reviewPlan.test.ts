import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { PlanReview, PlanReviewer } from '../../../../src/core/model/planReview.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { askReviewers } from '../../../../src/engine/draft/reviewPlan.ts';
import type { ReviewNews } from '../../../../src/engine/draft/reviewPlan.ts';
import { ExecutorError } from '../../../../src/ports/executor.ts';
import type { Reading } from '../../../support/readerWorld.ts';
import { ReaderWorld, reader } from '../../../support/readerWorld.ts';
import { planText } from '../../../support/simulatedRun.ts';

const usage = { inputTokens: 100, cachedTokens: 10, outputTokens: 5 };

const reviewer = (subject: string, more: Partial<PlanReviewer> = {}): PlanReviewer => ({
  subject,
  agent: subject,
  disposition: 'Looks for what is missing.',
  ...more,
});

const firstPass: PlanReview = {
  version: 1,
  run: 'r1',
  reviewers: [reviewer('first'), reviewer('second')],
  passes: [],
  gaps: [],
};

const reviewed: SessionResult = {
  outcome: 'done',
  message: 'Done.',
  summary: 'Good as far as it goes.',
  planReview: { gaps: [], earlier: [], score: 7, ready: true, solid: [] },
  conversation: 'talk-1',
  handoff: '{"status":"done"}',
  usage,
};

async function ask(
  answer: (reading: Reading) => SessionResult | undefined,
  review = firstPass,
  signal = new AbortController().signal,
) {
  const world = new ReaderWorld(answer);
  const news: ReviewNews[] = [];
  const { profile, ...rest } = reader;
  const profiles = { first: profile, second: profile };
  const request = { ...rest, source: planText(1), review, profiles };
  const told = await askReviewers(request, world.ports, (each) => void news.push(each), signal).then(
    ({ reports }) => ({ reports, error: undefined }),
    (error: unknown) => ({ reports: [], error }),
  );
  return { ...told, world, news };
}

suite('reviewers of a plan', () => {
  test('read it at the same time, each in a worktree of its own that is removed again, and may change nothing', async () => {
    const { reports, world } = await ask(() => reviewed);
    assert.deepEqual(world.happenings, [
      'prepare first second 0',
      'start first',
      'start second',
      'remove first second',
    ]);
    assert.deepEqual(
      world.readings.map(({ work }) => work.mode),
      ['read-only', 'read-only'],
    );
    assert.deepEqual(
      reports.map(({ subject, summary }) => [subject, summary]),
      [
        ['first', reviewed.summary],
        ['second', reviewed.summary],
      ],
    );
    for (const { work } of world.readings)
      assert.match(work.directive, /Looks for what is missing\.[^]*title: Extend modules/);
  });

  test('one without a review does not take the other along, and says why', async () => {
    const { reports, news } = await ask(({ subject }) =>
      subject === 'first' ? { outcome: 'timeout', message: 'It took 15 minutes.' } : reviewed,
    );
    assert.equal(reports[0]?.failed, 'It took 15 minutes.');
    assert.equal(reports[1]?.failed, undefined);
    assert.deepEqual(news.flatMap((each) => (each.kind === 'ended' ? [[each.agent, each.failed]] : [])).sort(), [
      ['first', 'It took 15 minutes.'],
      ['second', undefined],
    ]);
  });

  test('a question of one is told as what keeps it from a review', async () => {
    const { reports } = await ask(() => ({ outcome: 'blocked', message: 'Blocked.', question: 'Which release?' }));
    assert.equal(reports[0]?.failed, 'It has a question before it can review: Which release?');
  });

  test('a review of one that was stopped half-way does not count', async () => {
    const { reports } = await ask(() => ({ ...reviewed, outcome: 'cancelled', message: 'It was stopped.' }));
    assert.deepEqual(
      reports.map(({ review, failed }) => [review, failed]),
      [
        [undefined, 'It was stopped.'],
        [undefined, 'It was stopped.'],
      ],
    );
  });

  test('one whose profile has left the plan is named, and the other reads', async () => {
    const review = { ...firstPass, reviewers: [reviewer('gone'), reviewer('second')] };
    const { reports, world } = await ask(() => reviewed, review);
    assert.match(reports[0]?.failed ?? '', /is not known any more/);
    assert.deepEqual(
      world.readings.map(({ subject }) => subject),
      ['second'],
    );
  });

  test('in a second pass go on in their conversations, told what the plan was and which gaps are open', async () => {
    const opinion = { summary: '', solid: [] };
    const review: PlanReview = {
      ...firstPass,
      reviewers: [
        reviewer('first', { conversation: 'talk-0', used: usage, directive: 'THE FIRST DIRECTIVE', handoff: '{}' }),
        reviewer('second'),
      ],
      passes: [
        {
          at: 1,
          base: 'base',
          plan: 'hash',
          source: planText(2),
          fresh: 0,
          opinions: [
            { subject: 'first', ...opinion },
            { subject: 'second', ...opinion, failed: 'It crashed.' },
          ],
        },
      ],
    };
    const { world, reports } = await ask(() => reviewed, review);
    const [first, second] = world.readings;
    assert.deepEqual(first?.work.resume, { id: 'talk-0', used: usage });
    assert.match(first.work.handOver ?? '', /THE FIRST DIRECTIVE/);
    assert.ok(second);
    assert.equal(second.work.resume, undefined, 'it has no review to go on from');
    assert.equal(second.work.handOver, undefined);
    assert.deepEqual(reports[0]?.used, { inputTokens: 200, cachedTokens: 20, outputTokens: 10 });
    assert.deepEqual(reports[1]?.used, usage);
  });

  test('are all ended before their worktrees go where one of them cannot be heard', async () => {
    const { error, world } = await ask(({ subject }) => {
      if (subject === 'first') throw new ExecutorError('Its session host is gone.');
      return undefined;
    });
    assert.match(String(error), /Its session host is gone\./);
    const [stop, end, remove] = world.happenings.slice(-3);
    assert.match(stop ?? '', /^stop .*second/);
    assert.equal(end, 'end second');
    assert.equal(remove, 'remove first second');
  });

  test('are stopped when the person gives up', async () => {
    const abort = new AbortController();
    let started = 0;
    const { world, reports } = await ask(
      () => {
        started += 1;
        if (started === 2) setImmediate(() => abort.abort());
        return undefined;
      },
      firstPass,
      abort.signal,
    );
    assert.deepEqual(
      reports.map(({ failed }) => failed),
      ['It was stopped.', 'It was stopped.'],
    );
    assert.equal(world.happenings.at(-1), 'remove first second');
  });
});
