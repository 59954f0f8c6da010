import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentWork } from '../../../../src/core/model/sessionWork.ts';
import { replay } from '../../../../src/core/run/evolve.ts';
import type { FileComment } from '../../../../src/core/model/gate.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { eventLine } from '../../../../src/core/views/eventWords.ts';
import { acceptanceAnswers, check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const comment: FileComment = { file: 'src/a1/main.js', line: 2, text: 'Name it after what it counts.' };
const talk = { usage: { inputTokens: 100, cachedTokens: 0, outputTokens: 10 } };

describe('comments at the spot-check', () => {
  it('take the wave through all its steps again, with only the commented task, in the same conversation', () => {
    const { run, works } = atSpotCheck();
    const before = run.run.sessions['wave~w1~1~a1'];
    assert.equal(run.decide('spot-check-1', 'rejected', { [comment.file]: 'not-ok' }, [comment]), undefined);
    run.settle();

    assert.equal(run.run.phase, 'wave');
    assert.equal(run.run.waves['w1']?.attempt, 2);
    assert.deepEqual(run.run.waves['w1']?.comments, [comment]);
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['launch'],
      'nothing starts without its launch gate',
    );
    const section = boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title === 'Comments to answer');
    assert.deepEqual(section?.lines, ['src/a1/main.js:2: Name it after what it counts.']);

    run.decide('launch-2');
    run.settle();
    const again = works.slice(2);
    assert.deepEqual(
      again.map(({ resume }) => resume?.id),
      ['talk-a1'],
    );
    assert.equal(again[0]?.resume?.used.inputTokens, 100);
    assert.equal(again[0]?.base, before?.result?.snapshot, 'it goes on where the work it is about ended');
    assert.match(
      again[0]?.directive ?? '',
      /kind: "fix"[\s\S]*## Comments\n\n- At `src\/a1\/main\.js:2`: Name it after what it counts\./,
    );
    assert.match(
      again[0]?.directive ?? '',
      /wrote: Not like this\./,
      'the note of the rejection reaches the agent too',
    );
    assert.deepEqual(
      pendingGates(run.run).map(({ kind }) => kind),
      ['spot-check'],
    );
    assert.equal(run.run.waves['w1']?.tasks['b1'], 'wave~w1~1~b1', 'the other work is kept');
    run.approveAll();
    assert.equal(run.run.phase, 'shipped');
    assert.deepEqual(replay(run.events), run.run);
  });

  it('lets the note of a rejected result reach the agents of the wave that answers it', () => {
    const run = new SimulatedRun();
    run.start(planText(1)).approveAll('acceptance');
    run.decide('acceptance-1', 'rejected', acceptanceAnswers);
    run.settle();
    assert.equal(run.adapt('fix', 'a1'), undefined);
    run.settle().approveAll('launch');
    const answering = Object.values(run.run.waves).at(-1);
    assert.equal(answering?.rejection, 'Not like this.');
    const directives = Object.values(answering?.tasks ?? {}).map((id) => run.run.sessions[id]?.directive ?? '');
    assert.match(directives.join('\n'), /## Why the work before was rejected\n\n- A person.* wrote: Not like this\./);
  });

  it('are told in the record, with who made them', () => {
    const { run } = atSpotCheck();
    run.decide('spot-check-1', 'rejected', {}, [comment]);
    const decided = run.events.findLast(({ type }) => type === 'gate-decided');

    assert.match(
      (decided && eventLine(decided, run.run)) ?? '',
      /rejected: by ada \(sidebar\): Not like this\.; src\/a1\/main\.js:2: Name it after what it counts\./,
    );
  });

  it('are not compatible with an approval', () => {
    const { run } = atSpotCheck();

    assert.match(run.decide('spot-check-1', 'approved', {}, [comment]) ?? '', /You left comments\. Reject the gate/);
    assert.equal(run.run.gates['spot-check-1']?.status, 'pending');
  });

  it('about a file that is no task of the wave leave the choice to the person, as does a rejection without comments', () => {
    for (const comments of [[comment, { ...comment, file: 'README.md' }], []]) {
      const { run } = atSpotCheck();
      run.decide('spot-check-1', 'rejected', {}, comments);

      assert.equal(run.run.phase, 'adapt');
      assert.equal(run.run.waves['w1']?.attempt, 1);
    }
  });

  it('leave what was done before with the task, also when the answer changes nothing', () => {
    const { run } = atSpotCheck();
    run.decide('spot-check-1', 'rejected', {}, [comment]);
    run.settle();
    run.outcome = (job) => {
      if (job.work.kind === 'agent') return { ...run.done(job), changes: [] };
      const checks = [check(1, [{ name: 'greets', file: 'src/a1/main.js' }])];
      return job.work.kind === 'check' ? { outcome: 'blocked', message: 'Red.', checks } : run.done(job);
    };
    run.decide('launch-2');
    run.settle();

    assert.deepEqual(run.run.waves['w1']?.failure?.suspects, ['a1']);
  });

  it('can be made again on the answer', () => {
    const { run, works } = atSpotCheck();
    for (const round of [1, 2]) {
      run.decide(`spot-check-${round}`, 'rejected', {}, [comment]);
      run.settle();
      run.decide(`launch-${round + 1}`);
      run.settle();
    }
    assert.deepEqual(
      works.slice(2).map(({ resume }) => resume?.used.inputTokens),
      [100, 200],
    );
    assert.equal(works.at(-1)?.base, run.run.sessions['wave~w1~2~a1']?.result?.snapshot);
    assert.match(works.at(-1)?.handOver ?? '', /Your worktree holds this/);
  });
});

