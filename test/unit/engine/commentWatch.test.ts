import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerComment, lookAtComments, watchComments } from '../../../src/engine/commentWatch.ts';
import type { CommandInput } from '../../../src/engine/commandInput.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import type { CommentsRead, ReviewComment } from '../../../src/core/model/forge.ts';
import { planText, SimulatedRun } from '../../support/simulatedRun.ts';
import { runAtLaunch } from '../../support/states.ts';

type Comments = NonNullable<EnginePorts['comments']>;

const comment = (thread: string): ReviewComment => ({
  ...{ thread, kind: 'thread', author: 'grace', text: 'Why?', last: `${thread}-last`, file: 'src/a1/main.js', line: 3 },
  url: `https://github.com/team/sample/pull/7#${thread}`,
});

/** A run whose pull requests wait to be merged: one, or one for each wave. */
function atMergeGate(waves = 1): SimulatedRun {
  const run = new SimulatedRun();
  run.outcome = (job) => run.requested(job);
  const stack = waves === 1 ? '' : ', pullRequest: {per: wave}';
  return run.start(planText(waves, `ship: {remote: upstream${stack}}\n`)).approveAll('merge');
}

function forge(read: (url: string) => CommentsRead, why?: string): Comments & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: (_forge, url) => {
      asked.push(url);
      return Promise.resolve(read(url));
    },
    answer: (_forge, url, answer) => {
      asked.push(`${url} ${answer.text}`);
      return Promise.resolve(why);
    },
  };
}

async function submitted(run: SimulatedRun, comments: Comments | undefined): Promise<readonly CommandInput[]> {
  const commands: CommandInput[] = [];
  await lookAtComments(
    run.run,
    (command) => Promise.resolve(void commands.push(command)),
    comments === undefined ? {} : { comments },
  );
  return commands;
}

suite('comments of reviewers', () => {
  test('are read from the pull request that waits, and told to the run as they are', async () => {
    const read = { comments: [comment('T1')], omitted: 2 };
    const comments = forge(() => read);
    assert.deepEqual(await submitted(atMergeGate(), comments), [{ type: 'comments-read', read }]);
    assert.deepEqual(comments.asked, ['https://github.com/team/sample/pull/7']);
  });

  test('are not read before there is a pull request, or where nothing reads them', async () => {
    const comments = forge(() => ({ comments: [] }));
    assert.deepEqual(await submitted(runAtLaunch(), comments), []);
    assert.deepEqual(comments.asked, []);
    assert.deepEqual(await submitted(atMergeGate(), undefined), []);
  });

  test('of several pull requests are told together, each with its own, and none is lost where one cannot be read', async () => {
    const run = atMergeGate(2);
    const comments = forge((url) =>
      url.endsWith('7')
        ? { comments: [comment('T1')], omitted: 1 }
        : { comments: [comment('T2')], omitted: 2, unread: 'The forge does not answer.' },
    );
    const [command] = await submitted(run, comments);
    if (comments.asked.length < 2) return assert.fail(`only ${comments.asked.join()} was asked`);
    assert.equal(command?.type, 'comments-read');
    assert.deepEqual(
      command.read.comments.map(({ thread, request }) => [thread, request?.at(-1)]),
      [
        ['T1', '7'],
        ['T2', '8'],
      ],
    );
    assert.equal(command.read.omitted, 3);
    assert.equal(command.read.unread, 'The forge does not answer.');
  });

  test('are read again at the pace of the plan until the run is left or merged', async () => {
    const run = atMergeGate();
    const comments = forge(() => ({ comments: [] }));
    const waits: { readonly at: number; readonly go: () => void }[] = [];
    const leave = new AbortController();
    const clock = { now: () => 1_000, wake: (at: number, go: () => void) => (waits.push({ at, go }), () => undefined) };
    const watched = watchComments(
      () => run.run,
      () => Promise.resolve(),
      { comments, clock },
      leave.signal,
    );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    assert.equal(comments.asked.length, 1);
    const { everySeconds } = run.run.plan.plan.ship.comments;
    assert.equal(waits[0]?.at, 1_000 + everySeconds * 1_000);
    waits[0].go();
    await turn();
    assert.equal(comments.asked.length, 2);
    leave.abort();
    await watched;
    assert.equal(comments.asked.length, 2, 'nobody is asked after that');
  });

  test('are answered once at the request they are about, and a refusal of the forge is told with its reason', async () => {
    const run = atMergeGate();
    run.submit({ type: 'comments-read', read: { comments: [comment('T1')] } });
    const [finding] = run.run.lastFindings;
    assert.ok(finding !== undefined, 'the comment is a finding');
    run.submit({ type: 'triage-finding', finding: finding.id, triage: 'out', note: 'By design.', who: 'ada' });
    const answer = { thread: 'T1', kind: 'thread' as const, author: 'grace', text: 'By design.', marker: 'm1' };
    const effect = { kind: 'answer-comment' as const, key: 'k', finding: finding.id, answer };
    const posted = forge(() => ({ comments: [] }));
    assert.deepEqual(await answerComment(effect, run.run, { comments: posted }), {
      type: 'comment-answered',
      finding: finding.id,
      answer: 'By design.',
    });
    assert.deepEqual(posted.asked, ['https://github.com/team/sample/pull/7 By design.']);
    const refused = forge(() => ({ comments: [] }), 'You may not comment.');
    assert.deepEqual(await answerComment(effect, run.run, { comments: refused }), {
      type: 'comment-answered',
      finding: finding.id,
      answer: 'By design.',
      why: 'You may not comment.',
    });
    assert.equal(await answerComment(effect, run.run, {}), undefined);
    assert.equal(await answerComment(effect, runAtLaunch().run, { comments: posted }), undefined);
  });
});
