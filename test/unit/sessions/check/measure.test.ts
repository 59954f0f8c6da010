import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Comparison } from '../../../../src/core/checks/compareWithBaseline.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { CheckWork } from '../../../../src/core/model/sessionWork.ts';
import { compareMeasured, measureAll } from '../../../../src/sessions/check/checkConstraints.ts';
import { resultOf } from '../../../../src/sessions/check/checkResult.ts';
import { constraintRun, isConstraint, measure } from '../../../../src/sessions/check/measure.ts';
import type { Constraint, Measuring } from '../../../../src/sessions/check/measure.ts';
import { runBefore } from '../../../../src/sessions/check/runBaseline.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';

const run: CheckRun = {
  ...{
    name: 'size',
    command: 'du -k dist',
    exitCode: 0,
    timedOut: false,
    milliseconds: 10,
    runs: 1,
    failed: [],
    tail: '',
  },
};
const constraint = (change: object = {}): Constraint =>
  ({
    name: 'size',
    command: 'du -k dist',
    measure: { bound: '<= base + 10%', better: 'lower', repeats: 3, pick: 'last', ...change },
  }) as unknown as Constraint;
const context = (aborted = false) => {
  const said: string[] = [];
  const signal = aborted ? AbortSignal.abort() : new AbortController().signal;
  const made = {
    place: { worktree: '/wt' },
    environment: {},
    signal,
    reportProgress: (line: string) => void said.push(line),
  };
  return { said, context: made as unknown as SessionContext };
};

/** Measures with these runs, one after the other; more are a mistake of the test. */
async function measured(runs: readonly Partial<CheckRun>[], change: object = {}) {
  let at = 0;
  const found = await measure(constraint(change), () => {
    const next = runs[at] ?? assert.fail('It ran too often.');
    at += 1;
    return Promise.resolve({ ...run, ...next });
  });
  return { ...found, ran: at };
}

suite('a number that a constraint holds', () => {
  test('is taken as often as it asks, and the time of all runs is told', async () => {
    const { measurement, milliseconds, last, ran } = await measured([{ number: 3 }, { number: 1 }, { number: 2 }]);
    assert.deepEqual([measurement, milliseconds, last?.number, ran], [[3, 1, 2], 30, 2, 3]);
  });

  for (const [what, change, why] of [
    ['ends with an error', { exitCode: 2, number: 5 }, 'The command ended with 2, so nothing was measured.'],
    ['takes too long', { exitCode: null, timedOut: true }, 'The command took too long, so nothing was measured.'],
    ['cannot be run', { exitCode: null }, 'The command could not be run, so nothing was measured.'],
    ['prints no number', {}, 'It printed no number.'],
    [
      'prints what is none',
      { number: 'It printed "n/a" where a number was expected.' },
      'It printed "n/a" where a number was expected.',
    ],
  ] as const)
    test(`is none where a run ${what}, and no further one is tried`, async () => {
      const { measurement, ran } = await measured([{ number: 1 }, change]);
      assert.deepEqual([measurement, ran], [why, 2]);
    });

  test('that was never taken keeps no bound', () => {
    const none: Measuring = { measurement: [], last: undefined, milliseconds: 0 };
    const there: Measuring = { measurement: [5], last: run, milliseconds: 1 };
    assert.equal(constraintRun(constraint(), none, there).measured?.why, 'It was not measured.');
    assert.equal(constraintRun(constraint(), none, there).exitCode, null);
  });

  for (const [bound, better, now, base, why] of [
    ['<= base', 'lower', [10], [10], undefined],
    ['<= base', 'lower', [11], [10], 'It is 11 (10 at the base), and has to be <= base.'],
    ['<= base + 10%', 'lower', [11], [10], undefined],
    ['<= base + 10%', 'lower', [11.01], [10], 'It is 11.01 (10 at the base), and has to be <= base + 10%.'],
    ['<= base - 5', 'lower', [6], [10], 'It is 6 (10 at the base), and has to be <= base - 5.'],
    ['>= base - 1', 'higher', [9], [10], undefined],
    ['>= base - 1', 'higher', [8.9], [10], 'It is 8.9 (10 at the base), and has to be >= base - 1.'],
    ['<= 100', 'lower', [1, 300, 100], 'It printed no number.', undefined],
    ['< 100', 'lower', [100], [1], 'It is 100 (1 at the base), and has to be < 100.'],
    ['> 0.3', 'higher', [0.1 + 0.2], [1], 'It is 0.3 (1 at the base), and has to be > 0.3.'],
    [
      '<= base',
      'lower',
      [10],
      'The command ended with 1, so nothing was measured.',
      'There is nothing to compare 10 with: at the base, the command ended with 1, so nothing was measured.',
    ],
    ['<= base', 'lower', 'It printed no number.', [10], 'It printed no number.'],
    ['<= base + 10%', 'lower', [-9], [-10], undefined],
  ] as const)
    test(`of ${JSON.stringify(now)} on ${JSON.stringify(base)} ${why === undefined ? 'keeps' : 'breaks'} ${bound}`, () => {
      const at = (measurement: readonly number[] | string): Measuring => ({ measurement, last: run, milliseconds: 1 });
      const judged = constraintRun(constraint({ bound, better }), at(now), at(base));
      assert.equal(judged.measured?.why, why);
      assert.equal(judged.measured?.bound, bound);
    });
});

