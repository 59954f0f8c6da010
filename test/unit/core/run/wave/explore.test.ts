import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentWork } from '../../../../../src/core/model/sessionWork.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../../src/core/views/board.ts';
import { planText, redOnce, SimulatedRun } from '../../../../support/simulatedRun.ts';

const implementationPlan = {
  touches: ['src/a1/main.js: gets the constant'],
  steps: ['Add the constant', 'Export it'],
  needs: [],
  contradictions: ['src/a1/main.js:1 is CommonJS, the task speaks of exports'],
  risks: [],
};

describe('a task that is explored first', () => {
  it('has its agent lay out what it is going to do, read-only, before the launch gate opens', () => {
    const { run, works } = exploring();
    assert.deepEqual(run.dispatched, ['explore~w1~1~a1']);
    assert.equal(works[0]?.mode, 'read-only');
    assert.match(works[0]?.directive ?? '', /# Explore: Task a1[\s\S]*Push back where the repository contradicts/);

    const [gate] = boardOf(run.run, 0).gates;
    assert.equal(gate?.kind, 'launch');
    const plan = gate.sections.find(({ title }) => title === 'Implementation plan: Task a1');
    assert.match(
      plan?.lines.join('\n') ?? '',
      /touches src\/a1[\s\S]*1\. Add the constant[\s\S]*contradicts the task: .*CommonJS/,
    );
  });

  it('waits until a person has read the plan, and is carried out in the same conversation with what they say', () => {
    const { run, works } = exploring();
    const launch = pendingGates(run.run)[0]?.id ?? '';
    assert.match(run.decide(launch) ?? '', /Read the implementation plans .*Task a1 \[explore-a1=ok/);
    assert.equal(run.decide(launch, 'approved', { 'explore-a1': 'Keep CommonJS.' }), undefined);
    run.settle();

    const work = works.find(
      ({ stage, mode, branch }) => mode !== 'read-only' && branch.endsWith('/a1') && stage !== 'explore',
    );
    assert.equal(work?.resume?.id, 'talk-a1');
    assert.match(
      work?.directive ?? '',
      /## Your implementation plan[\s\S]*Export it[\s\S]*ada says of it[\s\S]*Keep CommonJS\./,
    );
    const other = works.find(({ branch }) => branch.endsWith('/b1'));
    assert.doesNotMatch(other?.directive ?? '', /Your implementation plan/);
  });

  it('that was laid out on the same task and commit is not explored again after a failure', () => {
    const { run } = exploring();
    const outcome = run.outcome;
    redOnce(run, 'w1', 'b1');
    const red = run.outcome;
    run.outcome = (job) => (job.work.kind === 'check' ? red(job) : outcome(job));
    run.decide(pendingGates(run.run)[0]?.id ?? '', 'approved', { 'explore-a1': 'ok' });
    run.settle();
    assert.equal(run.adapt('redispatch', 'b1'), undefined);
    run.approveAll('launch');
    assert.equal(run.dispatched.filter((session) => session.startsWith('explore')).length, 1);
  });

  it('whose agent gives no plan says why, is asked again, and can be launched without', () => {
    const { run } = exploring(1);
    const launch = pendingGates(run.run)[0]?.id ?? '';
    assert.match(run.decide(launch) ?? '', /No implementation plan: Task a1: Said nothing\./);
    assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
    run.settle();
    assert.deepEqual(run.dispatched, ['explore~w1~1~a1', 'explore~w1~2~a1']);
    assert.match(run.decide(pendingGates(run.run)[0]?.id ?? '') ?? '', /explore-a1=ok/);

    const without = exploring(1).run;
    const gate = pendingGates(without.run)[0]?.id ?? '';
    assert.equal(without.decide(gate, 'approved', { 'explore-a1': 'Add one line, nothing else.' }), undefined);
    without.settle();
    assert.equal(pendingGates(without.run)[0]?.kind, 'spot-check');
  });
});

/** A run at its first launch gate. @param silent how often the explorer gives no plan */
function exploring(silent = 0) {
  const run = new SimulatedRun();
  const works: AgentWork[] = [];
  let left = silent;
  run.outcome = (job) => {
    if (job.work.kind === 'agent') works.push(job.work);
    const done = run.done(job);
    if (job.kind !== 'explore') return done;
    left -= 1;
    if (left >= 0) return { outcome: 'blocked', message: 'Said nothing.' };
    return { ...done, conversation: `talk-${job.subject}`, implementationPlan, summary: 'One line in one file.' };
  };
  run.start(planText().replace('title: Task a1', 'title: Task a1\n        explore: true')).approveAll('launch');
  return { run, works };
}
