import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  conflictsRef,
  dividedRef,
  mergedRef,
  runBranch,
  scopeKey,
  sessionBranch,
  sessionId,
  waveBranch,
} from '../../../../src/core/model/names.ts';
import type { Scope } from '../../../../src/core/model/sessionResult.ts';
import { worktreeSettings } from '../../../../src/core/model/worktreeSettings.ts';
import { planOf } from '../../../support/parsedPlan.ts';
import type { SmallPlan } from '../../../support/smallPlan.ts';

const id = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,3}[A-Za-z0-9_-])?$/);
const attempt = fc.integer({ min: 1, max: 12 });
const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant({ kind: 'audit' } as const),
  attempt.map((number) => ({ kind: 'audit', attempt: number }) as const),
  fc
    .tuple(fc.constantFrom('wave', 'ahead', 'explore'), id, attempt)
    .map(([kind, wave, number]) => ({ kind, wave, attempt: number })),
  fc.tuple(id, attempt).map(([team, number]) => ({ kind: 'supervise', team, attempt: number }) as const),
  fc.tuple(fc.constantFrom('draft', 'validate', 'ship'), attempt).map(([kind, number]) => ({ kind, attempt: number })),
  attempt.map((revision) => ({ kind: 'adapt', revision }) as const),
);

suite('the name of a session', () => {
  for (const [given, key] of [
    [{ kind: 'audit' }, 'audit'],
    [{ kind: 'audit', attempt: 2 }, 'audit~2'],
    [{ kind: 'wave', wave: 'w1', attempt: 1 }, 'wave~w1~1'],
    [{ kind: 'ahead', wave: 'w1', attempt: 3 }, 'ahead~w1~3'],
    [{ kind: 'explore', wave: 'w1', attempt: 1 }, 'explore~w1~1'],
    [{ kind: 'supervise', team: 'core', attempt: 4 }, 'supervise~core~4'],
    [{ kind: 'adapt', revision: 2 }, 'adapt~2'],
    [{ kind: 'draft', attempt: 1 }, 'draft~1'],
    [{ kind: 'validate', attempt: 1 }, 'validate~1'],
    [{ kind: 'ship', attempt: 2 }, 'ship~2'],
  ] as const)
    test(`begins with ${key} in its scope`, () => {
      assert.equal(scopeKey(given), key);
      assert.equal(sessionId(given, 'a'), `${key}~a`);
    });

  test('is another one for another scope or subject', () => {
    fc.assert(
      fc.property(scope, id, scope, id, (one, a, other, b) => {
        const same = JSON.stringify([one, a]) === JSON.stringify([other, b]);
        assert.equal(sessionId(one, a) === sessionId(other, b), same);
      }),
      { numRuns: 500 },
    );
  });
});

suite('branches and refs of a run', () => {
  const wave: Scope = { kind: 'wave', wave: 'one', attempt: 1 };
  test('say what they hold, and a further attempt says so', () => {
    assert.equal(runBranch('wavegate', 'r1'), 'wavegate/r1');
    assert.equal(waveBranch('wavegate', 'r1', 'one'), 'wavegate/r1.waves/one');
    assert.equal(sessionBranch('wavegate', 'r1', wave, 'a'), 'wavegate/r1.sessions/one/a');
    assert.equal(sessionBranch('wavegate', 'r1', { ...wave, attempt: 2 }, 'a'), 'wavegate/r1.sessions/one@2/a');
    assert.equal(sessionBranch('wavegate', 'r1', { kind: 'audit' }, 'a'), 'wavegate/r1.sessions/audit/a');
    assert.equal(
      sessionBranch('x', 'r1', { kind: 'supervise', team: 'core', attempt: 2 }, 'a'),
      'x/r1.sessions/supervise-core-2/a',
    );
    assert.equal(mergedRef('r1', wave), 'refs/wavegate/r1/merged/one');
    assert.equal(conflictsRef('r1', wave), 'refs/wavegate/r1/conflicts/one');
    assert.equal(dividedRef('r1', { ...wave, attempt: 3 }), 'refs/wavegate/r1/divided/one@3');
  });

  test('are taken by git: none lies below another, and none has what git refuses in a name', () => {
    fc.assert(
      fc.property(scope, id, (given, subject) => {
        const branches = [
          runBranch('wavegate', 'r1'),
          waveBranch('wavegate', 'r1', subject),
          sessionBranch('wavegate', 'r1', given, subject),
        ];
        for (const one of branches) {
          assert.doesNotMatch(one, /\.\.|[~^:?*[\\ ]|@\{|\/\/|\/$|\.$|\.lock(?:\/|$)|(?:^|\/)\./);
          for (const other of branches) assert.ok(!other.startsWith(`${one}/`), `${one} ${other}`);
        }
      }),
    );
  });
});

suite('folders that worktrees of a plan need', () => {
  const needed = (tasks: readonly object[], rest: SmallPlan = {}): readonly string[] | undefined =>
    worktreeSettings(planOf([tasks.map((keys, index) => ({ id: `t${index}`, ...keys }))], rest)).needed;

  test('are those its tasks own, delete and read, and its lenses look at', () => {
    assert.deepEqual(
      needed([{ owns: ['src/a/b.js', 'lib/**'], deletes: ['lib/x/old.js'], reads: ['docs/*.md'] }], {
        audit: { lenses: [] },
      }),
      ['docs', 'lib', 'lib/x', 'src/a'],
    );
    assert.deepEqual(
      needed([{ owns: ['src/a.js'] }], { audit: { lenses: [{ id: 'x', focus: 'F', paths: ['tools/**'] }] } }),
      ['src', 'tools'],
    );
  });

  test('are none for a file at the root, and for a glob that may match anywhere', () => {
    assert.deepEqual(needed([{ owns: ['a.js', '**/*.ts', '*.md', '{src,lib}/x.js'] }]), ['lib', 'src']);
  });

  test('are made on hosts where agents work there', () => {
    assert.equal(worktreeSettings(planOf([['a']], { executor: 'team' })).onHosts, true);
    assert.equal(worktreeSettings(planOf([['a']])).onHosts, undefined);
  });
});