suite('constraints of a check session', () => {
  const work = { commit: 'c2', measuredFrom: 'c1', worktree: {}, sandbox: {}, minutes: 5 } as unknown as CheckWork;
  const runner = (numbers: readonly number[]) => {
    const left = [...numbers];
    return { run: () => Promise.resolve({ ...run, number: left.shift() ?? 0 }) };
  };
  const one = constraint({ repeats: 1, bound: '<= base' });

  test('are those checks that measure', () => {
    assert.deepEqual([one, { name: 'test', command: 'npm test' }].map(isConstraint as never), [true, false]);
  });

  test('are measured on the code as it was before as well, and that is what counts', async () => {
    const { context: at, said } = context();
    const checkedOut: string[] = [];
    const git = { checkout: (_: unknown, commit: string) => Promise.resolve(void checkedOut.push(commit)) };
    const now = await measureAll(runner([7]), work, [one], at);
    const compared = await compareMeasured(git, runner([6]), work, { constraints: [one], now }, at);
    assert.deepEqual(checkedOut, ['c1']);
    assert.deepEqual(
      compared.map(({ passes, run: { measured: found } }) => [passes, found?.value, found?.base]),
      [[false, 7, 6]],
    );
    assert.ok(said.includes('Measuring the constraints on the code as it was before'));
  });

  test('are compared with themselves where nothing was before, and nothing is checked out', async () => {
    const { context: at } = context();
    const git = { checkout: () => assert.fail('There is nothing to check out.') };
    for (const measuredFrom of ['c2', undefined]) {
      const now = await measureAll(runner([7]), work, [one], at);
      const same = { ...work, measuredFrom } as unknown as CheckWork;
      const [compared] = await compareMeasured(git, runner([]), same, { constraints: [one], now }, at);
      assert.equal(compared?.passes, true);
    }
  });

  test('are not looked at where there are none, or the session was stopped', async () => {
    const git = { checkout: () => assert.fail('There is nothing to check out.') };
    const now: readonly Measuring[] = [];
    assert.deepEqual(await compareMeasured(git, runner([]), work, { constraints: [], now }, context().context), []);
    assert.deepEqual(
      await compareMeasured(git, runner([]), work, { constraints: [one], now }, context(true).context),
      [],
    );
  });
});

