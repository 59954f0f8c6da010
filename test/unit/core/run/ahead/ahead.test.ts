import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Job } from '../../../../../src/core/model/effects.ts';
import type { AgentWork } from '../../../../../src/core/model/sessionWork.ts';
import type { Review } from '../../../../../src/core/model/finding.ts';
import type { SessionResult } from '../../../../../src/core/model/sessionResult.ts';
import { pendingEffects } from '../../../../../src/core/run/pendingEffects.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { eventLine } from '../../../../../src/core/views/eventWords.ts';
import { planText, SimulatedRun, tools } from '../../../../support/simulatedRun.ts';

const blocker: Review['findings'][number] = {
  id: 'f1',
  severity: 'blocker',
  file: 'plan.waveplan.yaml',
  line: 9,
  title: 'The constant has no name',
  detail: 'Two agents would invent two.',
  remediation: 'Say that it is called answer.',
  citation: 'verified',
};
const cites = [{ file: 'src/a1/main.js', line: 1, citation: 'verified' as const }];
const approve: Review = { verdict: 'approve', findings: [], cites };
/** Rests on nothing that any task changes. */
const untouched: Review = { ...approve, cites: [{ file: 'src/other.js', line: 1, citation: 'verified' }] };
const refuse: Review = { verdict: 'changes', findings: [blocker], cites };

