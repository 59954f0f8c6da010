import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerObjection, readAnswer } from '../../../../../src/core/gates/specs/answerObjection.ts';
import { pendingGates } from '../../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun } from '../../../../support/simulatedRun.ts';

type Kind = 'plan' | 'spot-check' | 'acceptance' | 'ship';

/** A run that waits at the first gate of a kind. */
function waitingAt(kind: Kind) {
  const more = kind === 'plan' ? '\ngates: {launch: {inAdvance: true}}' : '';
  const { run } = new SimulatedRun().start(`${planText()}${more}`).approveAll(kind);
  const gate = pendingGates(run).find((each) => each.kind === kind);
  assert.ok(gate);
  return { run, gate };
}

/** Objection to an answer there; empty where it counts. */
function said(kind: Kind, name: string, text: string): string {
  const { run, gate } = waitingAt(kind);
  return answerObjection(run, gate, name, text) ?? '';
}

describe('an answer on the command line', () => {
  it('is refused where the gate asks nothing by its name, which says what it asks', () => {
    assert.match(said('plan', 'launch', 'yes'), /asks nothing by the name "launch". It asks for launches\.$/);
    assert.match(said('acceptance', 'explian', 'yes'), /asks nothing by the name "explian".*explain.*testing/);
  });

  it('is refused where it is neither of the words that the question takes', () => {
    assert.match(said('plan', 'launches', 'perhaps'), /^launches takes yes or no, not "perhaps": Launch all waves/);
    assert.equal(said('plan', 'launches', 'yes'), '');
  });

  it('counts for own testing, in words of their own, for files, and for texts to ship', () => {
    assert.equal(said('acceptance', 'testing', 'Clicked through it.'), '');
    assert.equal(said('ship', 'pull-request-title', 'Better'), '');
  });

  it('may contain the sign that parts it from its name', () => {
    const { run, gate } = waitingAt('acceptance');
    assert.deepEqual(readAnswer(run, gate, 'testing=a = b, tried'), { name: 'testing', text: 'a = b, tried' });
    assert.deepEqual(readAnswer(run, gate, 'explain=yes'), { name: 'explain', text: 'yes' });

    const work = new SimulatedRun();
    const added = [{ path: 'src/a1/x=y.js', kind: 'added' as const, additions: 1, deletions: 0 }];
    work.outcome = (job) => (job.work.kind === 'merge' ? { ...work.done(job), changes: added } : work.done(job));
    const reviewed = work.start(planText()).approveAll('spot-check').run;
    const check = pendingGates(reviewed)[0];
    assert.equal(check?.kind, 'spot-check');
    assert.deepEqual(readAnswer(reviewed, check, 'src/a1/x=y.js=ok'), { name: 'src/a1/x=y.js', text: 'ok' });
  });

  it('is refused without a name, and under one that is not asked for', () => {
    const { run, gate } = waitingAt('acceptance');
    for (const text of ['yes', '=yes', '']) {
      assert.deepEqual(readAnswer(run, gate, text), {
        objection: `An answer is NAME=TEXT, not ${JSON.stringify(text)}.`,
      });
    }
    const wrong = readAnswer(run, gate, 'explian=yes=no');
    assert.ok('objection' in wrong);
    assert.match(wrong.objection, /asks nothing by the name "explian"\./);
  });
});
