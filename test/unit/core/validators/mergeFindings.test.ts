import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { validatorSeverities } from '../../../../src/core/plan/schema/vocabulary.ts';
import type { Review } from '../../../../src/core/model/finding.ts';
import { mergeFindings } from '../../../../src/core/validators/mergeFindings.ts';
import { openBlockers, toRemedy } from '../../../../src/core/validators/openFindings.ts';

type Finding = Review['findings'][number];

const finding: Finding = {
  id: 'f1',
  severity: 'issue',
  file: 'src/a.js',
  line: 10,
  title: 'Empty input is not handled',
  detail: 'It throws.',
  remediation: 'Return early.',
  citation: 'verified',
};

describe('what two validators found', () => {
  it('of the same place in like words becomes one finding, as grave as the graver says, with both of their reasons', () => {
    const other: Finding = {
      ...finding,
      severity: 'blocker',
      line: 12,
      title: 'Does not handle empty input',
      detail: 'Users see a stack trace.',
    };
    const [merged, ...more] = merge([finding], [other]);

    assert.deepEqual(more, []);
    assert.equal(merged?.severity, 'blocker');
    assert.equal(merged?.line, 12);
    assert.deepEqual(merged?.validators, ['validator-1', 'validator-2']);
    assert.equal(merged?.detail, 'Users see a stack trace.\n\nIt throws.');
    assert.equal(merged?.remediation, 'Return early.');
  });

  it('stays apart when it is about another file, a place further away, or something else on the same line', () => {
    const elsewhere = { ...finding, file: 'src/b.js' };
    const further = { ...finding, line: 14 };
    const different = { ...finding, title: 'A secret is written to the log' };

    assert.equal(merge([finding], [elsewhere, further, different]).length, 4);
  });

  it('of one validator that repeats itself is told once', () => {
    assert.equal(merge([finding, { ...finding, id: 'f2' }], []).length, 1);
  });
});

const anyFinding: fc.Arbitrary<Finding> = fc.record({
  id: fc.string(),
  severity: fc.constantFrom(...validatorSeverities),
  file: fc.constantFrom('src/a.js', 'src/b.js', 'test/a.test.js'),
  line: fc.integer({ min: 1, max: 12 }),
  title: fc
    .array(fc.constantFrom('empty', 'input', 'name', 'missing', 'wrong', '?'), { maxLength: 4 })
    .map((words) => words.join(' ')),
  detail: fc.constantFrom('', 'Because.', 'Reasons'),
  remediation: fc.constantFrom('', 'Do it.'),
  citation: fc.constantFrom('verified', 'unverified'),
});
const anyFindings = fc.array(anyFinding, { maxLength: 8 });

it('nothing that a validator found is lost, made lighter or taken from it, whatever they find', () => {
  fc.assert(
    fc.property(anyFindings, anyFindings, (first, second) => {
      const merged = merge(first, second);
      assert.equal(new Set(merged.map(({ id }) => id)).size, merged.length);
      assert.ok(merged.length <= first.length + second.length);
      for (const [index, reported] of [first, second].entries()) {
        for (const found of reported) {
          const told = merged.some(
            (known) =>
              known.file === found.file &&
              known.validators.includes(`validator-${index + 1}`) &&
              validatorSeverities.indexOf(known.severity) <= validatorSeverities.indexOf(found.severity) &&
              known.detail.includes(found.detail) &&
              known.remediation.includes(found.remediation),
          );
          assert.ok(told, JSON.stringify(found));
        }
      }
      const order = merged.map(({ severity }) => validatorSeverities.indexOf(severity));
      assert.deepEqual(order, [...order].sort());
      const blockers = [...first, ...second].some(({ severity }) => severity === 'blocker');
      assert.equal(openBlockers(merged).length > 0, blockers, 'a blocker of either keeps the result back');
      assert.ok(openBlockers(merged).every((blocker) => toRemedy(merged).includes(blocker)));
    }),
    { numRuns: 2_000 },
  );
});

function merge(first: readonly Finding[], second: readonly Finding[]) {
  return mergeFindings(
    [
      { validator: 'validator-1', findings: first },
      { validator: 'validator-2', findings: second },
    ],
    'validation~1',
  );
}
