import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { ValidatorFinding } from '../../../../src/core/model/finding.ts';
import {
  findingCounts,
  holdingFindings,
  openBlockers,
  toFix,
  toRemedy,
} from '../../../../src/core/validators/openFindings.ts';
import { isSameFinding, mergeFindings } from '../../../../src/core/validators/mergeFindings.ts';
import { withRevision, wrongSpecs } from '../../../../src/core/validators/wrongSpec.ts';

const remedies = [undefined, 'blockers', 'choose', 'everything'] as const;
const severity = fc.constantFrom('blocker', 'issue', 'nit');
const maybe = <Value extends string>(...values: readonly Value[]) =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

/** A finding with what is given, and no more than it needs else. */
function finding(rest: Partial<ValidatorFinding> = {}): ValidatorFinding {
  const all = {
    id: 'f',
    severity: 'issue',
    file: 'src/a.js',
    line: 3,
    title: 'T',
    detail: '',
    remediation: '',
    citation: 'verified',
    validators: ['one'],
    ...rest,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as ValidatorFinding;
}

const anyFinding = fc
  .record({
    severity,
    triage: maybe('in', 'out', 'deferred'),
    status: maybe('open', 'fixed', 'disputed'),
    wrongSpec: fc.option(fc.constantFrom({ status: 'open' }, { status: 'revised' }), { nil: undefined }),
  })
  .map((keys) => finding(keys as unknown as Partial<ValidatorFinding>));

suite('a finding of a validator keeps the result from acceptance', () => {
  const wrong = { status: 'open' } as unknown as NonNullable<ValidatorFinding['wrongSpec']>;
  for (const [what, given, holds, holdsEverything] of [
    ['a blocker', { severity: 'blocker' }, true, true],
    ['a blocker that is marked in', { severity: 'blocker', triage: 'in' }, true, true],
    ['a blocker that is fixed', { severity: 'blocker', status: 'fixed' }, false, false],
    ['a blocker that is marked out', { severity: 'blocker', triage: 'out' }, false, false],
    ['a blocker that is deferred', { severity: 'blocker', triage: 'deferred' }, false, false],
    ['an issue', {}, false, true],
    ['an issue that an agent disputes', { status: 'disputed' }, true, true],
    ['a nit that an agent disputes', { severity: 'nit', status: 'disputed' }, false, true],
    ['an error of the specification', { severity: 'nit', wrongSpec: wrong }, true, true],
    ['an error of the specification, marked out', { severity: 'nit', triage: 'out', wrongSpec: wrong }, true, true],
  ] as const)
    test(`where it is ${what}: ${holds ? 'always' : holdsEverything ? 'where everything holds it' : 'never'}`, () => {
      const one = [finding(given)];
      assert.equal(openBlockers(one).length === 1, holds);
      assert.equal(holdingFindings(one).length === 1, holds);
      assert.equal(holdingFindings(one, 'blockers').length === 1, holds);
      assert.equal(holdingFindings(one, 'everything').length === 1, holdsEverything);
      assert.equal(holdingFindings(one, 'choose').length === 1, holdsEverything);
    });

  test('under every policy at least where it would without one', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), fc.constantFrom(...remedies), (all, remedy) => {
        const holding = holdingFindings(all, remedy);
        for (const each of openBlockers(all)) assert.ok(holding.includes(each));
      }),
    );
  });
});

