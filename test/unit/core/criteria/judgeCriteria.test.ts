import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCriteria } from '../../../../src/core/criteria/judgeCriteria.ts';
import type { ReportedCriterion } from '../../../../src/core/criteria/judgeCriteria.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import { check } from '../../../support/simulatedRun.ts';

const asked = [{ id: 'AC-1', text: 'Adds', tests: [] }];
const green: CheckRun = { ...check(0), passed: 2, tests: { passed: ['math > adds', 'subtracts'], skipped: ['waits'] } };
const red: CheckRun = { ...check(1, [{ name: 'math > adds', file: 'a.js' }]), tests: { passed: [], skipped: [] } };
const { command } = green;

/** Confirmation of one claim, `confirmation: why`. */
function judged(claim: Partial<ReportedCriterion>, runs: readonly CheckRun[], ran?: readonly string[]): string {
  const [report] = judgeCriteria(asked, [{ id: 'AC-1', verdict: 'pass', command, ...claim }], runs, ran);
  return `${report?.confirmation}: ${report?.why ?? ''}`;
}

test('a pass counts when the cited test passes in the run of the host, and not otherwise', () => {
  assert.equal(judged({ test: 'adds' }, [green]), 'confirmed: ');
  assert.equal(judged({ test: 'math > adds' }, [green], [`bash -lc '${command}'`]), 'confirmed: ');
  assert.match(judged({ test: 'dds' }, [green]), /^contradicted: .* does not run the cited test/);
  assert.match(judged({ test: 'multiplies' }, [green]), /^contradicted: .* does not run the cited test/);
  assert.match(judged({ test: 'waits' }, [green]), /^contradicted: The cited test is skipped/);
  assert.match(judged({ test: 'adds' }, [red]), /^contradicted: The cited test fails/);
  assert.match(judged({}, [red]), /^contradicted: The cited command is red/);
  assert.match(judged({}, [green]), /^unproven: No test is cited/);
  assert.match(judged({ command: undefined }, [green]), /^unproven: No command is cited/);
});

test('a command that does not exist, or that the verifier has not run, shows nothing', () => {
  const never: CheckRun = { ...check(0), exitCode: null, tail: 'The program nowhere was not found.' };
  assert.match(judged({ test: 'adds' }, [never]), /^contradicted: .* cannot be run to its end: The program nowhere/);
  assert.match(judged({ test: 'adds' }, [green], ['git diff']), /^contradicted: .* has not run/);
  assert.match(judged({ test: 'adds' }, [green], []), /^contradicted: .* has not run/);
  assert.match(judged({ test: 'adds' }, [green], [`${command} other.test.js`]), /^contradicted: .* has not run/);
  assert.match(judged({ test: 'adds', command: 'other' }, [green]), /^unproven: .* was not run again/);
});

test('where a runner names no tests, nothing shows that the cited one has run', () => {
  assert.match(judged({ test: 'adds' }, [check(0)]), /^unproven: .* names no tests/);
  assert.match(judged({ test: 'adds' }, [check(1)]), /^contradicted/);
  assert.match(judged({ test: 'adds' }, [{ ...green, hollow: 'No test ran' }]), /^contradicted: No test ran\./);
});

test('a fail counts when the cited test fails, too', () => {
  assert.equal(judged({ verdict: 'fail', test: 'adds' }, [red]), 'confirmed: ');
  assert.match(judged({ verdict: 'fail', test: 'adds' }, [green]), /^contradicted: .* succeeds/);
  assert.match(judged({ verdict: 'fail', test: 'other' }, [red]), /^contradicted: .* not among those/);
});

test('tests that the plan names for a criterion are those that count', () => {
  const [report] = judgeCriteria(
    [{ id: 'AC-1', text: '', tests: ['subtracts'] }],
    [{ id: 'AC-1', verdict: 'pass', command, test: 'adds' }],
    [green],
  );
  assert.match(`${report?.confirmation} ${report?.why}`, /^unproven The plan names other tests for it: subtracts/);
});

test('every criterion has an answer: forgotten ones, unknown ones, and those reported twice', () => {
  const reports = judgeCriteria(
    [...asked, { id: 'AC-2', text: '', tests: [] }],
    [
      { id: 'AC-1', verdict: 'pass', command, test: 'adds' },
      { id: 'AC-1', verdict: 'fail', command, test: 'adds' },
      { id: 'AC-9', verdict: 'pass', command, test: 'adds' },
    ],
    [green],
  );
  assert.deepEqual(
    reports.map(({ id, verdict, confirmation }) => [id, verdict, confirmation]),
    [
      ['AC-1', 'pass', 'contradicted'],
      ['AC-2', 'not-covered', 'unproven'],
      ['AC-9', 'pass', 'unproven'],
    ],
  );
});