suite('the code as it was before', () => {
  const checks = [
    { name: 'test', command: 'npm test' },
    { name: 'lint', command: 'npm run lint' },
  ];
  const work = {
    commit: 'c2',
    baseline: 'c1',
    checks,
    known: [],
    worktree: {},
    sandbox: {},
    minutes: 5,
  } as unknown as CheckWork;
  const red = {
    ...run,
    name: 'test',
    command: 'npm test',
    exitCode: 1,
    failed: [{ name: 'adds', excerpt: 'long text' }],
    tail: 'output',
  };
  const before = async (
    again: readonly CheckRun[],
    change: object = {},
    result: object | Error = {},
    aborted = false,
  ) => {
    const ran: string[] = [];
    const git = {
      checkout: (_: unknown, commit: string) =>
        result instanceof Error ? Promise.reject(result) : Promise.resolve(void ran.push(commit)),
    };
    const runner = {
      run: ({ name }: { name: string }) => (ran.push(name), Promise.resolve({ ...red, name, ...result })),
    };
    const found = await runBefore(git, runner, { ...work, ...change }, again, context(aborted).context);
    return { ...found, ran };
  };

  test('is run only for what is red now, and kept for later checks without its texts', async () => {
    const { ran, runs, result } = await before([red]);
    assert.deepEqual(ran, ['c1', 'test']);
    assert.equal(runs[0]?.failed[0]?.excerpt, 'long text');
    assert.equal(result.baseline?.commit, 'c1');
    assert.deepEqual(result.baseline?.checks[0]?.failed, [{ name: 'adds', excerpt: '' }]);
    assert.equal(result.baseline?.checks[0]?.tail, '');
  });

  test('is not run again for what is known of it already', async () => {
    const known = { ...red, milliseconds: 7 };
    const { ran, runs, result } = await before([red], { known: [known, { ...known, name: 'other' }] });
    assert.deepEqual([ran, runs, result], [[], [known], {}]);
    assert.deepEqual((await before([red], { known: [{ ...known, command: 'npm test -- -x' }] })).ran, ['c1', 'test']);
  });

  for (const [what, change] of [
    ['did not end', { exitCode: null }],
    ['took too long', { timedOut: true }],
    ['may have failed otherwise, too', { doubt: 'It broke off.' }],
    ['lacked a part of the machine', { missing: 'There is no psql.' }],
    ['is red although it seems green', { hollow: 'it ran no test' }],
  ] as const)
    test(`is not kept where its check ${what}`, async () => {
      assert.deepEqual((await before([red], {}, change)).result, {});
    });

  test('is not kept where the session was stopped meanwhile', async () => {
    assert.deepEqual((await before([red], {}, {}, true)).result, {});
  });

  test('is not needed where nothing is red or there is no commit to go to', async () => {
    assert.deepEqual(await before([]), { runs: [], result: {}, ran: [] });
    assert.deepEqual(await before([red], { baseline: undefined }), { runs: [], result: {}, ran: [] });
    const fine = { ...red, exitCode: 0, failed: [] };
    assert.deepEqual(await before([fine], { baseline: 'c2' }), { runs: [], result: {}, ran: [] });
  });

  test('that cannot be checked out fails the session where something is red, and only costs a count where nothing is', async () => {
    const gone = new Error('There is no such commit.');
    await assert.rejects(before([red], {}, gone), gone);
    const fine = { ...red, exitCode: 0, failed: [] };
    assert.deepEqual((await before([fine], {}, gone)).runs, []);
  });
});

suite('the result of a check session', () => {
  const green = (name: string, change: Partial<CheckRun> = {}): Comparison => ({
    run: { ...run, name, ...change },
    passes: true,
    known: 0,
  });
  const of = (comparisons: readonly Comparison[], aborted = false) => resultOf(comparisons, context(aborted).context);

  for (const [what, comparisons, outcome, message] of [
    ['no check', [], 'done', 'There was no check to run.'],
    ['a green check', [green('test')], 'done', 'The check is green.'],
    ['green checks', [green('test'), green('lint')], 'done', 'All 2 checks are green.'],
    [
      'failures of before',
      [{ ...green('test'), known: 2 }],
      'done',
      'The check is green. Not counted: test: 2 failed before this run already, by name.',
    ],
    [
      'a flaky test',
      [green('test', { flaky: ['adds'] })],
      'done',
      'The check is green. Failed first and passed when run again: test: adds.',
    ],
    [
      'fewer tests',
      [green('test', { passed: 1, before: { passed: 40, failed: 0, skipped: 0 } })],
      'done',
      'The check is green. Fewer tests than before: test (passed: 40 before, 1 now).',
    ],
    [
      'a server left behind',
      [green('test', { left: ['node', 'node', 'vite'] })],
      'done',
      'The check is green. test left 3 programs running, which Wavegate has ended: node (2), vite.',
    ],
    [
      'a red and a green check',
      [
        green('lint'),
        {
          run: { ...run, name: 'test', exitCode: 1, failed: [{ name: 'adds', excerpt: '' }] },
          passes: false,
          known: 0,
        },
      ],
      'blocked',
      'test failed: adds.',
    ],
    [
      'a red check with a reason',
      [{ run: { ...run, name: 'test', exitCode: 1 }, passes: false, known: 0, why: 'It broke off.' }],
      'blocked',
      'test failed with exit code 1. It broke off.',
    ],
  ] as const)
    test(`with ${what} says so`, () => {
      const result = of(comparisons);
      assert.deepEqual([result.outcome, result.message], [outcome, message]);
      assert.equal(result.checks?.length, comparisons.length);
    });

  test('is never green where the session was stopped', () => {
    const stopped = of([green('test')], true);
    assert.deepEqual(
      [stopped.outcome, stopped.message],
      ['cancelled', 'The checks were stopped before they were through.'],
    );
  });
});
