import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { CheckRequest } from '../../../../src/sessionPorts/checkRunner.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { proveStage } from '../../../../src/sessions/agent/proveStage.ts';
import type { StageToProve } from '../../../../src/sessions/agent/proveStage.ts';

/** A run of a suite with the names of the tests that pass and fail. */
function run(passed: readonly string[], failed: readonly string[] = [], more: Partial<CheckRun> = {}): CheckRun {
  return {
    ...{ name: 'verify', command: 'npm test', timedOut: false, milliseconds: 1, runs: 1, tail: '' },
    exitCode: failed.length > 0 ? 1 : 0,
    failed: failed.map((name) => ({ name, excerpt: 'Error: not implemented' })),
    ...{ passed: passed.length, tests: { passed, skipped: [] } },
    ...more,
  };
}

type Ends = (command: string, time: number) => CheckRun;

/** Worktree in which commands end as said for the commit that is checked out; `time` counts their runs there, from 1. */
function worktree(at: Readonly<Record<string, Ends>>, stopAfter = Infinity) {
  const steps: string[] = [];
  const times = new Map<string, number>();
  const stop = new AbortController();
  let head = 'commit';
  let runs = 0;
  const services = {
    checks: {
      run: ({ command }: CheckRequest) => {
        const place = `${command} at ${head}`;
        times.set(place, (times.get(place) ?? 0) + 1);
        steps.push(place);
        runs += 1;
        if (runs === stopAfter) stop.abort();
        return Promise.resolve({ ...(at[head]?.(command, times.get(place) ?? 0) ?? run(['old'])), command });
      },
    },
    git: {
      restore: (_place: unknown, commit: string) => Promise.resolve(void steps.push(`restore ${(head = commit)}`)),
      callSites: (_place: unknown, commit: string, name: string) =>
        Promise.resolve(commit === 'base' && name === 'oldName' ? { 'src/a.js': [3, 9] } : ({} as const)),
    },
  };
  const said: string[] = [];
  const context = {
    ...{ place: { worktree: '/w' }, job: { limits: { minutes: 1 } }, marker: 'M=1', output: () => undefined },
    ...{ signal: stop.signal, reportProgress: (text: string) => void said.push(text) },
  } as unknown as SessionContext;
  const prove = (asked: Partial<Omit<StageToProve, 'stage'>> & { readonly stage: object }) =>
    proveStage(services, { ...plain, ...asked, stage: { ...stage, ...asked.stage } }, context, { env: {} });
  return { steps, said, prove, head: () => head };
}

const stage = {
  ...{ id: 'tests', session: 'fresh', steps: [], run: ['npm test'], shows: 'red', review: false, repeats: 2 },
  ...{ agent: 'coder', profile: {}, mode: 'workspace-write' },
} as unknown as StageToProve['stage'];

const plain: Omit<StageToProve, 'stage'> = {
  ...{ verdict: { outcome: 'done', message: 'Did it.' }, base: 'base', from: 'from', commit: 'commit' },
  ...{ red: [], report: [], callSites: [], mayBeEmpty: false },
};

const redTests = [{ command: 'npm test', tests: ['new'], passed: 1, skipped: 0, others: ['old'] }];
const advice = 'What the agent did is kept; look at it, then dispatch the task again.';

suite('a stage that shows nothing', () => {
  test('runs nothing, touches nothing and stands by what its agent says', async () => {
    const { steps, prove } = worktree({});
    const proved = await prove({ stage: { shows: 'nothing' } });
    assert.deepEqual(proved, { verdict: plain.verdict, verification: [], proof: {} });
    assert.deepEqual(steps, []);
  });
});

