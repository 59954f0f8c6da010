import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { boardOf } from '../../../../src/core/views/board.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { PushToTry } from '../../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { planText, revisionOf, SimulatedRun } from '../../../support/simulatedRun.ts';

const repository = {
  rootCommit: 'root',
  remote: 'ssh://example.org/sample',
  name: 'sample',
  push: { origin: ['ssh://example.org/sample'] },
  pushHook: '.husky/pre-push',
};

/** A run whose sessions of checks ask a hook that refuses. */
function runWith(
  of: object = {},
  source = planText(1),
  late?: SessionResult,
): { run: SimulatedRun; asked: [string, PushToTry][] } {
  const run = new SimulatedRun();
  const asked: [string, PushToTry][] = [];
  run.outcome = (job: Job) => {
    const { work } = job;
    if (work.kind !== 'check' || work.push === undefined) return run.done(job);
    asked.push([job.session, work.push]);
    if (late !== undefined) return late;
    const { hook } = work.push;
    return { ...run.done(job), pushTrial: { hook, commit: work.commit, refused: 'no push on a Friday' } };
  };
  run.submit({
    type: 'start-run',
    run: 'r1',
    repository: { ...repository, ...of },
    base: { commit: 'base', branch: 'main' },
    plan: revisionOf(source),
    planCommitted: true,
    publicKey: 'key',
    approvers: [],
  });
  run.settle();
  return { run, asked };
}

const section = (run: SimulatedRun): readonly string[] =>
  boardOf(run.run, 0).gates[0]?.sections.find(({ title }) => title === 'Hooks')?.lines ?? [];

suite('the pre-push hook of a repository', () => {
  test('is asked before the first launch and before acceptance, told there, and decides nothing', () => {
    const { run, asked } = runWith();
    assert.equal(asked.length, 0, 'nothing runs before the plan is approved');
    run.approveAll('launch');
    assert.match(section(run)[0] ?? '', /pre-push would refuse a push of base: no push on a Friday/);
    run.approveAll('acceptance');
    assert.match(section(run)[0] ?? '', /would refuse a push/);
    const { hook, remote, address, branch } = asked[0]?.[1] ?? {};
    assert.deepEqual(
      [asked.length, hook, remote, address, branch],
      [2, '.husky/pre-push', 'origin', 'ssh://example.org/sample', 'wavegate/r1'],
    );
  });

  test('is asked at the push only where the plan says so, or there is nowhere to push to', () => {
    const atShip = planText(1, 'ship: {prePush: ship}\n');
    for (const { run, asked } of [
      runWith({}, atShip),
      runWith({ remote: undefined, push: {} }),
      runWith({ pushHook: undefined }),
    ]) {
      run.approveAll('acceptance');
      assert.equal(boardOf(run.run, 0).gates[0]?.kind, 'acceptance');
      assert.equal(asked.length, 0);
    }
  });

  test('is asked before acceptance also where the plan has no checks', () => {
    const { run, asked } = runWith({}, planText(1).replace('{test: "node --test"}', '{none: true}'));
    run.approveAll('acceptance');
    assert.equal(asked.length, 2);
    assert.match(section(run)[0] ?? '', /would refuse a push/);
  });

  test('that cannot be asked is told with why, and keeps nothing from its gate', () => {
    const late = { outcome: 'timeout', message: 'It took longer than 30 minutes.' } as const;
    const { run } = runWith({}, planText(1).replace('{test: "node --test"}', '{none: true}'), late);
    run.approveAll('launch');
    assert.deepEqual(section(run), ['.husky/pre-push could not be asked: It took longer than 30 minutes.']);
    run.approveAll('acceptance');
    assert.equal(boardOf(run.run, 0).gates[0]?.kind, 'acceptance');
    assert.match(section(run)[0] ?? '', /could not be asked/);
  });
});