suite('findings to fix', () => {
  test('are never fixed ones, nor those that are marked out or deferred, nor errors of the specification', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), fc.constantFrom(...remedies), (all, remedy) => {
        for (const each of toRemedy(all, remedy)) {
          assert.notEqual(each.status, 'fixed');
          assert.ok(each.triage === undefined || each.triage === 'in');
          assert.equal(each.wrongSpec, undefined);
        }
      }),
    );
  });

  test('are all that hold the result, where code can be fixed for them', () => {
    fc.assert(
      fc.property(fc.array(anyFinding), fc.constantFrom(undefined, 'blockers', 'everything'), (all, remedy) => {
        const fixes = toRemedy(all, remedy);
        for (const each of holdingFindings(all, remedy)) {
          // What is disputed and marked by nobody waits for a person, unless the policy is to fix it.
          if (each.wrongSpec === undefined) assert.ok(fixes.includes(each), JSON.stringify(each));
        }
      }),
    );
  });

  for (const [what, given, fixed] of [
    ['an issue without a mark', {}, [true, false, false, true]],
    ['a nit without a mark', { severity: 'nit' }, [false, false, false, true]],
    ['a nit that is marked in', { severity: 'nit', triage: 'in' }, [true, true, true, true]],
    ['a blocker', { severity: 'blocker' }, [true, true, true, true]],
    ['an issue that is marked out', { triage: 'out' }, [false, false, false, false]],
  ] as const)
    test(`are ${what} by the policy of the plan`, () => {
      assert.deepEqual(
        remedies.map((remedy) => toRemedy([finding(given as Partial<ValidatorFinding>)], remedy).length === 1),
        fixed,
      );
    });

  test('are none while nothing has failed', () => {
    assert.deepEqual(toFix(undefined, undefined), []);
    assert.deepEqual(toFix({ findings: [finding({ severity: 'blocker' })] } as never, 'everything'), []);
  });

  test('are counted by how grave they are', () => {
    assert.equal(findingCounts([finding(), finding({ severity: 'blocker' }), finding()]), '1 blocker, 2 issues');
    assert.equal(findingCounts([finding({ severity: 'nit' })]), '1 nit');
    assert.equal(findingCounts([]), '');
  });
});

suite('errors of the specification', () => {
  const open = finding({ wrongSpec: { status: 'open' } as never });
  test('hold until the plan was revised for them, which their history tells', () => {
    assert.deepEqual(wrongSpecs([open, finding()]), [open]);
    const [revised, other] = withRevision([open, finding()], 2, 'revision 3');
    assert.equal(revised?.wrongSpec?.status, 'revised');
    assert.deepEqual(revised?.history, [{ attempt: 2, what: 'revision 3' }]);
    assert.deepEqual(other, finding());
    assert.deepEqual(wrongSpecs([revised]), []);
  });
});

suite('findings of two validators', () => {
  const report = (validator: string, ...findings: readonly Partial<ValidatorFinding>[]) => ({
    validator,
    findings: findings.map((each) => finding(each)) as never,
  });

  test('about the same thing at the same place are one, as grave as the graver of them', () => {
    const merged = mergeFindings(
      [
        report('one', { title: 'Token is printed to the log', line: 10, detail: 'A.', remediation: 'Mask it.' }),
        report('two', {
          title: 'The token is printed',
          line: 12,
          severity: 'blocker',
          detail: 'B.',
          remediation: 'Mask it.',
          citation: 'unverified',
        }),
      ],
      'validation~1',
    );
    assert.equal(merged.length, 1);
    const [only] = merged;
    assert.deepEqual(
      [only?.id, only?.severity, only?.title, only?.line],
      ['validation~1~1', 'blocker', 'The token is printed', 12],
    );
    assert.deepEqual(only?.validators, ['one', 'two']);
    assert.equal(only?.detail, 'B.\n\nA.');
    assert.equal(only?.remediation, 'Mask it.');
    assert.equal(only?.citation, 'verified');
  });

  test('about other things, further away, or of another file stay apart', () => {
    const one = { title: 'Token is printed', line: 10 };
    for (const other of [
      { title: 'Default is weak', line: 10 },
      { ...one, line: 14 },
      { ...one, file: 'src/b.js' },
    ])
      assert.equal(mergeFindings([report('one', one), report('two', other)], 'v').length, 2, JSON.stringify(other));
  });

  test('are all there, gravest first, with ids that count from 1', () => {
    const some = fc.array(
      fc.record({
        severity,
        file: fc.constantFrom('a', 'b'),
        line: fc.nat({ max: 9 }),
        title: fc.constantFrom('Token printed', 'Weak default', 'Слово', '', '!!'),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(some, some, (first, second) => {
        const merged = mergeFindings([report('one', ...first), report('two', ...second)], 'v');
        assert.deepEqual(
          merged.map(({ id }) => id),
          merged.map((_, index) => `v~${index + 1}`),
        );
        const order = ['blocker', 'issue', 'nit'];
        for (const [index, each] of merged.entries()) {
          const next = merged[index + 1];
          if (next !== undefined) assert.ok(order.indexOf(each.severity) <= order.indexOf(next.severity));
        }
        for (const given of [...first, ...second]) {
          const kept = merged.find((each) => each.file === given.file && isSameFinding(each, given));
          assert.ok(kept, JSON.stringify(given));
        }
        const grave = (list: readonly { readonly severity: string }[]): boolean =>
          list.some((each) => each.severity === 'blocker');
        assert.equal(grave(merged), grave([...first, ...second]));
      }),
    );
  });
});