suite('a stage of tests that have to fail', () => {
  const failing: Ends = () => run(['old'], ['new']);

  test('is proved by new tests that fail every time, beside those of before; the worktree holds its work afterwards', async () => {
    const { steps, said, prove } = worktree({ commit: failing });
    const { verdict, verification, proof } = await prove({ stage: {} });
    assert.deepEqual(verdict, plain.verdict);
    assert.equal(verification.length, 1);
    assert.deepEqual(proof, {
      tests: ['new'],
      red: redTests.map(({ skipped: _none, ...red }) => red),
      passed: 1,
      repeats: 2,
    });
    assert.deepEqual(steps, [
      ...['npm test at commit', 'restore commit', 'npm test at commit', 'restore commit'],
      ...['restore from', 'npm test at from', 'restore commit'],
    ]);
    assert.deepEqual(said, [
      ...Array.from({ length: 2 }, () => 'Running the new tests, which have to fail: npm test'),
      'Running the tests there were before: npm test',
    ]);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, Ends>>, string])[] = [
    ['no test fails', {}, 'No new test fails. Write tests for the behaviour that is asked for, and see them fail.'],
    [
      'the same test failed before',
      { commit: failing, from: failing },
      'No new test fails. Write tests for the behaviour that is asked for, and see them fail.',
    ],
    [
      'the new test fails only now and then',
      { commit: (_command, time) => (time === 1 ? run(['old'], ['new']) : run(['old', 'new'])) },
      '"npm test": "new" failed in one run and passed in another: it is flaky.',
    ],
    [
      'a test of before fails, too',
      { commit: () => run([], ['old', 'new']) },
      '"npm test": "old" passed before and fails now.',
    ],
    [
      'the runner did not run to its end',
      { commit: () => run([], ['new'], { exitCode: null, timedOut: true }) },
      '"npm test": it did not run to its end.',
    ],
  ];
  for (const [what, ends, why] of refusals) {
    test(`is not proved where ${what}, and says why and what to do`, async () => {
      const { prove, head } = worktree(ends);
      const { verdict, proof } = await prove({ stage: {} });
      assert.deepEqual(verdict, { outcome: 'blocked', message: `Stage tests is not proved. ${why} ${advice}` });
      assert.equal(proof.broken, why);
      assert.equal(proof.tests, undefined);
      assert.equal(head(), 'commit');
    });
  }

  test('without a command is not proved', async () => {
    const { prove } = worktree({});
    const { proof } = await prove({ stage: { run: [] } });
    assert.equal(
      proof.broken,
      'Nothing is run after it. Give the task verify commands that run its tests, or the plan checkpoint.test.',
    );
  });

  test('that is stopped proves nothing, whatever its tests did until then, and its work is put back', async () => {
    for (const after of [1, 2, 3]) {
      const { prove, head } = worktree({ commit: failing }, after);
      const { proof, verdict } = await prove({ stage: {} });
      assert.deepEqual([proof, verdict], [{}, plain.verdict], `stopped at run ${after}`);
      assert.equal(head(), 'commit');
    }
  });
});

suite('a stage that makes the tests pass', () => {
  const passing: Ends = () => run(['old', 'new']);

  test('is proved by the same tests passing every time', async () => {
    const { steps, prove } = worktree({ commit: passing });
    const { verdict, proof } = await prove({ stage: { shows: 'green' }, red: redTests });
    assert.deepEqual(verdict, plain.verdict);
    assert.deepEqual(proof, { tests: ['new'], passed: 2, repeats: 2 });
    assert.deepEqual(steps, ['npm test at commit', 'restore commit', 'npm test at commit', 'restore commit']);
  });

  test('is proved beside failures that the code had before, however often its tests run', async () => {
    const { prove } = worktree({ commit: () => run(['new'], ['known']), base: () => run([], ['known']) });
    const { verdict, proof } = await prove({
      ...{
        stage: { shows: 'green', repeats: 3 },
        red: [{ command: 'npm test', tests: ['new'], passed: 0, others: [] }],
      },
    });
    assert.equal(verdict.outcome, 'done', verdict.message);
    assert.match(verdict.message, /Not counted: "npm test": 1 failed before the agent began already, by name\./);
    assert.deepEqual([proof.tests, proof.repeats], [['new'], 3]);
  });

  test('is not proved by a test of the red stage that fails, although one of that name fails on the code of before now', async () => {
    const silent = () => run([], ['new'], { passed: undefined, tests: undefined } as object);
    const { prove } = worktree({ commit: silent, base: silent });
    const { proof } = await prove({
      ...{ stage: { shows: 'green', repeats: 1 }, red: [{ command: 'npm test', tests: ['new'] }] },
    });
    assert.equal(proof.broken, '"npm test": "new" still fails.');
  });

  test('runs the commands of the red stage, also where it names only others of its own', async () => {
    const { steps, prove } = worktree({ commit: (command) => (command === 'lint' ? run([]) : run(['old', 'new'])) });
    const { verification } = await prove({ stage: { shows: 'green', run: ['lint'] }, red: redTests });
    assert.deepEqual(
      verification.map(({ command }) => command),
      ['lint', 'npm test'],
    );
    assert.equal(steps.filter((step) => step === 'lint at commit').length, 1, 'others are not repeated');
  });

  const refusals: readonly (readonly [string, Ends, RegExp])[] = [
    ['a test of the red stage still fails', () => run(['old'], ['new']), /^"npm test": "new" still fails\.$/],
    ['a test of the red stage no longer runs', () => run(['old']), /^"npm test": "new" no longer runs\.$/],
    [
      'a test of the red stage is skipped',
      () => run(['old'], [], { skipped: 1, tests: { passed: ['old'], skipped: ['new'] } }),
      /^"npm test": "new" is skipped\.$/,
    ],
    [
      'a test passes in one run only',
      (_command, time) => (time === 1 ? run(['old', 'new']) : run(['new'], ['old'])),
      /^"npm test": "old" failed in one run and passed in another: it is flaky\.$/,
    ],
    [
      'its command ends with an error beside passing tests',
      () => run(['old', 'new'], [], { exitCode: 1 }),
      /^The agent reports its work as done, but "npm test" ended with 1 when Wavegate ran it\.$/,
    ],
  ];
  for (const [what, ends, why] of refusals) {
    test(`is not proved where ${what}`, async () => {
      const { prove, head } = worktree({ commit: ends });
      const { verdict, proof } = await prove({ stage: { id: 'code', shows: 'green' }, red: redTests });
      assert.equal(verdict.outcome, 'blocked');
      assert.match(proof.broken ?? '', why);
      assert.equal(verdict.message, `Stage code is not proved. ${proof.broken ?? ''} ${advice}`);
      assert.equal(proof.tests, undefined, 'no test counts as proved');
      assert.equal(head(), 'commit');
    });
  }

  test('does not repeat what is red already', async () => {
    const { steps, prove } = worktree({ commit: () => run(['old'], ['new']), base: () => run(['old']) });
    await prove({ stage: { shows: 'green', repeats: 5 }, red: redTests });
    assert.equal(steps.filter((step) => step === 'npm test at commit').length, 1);
  });

  test('that is stopped is not called proved', async () => {
    for (const after of [1, 2]) {
      const { prove } = worktree({ commit: passing }, after);
      const { proof } = await prove({ stage: { shows: 'green' }, red: redTests });
      assert.deepEqual([proof.tests, proof.repeats], [undefined, undefined], `stopped at run ${after}`);
    }
  });

  test('asks nothing of commands that showed no new test when they were red', async () => {
    const { steps, prove } = worktree({});
    const { verdict } = await prove({
      stage: { shows: 'green', run: [] },
      red: [{ command: 'lint', tests: [] }],
    });
    assert.deepEqual([verdict.outcome, steps.filter((step) => !step.startsWith('restore'))], ['done', []]);
  });
});

