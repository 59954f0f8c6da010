import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { learningsFile } from '../../../../src/core/learnings/learnings.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { draftPlan } from '../../../../src/engine/draft/draftPlan.ts';
import type { Draft, DraftNews, DraftRequest, NoDraft } from '../../../../src/engine/draft/draftPlan.ts';
import { ExecutorError } from '../../../../src/ports/executor.ts';
import { ReaderWorld, reader } from '../../../support/readerWorld.ts';
import { planText, revisionOf } from '../../../support/simulatedRun.ts';

const request: DraftRequest = {
  ...reader,
  goal: 'Greet in French.',
  agents: ['codemod'],
  findings: [],
  check: (source) => Promise.resolve(parsePlan(source)),
  complete: (source) => source,
};

const usage = { inputTokens: 100, cachedTokens: 10, outputTokens: 5 };

/** The planner's handoff with a plan. */
const planned = (plan: string, more: Partial<SessionResult> = {}): SessionResult => ({
  outcome: 'done',
  message: 'Done.',
  plan,
  conversation: 'talk-1',
  usage,
  ...more,
});

const noWaves = planText(1).replace(/waves:[\s\S]*$/, '');

/** Drafts with a planner that gives these answers, one after the other. */
async function draft(answers: readonly SessionResult[], more: Partial<DraftRequest> = {}, world?: ReaderWorld) {
  const left = [...answers];
  const used =
    world ??
    new ReaderWorld(({ work }) => left.shift() ?? assert.fail(`The planner is asked once more: ${work.directive}`));
  const news: DraftNews[] = [];
  const told = (each: DraftNews): void => void news.push(each);
  const result = await draftPlan({ ...request, ...more }, used.ports, told, new AbortController().signal);
  return { result, news, world: used, left };
}

function isDraft(result: Draft | NoDraft): asserts result is Draft {
  assert.ok(!('failed' in result), 'failed' in result ? result.failed : '');
}

