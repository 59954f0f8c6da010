import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { MessageTrial } from '../../../../src/core/model/repository.ts';
import { commitMsg, hookEvidence, messagesToTry } from '../../../../src/core/queries/hookAnswers.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';
import { runAtLaunch } from '../../../support/states.ts';

const hook = '.husky/commit-msg';
const trial = (...answers: MessageTrial['answers'][number][]): MessageTrial => ({ hook, answers });
const one = { subject: 'Wave 1' };
const two = { subject: 'Wave 2' };
const books = { subject: 'Keep the plan' };

suite('the commit-msg hook of a repository', () => {
  const { run } = runAtLaunch();

  test('is no evidence where it was not asked', () => {
    assert.deepEqual(hookEvidence(run, undefined), {});
  });

  test('lets a wave begin where it accepts what the run would commit', () => {
    assert.deepEqual(hookEvidence(run, trial(one, two, books)), {
      [commitMsg]: `${hook} accepts the messages of this run`,
    });
  });

  test('keeps a wave from beginning where it refuses, with its words and what to do', () => {
    assert.equal(
      hookEvidence(run, trial(one, { ...two, refused: 'No type.' }, books)),
      `The commit-msg hook of the repository (${hook}) refuses a message that this run would commit, "Wave 2": No type. Set commit.subject, or commit.trailers, of the plan to what the hook wants, and approve the plan again. Nothing was launched.`,
    );
  });

  test('may refuse a message about the plan where there is going to be none, which is noted', () => {
    const refused = { ...books, refused: 'No type.' };
    const evidence = hookEvidence(run, trial(one, { ...two, changed: true }, refused));
    assert.deepEqual(evidence, {
      [commitMsg]: `${hook} accepts the messages of this run; it would refuse the message of a changed plan ("Keep the plan"): see commit.bookkeeping; it would change the message "Wave 2", which is committed as it is`,
    });
    const changelog = new SimulatedRun().start(planText(2, 'ship: {changelog: CHANGELOG.md}\n')).approveAll('launch');
    assert.match(
      hookEvidence(changelog.run, trial(one, two, refused)) as string,
      /"Keep the plan": No type\. Set commit\.bookkeeping/,
    );
  });

  test('counts only for waves that are still to be committed', () => {
    const later = new SimulatedRun().start(planText(2)).approveAll('launch');
    later.decide('launch-1');
    later.settle().approveAll('launch');
    assert.equal(later.run.waves['w1']?.status, 'committed');
    assert.equal(typeof hookEvidence(later.run, trial({ ...one, refused: 'No.' }, two, books)), 'object');
    assert.equal(typeof hookEvidence(later.run, trial(one, { ...two, refused: 'No.' }, books)), 'string');
  });

  test('is asked until it has accepted the messages of this plan', () => {
    assert.equal(messagesToTry(run).length, 3);
    const [wave] = Object.values(run.waves);
    assert.ok(wave);
    const step = (plan: string) => ({
      ...wave,
      steps: [...wave.steps, { step: 'entry', at: 1, evidence: { [commitMsg]: 'x', plan } } as never],
    });
    assert.deepEqual(messagesToTry({ ...run, waves: { [wave.id]: step(run.plan.hash) } }), []);
    assert.equal(messagesToTry({ ...run, waves: { [wave.id]: step('of another plan') } }).length, 3);
  });
});