suite('a stage that only has to succeed', () => {
  test('is done where its commands are green, with the number of their tests', async () => {
    const { proof, verdict } = await worktree({ commit: () => run(['a', 'b'], [], { skipped: 1 }) }).prove({
      stage: { shows: 'success', run: ['one', 'two'] },
    });
    assert.deepEqual([proof, verdict.outcome], [{ passed: 4, skipped: 2 }, 'done']);
  });

  test('blocks where one is red that was green before', async () => {
    const { prove } = worktree({ commit: (command) => run([], command === 'two' ? ['x'] : []) });
    const { verdict } = await prove({ stage: { shows: 'success', run: ['one', 'two', 'two'] } });
    assert.deepEqual(verdict, {
      outcome: 'blocked',
      message: 'The agent reports its work as done, but "two" ended with 1 when Wavegate ran it. Failing: x.',
    });
  });
});

suite('a stage that replaces call sites', () => {
  const asked = { name: 'oldName', owns: ['src/**'], keep: [], except: 'plan.waveplan.yaml' };

  test('is proved where none is left, with both numbers', async () => {
    const { proof, verdict } = await worktree({}).prove({ stage: { shows: 'migrated' }, callSites: [asked] });
    assert.equal(verdict.outcome, 'done');
    assert.deepEqual(
      proof.callSites?.map(({ name, before, after }) => [name, before, after]),
      [['oldName', 2, 0]],
    );
  });

  test('is not where the name was nowhere before, unless the task may change nothing', async () => {
    const none = { ...asked, name: 'neverThere' };
    const strict = await worktree({}).prove({ stage: { id: 'move', shows: 'migrated' }, callSites: [none] });
    assert.equal(
      strict.verdict.message,
      `Stage move is not proved. \`neverThere\` was nowhere in the files of the task before, so nothing shows that anything was replaced. Write it as it is in the code, or give the task allowEmpty: true. ${advice}`,
    );
    assert.equal(strict.proof.callSites?.length, 1, 'the numbers are told all the same');
    const loose = await worktree({}).prove({ stage: { shows: 'migrated' }, callSites: [none], mayBeEmpty: true });
    assert.equal(loose.verdict.outcome, 'done');
  });

  test('is told by its red command first', async () => {
    const { verdict } = await worktree({ commit: () => run([], ['x']) }).prove({
      stage: { shows: 'migrated' },
      callSites: [{ ...asked, name: 'neverThere' }],
    });
    assert.match(verdict.message, /"npm test" ended with 1/);
  });
});

test('whatever the commands do, a stage that is not done names no proved test, and its work is in the worktree', async () => {
  const outcome = fc.record({
    passed: fc.subarray(['old', 'new', 'other', '__proto__', 'constructor']),
    failed: fc.subarray(['old', 'new', 'toString', '__proto__']),
    exitCode: fc.constantFrom(0, 1, 137, null),
    timedOut: fc.boolean(),
  });
  const shows = fc.constantFrom('red', 'green', 'success', 'migrated', 'nothing');
  await fc.assert(
    fc.asyncProperty(shows, fc.array(outcome, { minLength: 1, maxLength: 6 }), async (show, outcomes) => {
      let next = 0;
      const any: Ends = () => {
        const { passed = [], failed, ...end } = outcomes[next++ % outcomes.length] ?? {};
        return run(passed, failed, end);
      };
      const { prove, head } = worktree({ base: any, from: any, commit: any });
      const { verdict, proof } = await prove({ stage: { shows: show }, red: redTests });
      assert.equal(head(), 'commit');
      if (verdict.outcome === 'done') return;
      assert.deepEqual([proof.tests, proof.red, proof.repeats], [undefined, undefined, undefined]);
      assert.notEqual(verdict.message, '');
    }),
  );
});
