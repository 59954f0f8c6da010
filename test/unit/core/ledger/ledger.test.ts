import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namedCountsOf, shrinkage } from '../../../../src/core/checks/shrinkage.ts';
import { compareTests } from '../../../../src/core/ledger/compareTests.ts';
import { mismatchLines } from '../../../../src/core/ledger/countMismatches.ts';
import { ledgerReasons, totalLines, waveLedgerLines } from '../../../../src/core/ledger/waveLedger.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { Claim, SessionResult } from '../../../../src/core/model/sessionResult.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { GateKind } from '../../../../src/core/plan/schema/plan.ts';
import { renderReport } from '../../../../src/core/report/report.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

function run(passed: readonly string[], skipped: readonly string[] = []): CheckRun {
  return { ...check(0), passed: passed.length, skipped: skipped.length, tests: { passed, skipped } };
}

/** A run as the checkpoint records it, compared with the one before. */
function recorded(now: CheckRun, before: CheckRun): CheckRun {
  const counts = namedCountsOf(before) ?? assert.fail();
  const ledger = compareTests(now, counts);
  const { names: _names, ...numbers } = counts;
  return { ...now, before: numbers, ...(ledger === undefined ? {} : { ledger }) };
}

describe('tests compared by name', () => {
  test('are added, removed, renamed or skipped', () => {
    const before = run(['adds two numbers', 'adds nothing', 'is quick', 'stays']);
    const now = run(['adds three numbers', 'stays', 'divides'], ['is quick']);
    assert.deepEqual(compareTests(now, namedCountsOf(before) ?? assert.fail()), {
      added: ['divides'],
      removed: ['adds nothing'],
      renamed: [{ from: 'adds two numbers', to: 'adds three numbers' }],
      skipped: ['is quick'],
    });
  });

  test('that could not be loaded before, and were reported as their file, are not gone once they can', () => {
    const before = { ...run([]), failed: [{ name: 'test/sum.test.js', excerpt: 'SyntaxError' }] };
    const ledger = recorded(run(['adds']), before);
    assert.deepEqual(ledger.ledger?.removed, []);
    assert.equal(shrinkage(ledger), undefined);
  });

  test('of the same name are counted, not merged', () => {
    const ledger = compareTests(run(['works']), namedCountsOf(run(['works', 'works'])) ?? assert.fail());
    assert.deepEqual(ledger?.removed, ['works']);
  });

  test('are not compared where a runner does not list them', () => {
    const { tests: _tests, ...unlisted } = run(['a']);
    assert.equal(compareTests(unlisted, namedCountsOf(run(['a'])) ?? assert.fail()), undefined);
    assert.equal(compareTests(run(['a']), { passed: 1, failed: 0, skipped: 0 }), undefined);
  });

  test('that are replaced by others of the same number are missed all the same', () => {
    assert.equal(shrinkage(recorded(run(['a', 'something new']), run(['a', 'gone']))), 'no longer there: "gone"');
    assert.equal(shrinkage(recorded(run(['a', 'b and more']), run(['a', 'b and']))), undefined, 'renamed');
  });
});

/** Approves pending gates of these kinds until there are none. */
function decideNext(simulated: SimulatedRun, kinds: readonly GateKind[]): void {
  for (;;) {
    const gate = pendingGates(simulated.run).find(({ kind }) => kinds.includes(kind));
    if (gate === undefined) return;
    assert.equal(simulated.decide(gate.id), undefined);
    simulated.settle();
  }
}

/** A run at the spot-check of its first wave, whose suite reports this, and whose merge changed these files. */
function atSpotCheck(
  suite: CheckRun,
  changed: readonly string[] = [],
  red: readonly string[] = [],
  claims: readonly Claim[] = [],
  plan = planText(),
): SimulatedRun {
  const simulated = new SimulatedRun();
  simulated.outcome = (job: Job): SessionResult => {
    const done = simulated.done(job);
    if (job.work.kind === 'check') return { ...done, checks: [suite] };
    const changes = changed.map((path) => ({ path, kind: 'modified' as const, additions: 1, deletions: 0 }));
    if (job.work.kind === 'merge') return { ...done, changes };
    const proof = { stage: 'red', shows: 'red', agent: 'mine', commit: '', commands: [], tests: red } as const;
    const told = claims.length > 0 && job.subject === 'a1' ? { ...done, claims } : done;
    return job.work.kind === 'agent' && red.length > 0 ? { ...told, stages: [proof] } : told;
  };
  simulated.start(plan);
  decideNext(simulated, ['plan', 'launch']);
  return simulated;
}

const reasons = ({ run: state }: SimulatedRun) => ledgerReasons(state, Object.values(state.waves)[0]);