suite('a plan that an agent drafts', () => {
  test('is offered with its summary, the commit it was drafted on and its use, and nothing is left behind', async () => {
    const { result, world, news } = await draft([planned(planText(2), { summary: 'Two waves.' })]);
    isDraft(result);
    assert.equal(result.source, planText(2));
    assert.deepEqual(result.wrong, []);
    assert.equal(result.base, 'base');
    assert.equal(result.summary, 'Two waves.');
    assert.equal(result.rounds, 1);
    assert.deepEqual(result.usage, usage);
    assert.deepEqual(world.happenings, ['prepare plan 0', 'start plan', 'remove plan']);
    assert.deepEqual(
      news.map(({ kind }) => kind),
      ['reading', 'asked'],
    );
  });

  test('is asked for in a session that only reads, and may not touch the plan', async () => {
    const { world } = await draft([planned(planText(1))]);
    const [reading] = world.readings;
    assert.equal(reading?.work.mode, 'read-only');
    assert.deepEqual(reading.work.owns, []);
    assert.ok(reading.work.protected.includes('plan.waveplan.yaml'));
    assert.match(reading.work.directive, /Greet in French\./);
  });

  test('takes what earlier runs have taught into account', async () => {
    const world = new ReaderWorld(() => planned(planText(1)));
    world.files = { [learningsFile]: '# Learnings\n\n- Never touch the generated client.\n' };
    await draft([], {}, world);
    assert.match(world.readings[0]?.work.directive ?? '', /Never touch the generated client\./);
  });

  test('with errors goes back to the planner, in the same conversation, with what is wrong and where', async () => {
    const { result, world, news } = await draft([planned(noWaves), planned(planText(1))]);
    isDraft(result);
    assert.equal(result.rounds, 2);
    assert.deepEqual(result.usage, { inputTokens: 200, cachedTokens: 20, outputTokens: 10 });
    const [first, second] = world.readings;
    assert.equal(first?.work.resume, undefined);
    assert.deepEqual(second?.work.resume, { id: 'talk-1', used: usage });
    assert.match(second.work.directive, /line \d+, no-waves:/);
    assert.match(
      second.work.handOver ?? '',
      /Greet in French/,
      'for a program whose conversations cannot be continued',
    );
    assert.match(second.work.handOver ?? '', /title: Extend modules/);
    const repairing = news.find((each) => each.kind === 'repairing');
    assert.match(repairing?.wrong.join() ?? '', /no-waves/);
  });

  test('that stays wrong is offered as it is after three corrections, with what is wrong', async () => {
    const { result, world } = await draft(Array<SessionResult>(9).fill(planned(noWaves)));
    isDraft(result);
    assert.equal(world.readings.length, 4);
    assert.match(result.wrong.join(), /no-waves/);
    assert.deepEqual(world.happenings.at(-1), 'remove plan');
  });

  test('is no plan where the planner only talks, and its last words are told', async () => {
    const talk = planned('I would begin with the greeting.', { summary: 'I need more time.' });
    const { result, world } = await draft(Array<SessionResult>(9).fill(talk));
    assert.ok('failed' in result);
    assert.match(result.failed, /answered 4 times, and none of its answers was a plan.*I need more time\./);
    assert.match(world.readings[1]?.work.directive ?? '', /it begins "I would begin with the greeting/);
  });

  test('has each open item of the task list it was made from, or says which are out of scope', async () => {
    const spec = { name: 'tasks.md', text: '- [ ] T001 Greet\n- [x] T002 Done\n- [ ] T003 Leave\n' };
    const covering = planText(1).replace('Extend module a1 by', 'For T001 and T003, extend module a1 by');
    const { result, world } = await draft([planned(planText(1)), planned(covering)], { spec });
    isDraft(result);
    assert.deepEqual(result.wrong, []);
    const asked = world.readings[1]?.work.directive ?? '';
    assert.match(asked, /T001/);
    assert.match(asked, /T003/);
    assert.doesNotMatch(asked.replaceAll(spec.text, ''), /T002 is|"T002"/);
  });

  test('may not take a constraint away from the plan it is to change', async () => {
    const source = planText(1, 'constraints: [Keep the API.]\n');
    const before = { source, plan: revisionOf(source).plan, done: [] };
    const { result, world } = await draft([planned(planText(1)), planned(source)], { before });
    isDraft(result);
    assert.equal(result.source, source);
    assert.match(world.readings[1]?.work.directive ?? '', /has lost "Keep the API\."/);
  });

  test('is taken from a planner that reports itself blocked with a plan', async () => {
    const { result } = await draft([planned(planText(1), { outcome: 'blocked' })]);
    isDraft(result);
  });

  test('is not taken from one that wrote files, and says that nothing of the person was changed', async () => {
    const message = 'It changed src/a.js.';
    const { result, world } = await draft([planned(planText(1), { outcome: 'readonly-violated', message })]);
    assert.ok('failed' in result);
    assert.match(result.failed, /It changed src\/a\.js\..*its plan was not taken.*as they were/);
    assert.equal(world.happenings.at(-1), 'remove plan');
  });

  test('waits for the answer to a question, which goes into the goal', async () => {
    const asks: SessionResult = { outcome: 'blocked', message: 'Blocked.', question: 'Which dialect?' };
    const { result } = await draft([asks]);
    assert.ok('failed' in result);
    assert.equal(result.question, 'Which dialect?');
    assert.match(result.failed, /Which dialect\? Answer it in the goal, and draft again\./);
  });

  test('names why there is none in words for a plan, not for a task of a run', async () => {
    const message =
      'It used 900,000 tokens. Split the task, or raise budget.perSession.tokens, then dispatch the task again.';
    const { result } = await draft([{ outcome: 'budget', message }]);
    assert.ok('failed' in result);
    assert.match(
      result.failed,
      /\(budget\).*Raise budget\.perSession\.tokens\. Then draft again, or have another agent draft\./,
    );
    assert.doesNotMatch(result.failed, /dispatch the task/);
  });

  test('tells what changed outside meanwhile, of all rounds', async () => {
    const { result } = await draft([
      planned(noWaves, { outside: ['notes.txt was changed.'] }),
      planned(planText(1), { outside: ['more.txt was changed.'] }),
    ]);
    isDraft(result);
    assert.deepEqual(result.outside, ['notes.txt was changed.', 'more.txt was changed.']);
  });

  test('can be given up while the planner works: it is stopped, and its worktree goes', async () => {
    const world = new ReaderWorld(() => undefined);
    const abort = new AbortController();
    const ended = draftPlan(request, world.ports, ({ kind }) => kind === 'asked' && abort.abort(), abort.signal);
    const result = await ended;
    assert.ok('failed' in result);
    assert.deepEqual(world.happenings.slice(-3), [`stop ${world.readings[0]?.session}`, 'end plan', 'remove plan']);
  });

  test('leaves no worktree where the planner cannot be started', async () => {
    const world = new ReaderWorld(() => {
      throw new ExecutorError('Its program is gone.');
    });
    await assert.rejects(draft([], {}, world), /Its program is gone\./);
    assert.equal(world.happenings.at(-1), 'remove plan');
  });
});