describe('validation ahead', () => {
  it('has two validators of different disposition read the directives of a wave before its launch gate opens', () => {
    const { run, works } = reading([approve, approve]);

    assert.deepEqual(run.dispatched, ['ahead~w1~1~validator-1', 'ahead~w1~1~validator-2']);
    assert.ok(works.every(({ mode }) => mode === 'read-only'));
    assert.match(
      works[0]?.directive ?? '',
      /## The directives[\s\S]*Extend module a1[\s\S]*## What to check[\s\S]*Traceability/,
    );
    assert.notEqual(section(works[0], 'Disposition'), section(works[1], 'Disposition'));
    assert.deepEqual(waiting(run), ['launch']);
    assert.match(gateText(run, 'Validated ahead'), /Validator 1 \(codemod\) approves/);
  });

  it('reads the next wave while the one before is at work, so that its launch gate opens when that is committed', () => {
    const stages: unknown[] = [];
    const { run } = reading([approve, approve, untouched, untouched]);
    const outcome = run.outcome;
    run.outcome = (job) => {
      if (job.subject === 'a1' && job.kind === 'implement')
        stages.push(boardOf(run.run, 0).waves.map(({ ahead }) => ahead?.stage));
      return outcome(job);
    };
    run.approveAll('spot-check');

    assert.deepEqual(stages, [[undefined, 'reading']]);
    assert.ok(run.dispatched.includes('ahead~w2~1~validator-2'));
    assert.equal(boardOf(run.run, 0).waves[1]?.ahead?.text, 'validated ahead: nothing found');
    const read = run.dispatched.length;
    run.approveAll('launch');
    assert.deepEqual(waiting(run), ['launch']);
    assert.deepEqual(
      run.dispatched.slice(read).filter((session) => session.startsWith('ahead')),
      [],
    );
  });

  it('voids by code the verdicts that cite what the wave before has changed, and asks for those again', () => {
    const { run, works } = reading([approve, approve, approve, untouched, approve], conversing);
    run.approveAll('spot-check').approveAll('launch');

    const voided = run.events.find(({ type }) => type === 'ahead-voided');
    assert.match(
      (voided && eventLine(voided, run.run)) ?? '',
      /no longer counts: Committed since: a change of src\/a1\/main\.js/,
    );
    assert.deepEqual(
      run.dispatched.filter((session) => session.startsWith('ahead~w2')),
      ['ahead~w2~1~validator-1', 'ahead~w2~1~validator-2', 'ahead~w2~2~validator-1'],
    );
    assert.equal(works[4]?.resume?.id, 'talk-validator-1');
    assert.match(works[4]?.directive ?? '', /## Since you looked last[\s\S]*src\/a1\/main\.js[\s\S]*git diff/);
    assert.match(
      run.run.ahead?.['w2']?.because ?? '',
      /a change of src\/a1\/main\.js/,
      'the board says why they look again',
    );
    assert.deepEqual(waiting(run), ['launch']);
  });

  it('holds the launch for a blocker, until the plan is changed and the same conversations find nothing any more', () => {
    const { run, works, reviews } = reading([refuse, approve], conversing);
    const [gate] = pendingGates(run.run);

    assert.match(run.decide(gate?.id ?? '') ?? '', /Validators hold this launch: The constant has no name \(plan/);
    assert.match(boardOf(run.run, 0).waves[0]?.ahead?.text ?? '', /held by 1 blocker/);
    reviews.push(approve, approve);
    const wave1 = 'Extend module a1 by one exported constant';
    assert.equal(run.edit(plan().replace(wave1, `${wave1} called answer`)), undefined);
    run.settle().approveAll('launch');

    assert.deepEqual(
      works.slice(2).map(({ resume }) => resume?.id),
      ['talk-validator-1', 'talk-validator-2'],
    );
    assert.match(works[2]?.directive ?? '', /directives have changed[\s\S]*\+.*constant called answer[\s\S]*no name/);
    const launch = pendingGates(run.run)[0]?.id ?? '';
    assert.equal(run.decide(launch), undefined);
  });

  it('lets a person launch all the same, with a reason that is signed and shown', () => {
    const { run } = reading([refuse, approve]);
    const launch = pendingGates(run.run)[0]?.id ?? '';
    const [question] = boardOf(run.run, 0).gates[0]?.questions ?? [];

    assert.equal(question?.id, 'ahead~w1~1~1');
    assert.equal(run.decide(launch, 'approved', { 'ahead~w1~1~1': 'Both names are fine.' }), undefined);
    run.settle();
    assert.deepEqual(waiting(run), ['spot-check']);
  });

  it('says which validator gave no verdict, and asks that one again', () => {
    const { run, reviews } = reading([approve]);
    const launch = pendingGates(run.run)[0]?.id ?? '';

    assert.match(run.decide(launch) ?? '', /No verdict: Validator 2 \(codemod\): Done\..*without-validator-2=WHY/);
    reviews.push(approve);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(
      run.dispatched.filter((session) => session.startsWith('ahead')),
      ['ahead~w1~1~validator-1', 'ahead~w1~1~validator-2', 'ahead~w1~2~validator-2'],
    );
    assert.equal(run.decide(pendingGates(run.run)[0]?.id ?? ''), undefined);
  });

  it('can be launched without a verdict that does not come', () => {
    const { run } = reading([approve]);
    const launch = pendingGates(run.run)[0]?.id ?? '';
    assert.equal(run.decide(launch, 'approved', { 'without-validator-2': 'The provider is down.' }), undefined);
  });

  it('counts the blocker of one although the other approves, whoever comes first', () => {
    const { run } = reading([approve, refuse]);
    assert.match(boardOf(run.run, 0).waves[0]?.ahead?.text ?? '', /held by 1 blocker/);
  });

  it('of all waves at once reads them before the first launch and not again', () => {
    const { run, works } = reading([approve, approve], undefined, 'once');
    assert.match(works[0]?.directive ?? '', /Extend module a1[\s\S]*Extend module b2/);
    run.approveAll('acceptance');
    assert.equal(run.dispatched.filter((session) => session.startsWith('ahead')).length, 2);
  });

  it('is off for a small plan, and says nothing about a pipeline there', () => {
    const run = new SimulatedRun().start(planText(2)).approveAll('launch');
    assert.deepEqual(
      run.dispatched.filter((session) => session.startsWith('ahead')),
      [],
    );
    assert.equal(boardOf(run.run, 0).waves[0]?.ahead, undefined);
  });

  it('leaves nothing under way when the run is stopped', () => {
    const { run } = reading([approve, approve]);
    run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
    run.settle();
    assert.deepEqual(pendingEffects(run.run, tools), []);
  });
});

const plan = (mode = 'wave'): string => planText(2, `validateAhead: ${mode}\n`);

/** A run up to its first launch gate; reviews are taken in the order in which they are asked for. */
function reading(
  reviews: Review[],
  change = (_job: Job, result: SessionResult): SessionResult => result,
  mode = 'wave',
) {
  const run = new SimulatedRun();
  const works: AgentWork[] = [];
  run.outcome = (job) => {
    const { work } = job;
    if (job.kind !== 'validate-task' || work.kind !== 'agent') return change(job, run.done(job));
    works.push(work);
    const { review: _none, ...done } = run.done(job);
    const review = reviews.shift();
    return change(job, review === undefined ? done : { ...done, review, summary: 'Read all of it.' });
  };
  run.start(plan(mode)).approveAll('launch');
  return { run, works, reviews };
}

function conversing(job: Job, result: SessionResult): SessionResult {
  return {
    ...result,
    conversation: `talk-${job.subject}`,
    usage: { inputTokens: 100, cachedTokens: 0, outputTokens: 10 },
  };
}

function waiting(run: SimulatedRun): readonly string[] {
  return pendingGates(run.run).map(({ kind }) => kind);
}

function gateText(run: SimulatedRun, title: string): string {
  const sections = boardOf(run.run, 0).gates.flatMap((gate) => gate.sections);
  return sections.find((section) => section.title === title)?.lines.join('\n') ?? '';
}

function section(work: AgentWork | undefined, title: string): string | undefined {
  return work?.directive.split(`## ${title}\n`)[1]?.split('\n## ')[0];
}
