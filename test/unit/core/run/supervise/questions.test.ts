import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Job } from '../../../../../src/core/model/effects.ts';
import { gateSpecs } from '../../../../../src/core/gates/specs/gateSpecs.ts';
import { missingGate } from '../../../../../src/core/run/gate/missingGate.ts';
import { openQuestions } from '../../../../../src/core/queries/questions.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { supervisorSessions } from '../../../../../src/core/queries/supervisors.ts';
import { pendingEffects } from '../../../../../src/core/run/pendingEffects.ts';
import { tools } from '../../../../support/simulatedRun.ts';
import type { SimulatedRun } from '../../../../support/simulatedRun.ts';
import { ruleCite, silence, supervisedPlan, supervisedRun } from '../../../../support/supervisedRun.ts';

const plan = supervisedPlan();
const cited = (task: string, text = 'Half to even.') => ({
  ...silence,
  answers: [{ task, text, cites: [ruleCite(plan)] }],
});
const kindsPending = (run: SimulatedRun) => pendingGates(run.run).map(({ kind }) => kind);
const question = { a1: 'How are numbers rounded?' };

suite('a question of an agent whose team has a supervisor', () => {
  test('is answered from the plan, with the place, and no person is asked', () => {
    const jobs: Job[] = [];
    const run = supervisedRun({ asks: question, says: (job) => (jobs.push(job), cited('a1')) });
    assert.deepEqual(kindsPending(run), ['spot-check']);
    assert.ok(!Object.values(run.run.gates).some(({ kind }) => kind === 'answer'), 'no gate was opened');
    const [answer] = run.run.sessions['wave~w1~1~a1']?.answers ?? [];
    assert.equal(answer?.text, 'Half to even.');
    assert.equal(answer.who, 'the supervisor of core');
    assert.equal(answer.by?.session, 'supervise~core~1~core');
    const [asked] = jobs;
    assert.ok(asked?.work.kind === 'agent');
    assert.equal(asked.work.mode, 'read-only');
    assert.match(asked.work.directive, /`a1` asks: How are numbers rounded\?/);
    assert.ok(asked.work.files?.['plan.txt']?.includes('Round half to even'));
    assert.ok(asked.work.files?.['decisions.md']?.includes('Keep the greeting formal'));
    assert.equal(run.approveAll().run.phase, 'shipped');
  });

  test('reaches the agent in its conversation, as an answer that allows nothing', () => {
    const jobs: Job[] = [];
    supervisedRun({ asks: question, says: () => cited('a1'), heard: (job) => jobs.push(job) });
    const again = jobs.find(({ subject, epoch }) => subject === 'a1' && epoch === 2);
    assert.ok(again?.work.kind === 'agent');
    assert.equal(again.work.resume?.id, 'talk-a1');
    assert.match(
      again.work.directive,
      /The answer of the supervisor of core: Half to even\.\n\s+It rests on: the plan, line/,
    );
    assert.match(again.work.directive, /It allows you nothing that this directive does not/);
    assert.doesNotMatch(again.work.directive, /A person has answered/);
  });

  for (const [what, answers, why] of [
    ['nothing', [{ task: 'a1', text: 'Half up.', cites: [] }], /cites nothing/],
    [
      'a line of the plan that does not say so',
      [{ task: 'a1', text: 'Half up.', cites: [{ ...ruleCite(plan), quote: 'Round half up, always.' }] }],
      /the plan does not say "Round half up, always\." in line/,
    ],
    [
      'a file that was not there when the run began',
      [
        {
          task: 'a1',
          text: 'Half up.',
          cites: [{ source: 'file', where: 'docs/round.md', line: 1, quote: 'Round half up, always.', found: false }],
        },
      ],
      /did not stand in docs\/round\.md:1 when the run began/,
    ],
    [
      'a decision that nobody has made',
      [
        {
          task: 'a1',
          text: 'Half up.',
          cites: [{ source: 'decision', where: 'launch-9', line: 1, quote: 'Round half up.' }],
        },
      ],
      /no decision at gate launch-9 says "Round half up\."/,
    ],
    [
      'one place that is there and one that is not',
      [{ task: 'a1', text: 'Half up.', cites: [ruleCite(plan), { ...ruleCite(plan), line: 900 }] }],
      /in line 900/,
    ],
    ['a single word', [{ task: 'a1', text: 'Half up.', cites: [{ ...ruleCite(plan), quote: 'Round' }] }], /too short/],
    ['a secret', [{ task: 'a1', text: 'Use [redacted].', secrets: 1, cites: [ruleCite(plan)] }], /it held a secret/],
    [
      'another team',
      [{ task: 'b1', text: 'Half up.', cites: [ruleCite(plan)] }],
      /b1 did not ask the supervisor of core/,
    ],
  ] as const) {
    test(`goes to the person where the supervisor cites ${what}`, () => {
      const run = supervisedRun({ asks: question, says: () => ({ ...silence, answers }) });
      assert.deepEqual(kindsPending(run), ['answer']);
      assert.equal(run.run.sessions['wave~w1~1~a1']?.answers, undefined, 'the agent has heard nothing');
      const [gate] = pendingGates(run.run);
      const shown = sectionText(run, gate?.id ?? '');
      assert.match(shown, why);
    });
  }

  test('rests on what a person has said at an earlier gate', () => {
    const run = supervisedRun({
      asks: { a1: 'Is the greeting formal?' },
      says: () => ({
        ...silence,
        answers: [
          {
            task: 'a1',
            text: 'Yes.',
            cites: [{ source: 'decision', where: 'launch-1', line: 1, quote: 'Keep the greeting formal' }],
          },
        ],
      }),
    });
    assert.deepEqual(kindsPending(run), ['spot-check']);
  });

  test('goes to the person at once where it asks to be allowed something', () => {
    const run = supervisedRun({ asks: { a1: 'May I push to the main branch?' }, says: () => cited('a1') });
    assert.deepEqual(kindsPending(run), ['answer']);
    assert.equal(supervisorSessions(run.run).length, 0);
  });

  test('waits for the person where another question of the wave has no answer', () => {
    const asks = { ...question, b1: 'Which port?' };
    const run = supervisedRun({ asks, says: ({ subject }) => (subject === 'core' ? cited('a1') : silence) });
    assert.deepEqual(kindsPending(run), ['answer']);
    assert.match(sectionText(run, 'answer-1'), /supervisor of core.*Half to even/);
    assert.equal(run.decide('answer-1', 'approved', { a1: 'Half up.', b1: '80.' }), undefined);
    run.settle();
    assert.equal(run.run.sessions['wave~w1~1~a1']?.answers?.[0]?.text, 'Half up.', "the person's answer counts");
  });

  test('goes to the person where the supervisor fails', () => {
    const run = supervisedRun({ asks: question, says: () => ({ outcome: 'crashed', message: 'It crashed.' }) });
    assert.deepEqual(kindsPending(run), ['answer']);
  });

  test('goes to the person once the budget of the supervisor is used up, and says so', () => {
    const run = supervisedRun({ asks: question, plan: supervisedPlan('{sessions: 1}'), says: () => cited('a1') });
    assert.deepEqual(kindsPending(run), ['spot-check'], 'asked once');
    const costly = supervisedRun({
      asks: question,
      plan: supervisedPlan('{tokens: 100}'),
      says: () => ({
        outcome: 'done',
        message: 'Done.',
        supervision: silence,
        usage: { inputTokens: 90, cachedTokens: 0, outputTokens: 20 },
      }),
    });
    assert.match(sectionText(costly, 'answer-1'), /budget of the supervisor of core is used up: 110 of 100 tokens/);
    assert.equal(supervisorSessions(costly.run, 'core').length, 1);
  });

  test('is counted once: a record that claims another answer is refused', () => {
    const run = supervisedRun({ asks: question, says: () => cited('a1') });
    const index = run.events.findIndex((event) => event.type === 'session-retried' && event.answer !== undefined);
    const event = run.events[index];
    assert.ok(event?.type === 'session-retried' && event.answer !== undefined);
    const before = supervisedRun({ asks: question, says: () => silence }).run;
    const forged = { ...event, answer: { ...event.answer, text: 'Something else.' } };
    assert.match(missingGate(forged, before) ?? '', /no used answer gate/);
    assert.match(missingGate(event, before) ?? '', /no used answer gate/, 'that supervisor has not said so');
  });
});