describe('the spot-check', () => {
  test('shows what has become of the tests, and asks nothing where all is well', () => {
    const suite = recorded(run(['a', 'b']), run(['a']));
    const simulated = atSpotCheck(suite);
    const state = simulated.run;
    assert.deepEqual(waveLedgerLines(state, Object.values(state.waves)[0]), ['Tests: 1 → 2 passed; 1 added (b)']);
    assert.deepEqual(reasons(simulated), []);
  });

  test('asks why a test is gone or skipped', () => {
    assert.match(
      reasons(atSpotCheck(recorded(run(['a', 'new one']), run(['a', 'gone'])))).join(),
      /no longer there: "gone"/,
    );
    assert.match(reasons(atSpotCheck(recorded(run(['a'], ['b']), run(['a', 'b'])))).join(), /skipped now: "b"/);
  });

  test('asks why the settings of a test runner have changed, and other settings only where nothing is counted', () => {
    const suite = recorded(run(['a']), run(['a']));
    assert.match(
      reasons(atSpotCheck(suite, ['app/vitest.config.ts'])).join(),
      /Settings that decide.*app\/vitest.config.ts/,
    );
    assert.deepEqual(reasons(atSpotCheck(suite, ['package.json'])), []);
    assert.match(reasons(atSpotCheck(check(0), ['package.json'])).join(), /package.json/);
  });

  test('asks why fewer tests run than the red stages of its tasks have added', () => {
    const suite = recorded(run(['a']), run(['a']));
    assert.match(reasons(atSpotCheck(suite, [], ['x', 'y'])).join(), /expected, 1 found/);
  });
});

test('the totals after each wave are kept', () => {
  const simulated = atSpotCheck(recorded(run(['a', 'b']), run(['a'])));
  decideNext(simulated, ['spot-check']);
  assert.match(totalLines(simulated.run)[0] ?? '', /1 → 2 passed; 1 added \(b\)/);
});

describe('numbers of tests that do not match', () => {
  const gateOf = ({ run: state }: SimulatedRun) => pendingGates(state)[0] ?? assert.fail();
  const boardGate = (simulated: SimulatedRun) => boardOf(simulated.run, 0).gates[0] ?? assert.fail();
  const says = (simulated: SimulatedRun, answers: Record<string, string>, note = 'Looked at it.') =>
    simulated.decide(gateOf(simulated).id, 'approved', answers, undefined, {}, note);

  test('are a question: the tests that were found, or those expected', () => {
    const simulated = atSpotCheck(recorded(run(['a']), run(['a'])), [], ['x']);
    const [question] = boardGate(simulated).questions;
    assert.match(question?.text ?? '', /^Tests: the numbers of tests do not match. Which counts\?$/);
    assert.deepEqual(
      question?.choices?.map(({ value }) => value),
      ['found', 'expected'],
    );
    assert.match(
      says(simulated, {}) ?? '',
      /Say which counts: Tests: 1 found .*, \d expected.* \[counts-test=found\|expected\]/,
    );
    assert.match(says(simulated, { 'counts-test': 'both' }) ?? '', /Say which counts/);
    assert.match(
      says(simulated, { 'counts-test': 'expected' }) ?? '',
      /tests are missing from what was merged. Reject/,
    );
    assert.match(says(simulated, { 'counts-test': 'found' }, '') ?? '', /Say in the note why/);
    assert.equal(says(simulated, { 'counts-test': 'found' }), undefined);
    const wave = Object.values(simulated.run.waves)[0];
    assert.match(mismatchLines(simulated.run, wave).join(), /What counts: 1 found .*, says ada$/);
    assert.match(renderReport(simulated.run), /Numbers of tests that do not match: Tests: 1 found .*says ada/);
  });

  test('are a question where output and reports differ that agreed before, and the one chosen is compared', () => {
    const otherwise = { by: 'printed', tests: 1 } as const;
    const simulated = atSpotCheck({ ...recorded(run(['a', 'b']), run(['a', 'b'])), otherwise });
    assert.match(
      says(simulated, {}, '') ?? '',
      /2 by its reports, 1 by what it printed \[counts-test-source=reports\|printed\]/,
    );
    assert.match(says(simulated, { 'counts-test-source': 'printed' }, '') ?? '', /Fewer tests ran than before/);
    assert.equal(says(simulated, { 'counts-test-source': 'reports' }, ''), undefined);

    const ever = { ...recorded(run(['a', 'b']), { ...run(['a']), otherwise: { by: 'printed', tests: 0 } }), otherwise };
    assert.deepEqual(boardGate(atSpotCheck(ever)).questions, [], 'its own way of counting');
  });

  test('are a question where an agent says that others passed than when Wavegate ran them', () => {
    const claim = { command: 'npm test', exitCode: 0, own: 0, confirmation: 'confirmed' } as const;
    const simulated = atSpotCheck(
      recorded(run(['a']), run(['a'])),
      [],
      [],
      [{ ...claim, tests: { claimed: 12, own: 1 } }],
    );
    const id = boardGate(simulated).questions[0]?.id ?? '';
    assert.match(says(simulated, {}) ?? '', /1 passed when Wavegate ran it, 12 passed by the handoff of the agent/);
    assert.match(says(simulated, { [id]: 'agent' }) ?? '', /nothing shows that its tests pass. Reject/);

    const same = atSpotCheck(recorded(run(['a']), run(['a'])), [], [], [{ ...claim, tests: { claimed: 1, own: 1 } }]);
    assert.deepEqual(boardGate(same).questions, []);
  });

  test('are none where the plan does not compare them', () => {
    const suite = { ...recorded(run(['a']), run(['a'])), otherwise: { by: 'printed', tests: 0 } } as const;
    const simulated = atSpotCheck(suite, [], [], [], planText().replace('{test:', '{counts: off, test:'));
    assert.deepEqual(boardGate(simulated).questions, []);
  });
});