it('a task whose agent ran out of context is taken over by a fresh session with a hand-over, never resumed', () => {
  const works: AgentWork[] = [];
  const run = new SimulatedRun();
  let full = true;
  run.outcome = (job) => {
    if (job.work.kind === 'agent') works.push(job.work);
    if (job.subject !== 'a1' || !full) return run.done(job);
    full = false;
    const { message: _message, ...done } = run.done(job);
    return { ...done, ...talk, outcome: 'context-exhausted', message: 'The context is full.', conversation: 'talk-a1' };
  };
  run.start(planText(1)).approveAll();
  assert.equal(run.submit({ type: 'retry-wave', who: 'ada' }), undefined);
  run.settle();
  run.decide('launch-2');
  run.settle();
  const again = works[2];

  assert.equal(works.length, 3);
  assert.equal(again?.resume, undefined);
  assert.equal(again?.base, works[0]?.base);
  assert.match(
    again?.handOver ?? '',
    /ended as "context-exhausted"[\s\S]*The context is full\.[\s\S]*- src\/a1\/main\.js \(modified\)[\s\S]*git restore --source=commit-\d+/,
  );
});

it('a task that failed in any other way is tried again by a session of its own mind', () => {
  const works: AgentWork[] = [];
  const run = new SimulatedRun();
  let once = true;
  run.outcome = (job) => {
    if (job.work.kind === 'agent') works.push(job.work);
    if (job.subject !== 'a1' || !once) return run.done(job);
    once = false;
    return { ...run.done(job), outcome: 'blocked', conversation: 'talk-a1' };
  };
  run.start(planText(1)).approveAll();
  run.submit({ type: 'retry-wave', who: 'ada' });
  run.settle();
  run.decide('launch-2');
  run.settle();

  assert.deepEqual([works[2]?.resume, works[2]?.handOver], [undefined, undefined]);
});

/** A run of one wave with two tasks that waits at its spot-check; agents tell the name of their conversation. */
function atSpotCheck() {
  const run = new SimulatedRun();
  const works: AgentWork[] = [];
  run.outcome = (job): SessionResult => {
    if (job.work.kind !== 'agent') return run.done(job);
    works.push(job.work);
    return { ...run.done(job), ...talk, conversation: `talk-${job.subject}` };
  };
  run.start(planText(1)).approveAll('spot-check');
  return { run, works };
}