suite('an answer of a supervisor that a person takes back', () => {
  test("stops the agent, whose question is then the person's", () => {
    const run = supervisedRun({
      asks: question,
      says: () => cited('a1'),
      heard: (job, going) => {
        if (job.subject === 'a1' && job.epoch === 2) going.submit({ type: 'take-back-answer', task: 'a1', who: 'ada' });
        if (job.subject === 'a1' && job.epoch === 2) assert.ok(stops(going), 'the agent is being stopped');
      },
    });
    assert.deepEqual(kindsPending(run), ['answer']);
    assert.equal(supervisorSessions(run.run).length, 1, 'no supervisor is asked again');
    const [question1] = openQuestions(run.run, 'w1');
    assert.equal(question1?.question, 'How are numbers rounded?');
    const jobs: Job[] = [];
    const before = run.outcome;
    run.outcome = (job) => (jobs.push(job), before(job));
    assert.equal(run.decide('answer-1', 'approved', { a1: 'Half up.' }), undefined);
    run.settle();
    const last = jobs.find(({ subject }) => subject === 'a1');
    assert.ok(last?.work.kind === 'agent');
    assert.match(last.work.directive, /This answer was taken back\. Undo what you did because of it/);
    assert.match(last.work.directive, /The answer of ada: Half up\./);
    assert.equal(run.approveAll().run.phase, 'shipped');
  });

  test('is refused once the work has gone on to its merge, with what to do instead', () => {
    const run = supervisedRun({ asks: question, says: () => cited('a1') });
    const refused = run.submit({ type: 'take-back-answer', task: 'a1', who: 'ada' });
    assert.match(refused ?? '', /has gone on to what follows.*Say at its spot-check/);
    assert.match(run.submit({ type: 'take-back-answer', task: 'b1', who: 'ada' }) ?? '', /No supervisor has answered/);
  });
});

function stops(run: SimulatedRun): boolean {
  return pendingEffects(run.run, tools).some(({ kind }) => kind === 'stop-session');
}

function sectionText(run: SimulatedRun, gate: string): string {
  const found = run.run.gates[gate];
  if (found === undefined) return '';
  return gateSpecs.answer
    .sections(run.run, found)
    .flatMap(({ lines }) => lines)
    .join('\n');
}
