import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { CheckRun } from '../../../src/core/model/checkRun.ts';
import type { CheckWork, DivideWork, MergePart } from '../../../src/core/model/sessionWork.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import type { SessionContext } from '../../../src/sessionPorts/sessionHandler.ts';
import type { MergeReport } from '../../../src/sessionPorts/sessionGit.ts';
import { createDivideSession } from '../../../src/sessions/divide.ts';

const part = (subject: string): MergePart => ({ subject, commit: `c-${subject}` });
const checkRun = (failed: readonly string[], more: Partial<CheckRun> = {}): CheckRun => ({
  ...{ name: 'test', command: 'npm test', exitCode: failed.length === 0 ? 0 : 1, timedOut: false, milliseconds: 1 },
  ...{ runs: 1, tail: '', failed: failed.map((name) => ({ name, excerpt: '' })) },
  ...more,
});

interface Wave {
  /** Result of the checks on some tasks, in the order of the plan. */
  readonly seen: (tasks: readonly string[]) => SessionResult;
  readonly tasks?: readonly string[];
  readonly always?: readonly MergePart[];
  readonly likely?: readonly string[];
  readonly merge?: (tasks: readonly string[]) => MergeReport;
  /** Milliseconds that each try takes. */
  readonly takes?: number;
  readonly stopAt?: number;
}

const green: SessionResult = { outcome: 'done', message: '', checks: [checkRun([])] };
const red = (...names: readonly string[]): SessionResult => ({
  outcome: 'blocked',
  message: 'Red.',
  checks: [checkRun(names)],
});

async function divideWave({
  seen,
  tasks = ['a', 'b', 'c', 'd'],
  always = [],
  likely = [],
  merge,
  takes = 1,
  stopAt,
}: Wave) {
  const said: string[] = [];
  const merged: string[] = [];
  const checked: string[] = [];
  const stop = new AbortController();
  let time = 0;
  const work = {
    ...{
      kind: 'divide',
      onto: 'onto',
      stays: ['plan.waveplan.yaml'],
      keep: 'refs/keep',
      always,
      parts: tasks.map(part),
      likely,
    },
    ...{ failing: [checkRun(['broken'])], check: { kind: 'check', commit: 'whole' }, minutes: 60, port: 1 },
  } as unknown as DivideWork;
  const check = ({ commit }: CheckWork) => {
    checked.push(commit);
    time += takes;
    if (checked.length === stopAt) stop.abort();
    const of = commit === 'onto' ? [] : commit.split('+');
    return Promise.resolve(seen(of.filter((task) => tasks.includes(task))));
  };
  const git = {
    merge: (
      _place: unknown,
      {
        parts,
        stays,
        keep,
        keepConflicts,
      }: { parts: readonly MergePart[]; stays?: readonly string[] | undefined; keep: string; keepConflicts: string },
    ) => {
      assert.deepEqual([stays, keep, keepConflicts], [work.stays, 'refs/keep', 'refs/keep']);
      const of = parts.map(({ subject }) => subject);
      merged.push(of.join('+'));
      return Promise.resolve(merge?.(of) ?? { commit: of.join('+'), tree: 't', changes: [] });
    },
  };
  const context = { place: {}, signal: stop.signal, reportProgress: (text: string) => void said.push(text) };
  const result = await createDivideSession(git, check, () => time)(work, context as unknown as SessionContext);
  return { result, said, merged, checked };
}

suite('dividing a red wave', () => {
  test('finds the one task that is red, and what is left without it', async () => {
    const { result, said, checked } = await divideWave({
      seen: (tasks) => (tasks.includes('c') ? red('broken') : green),
    });
    const { division } = result;
    assert.equal(result.outcome, 'done');
    assert.deepEqual(
      [division?.end, division?.back, division?.rest, division?.sets.map(({ tasks }) => tasks)],
      ['found', ['c'], ['a', 'b', 'd'], [['c']]],
    );
    assert.equal(result.message, 'c is red by itself: broken. Without them the rest is green.');
    assert.deepEqual(said.slice(0, 2), ['Try 1: a, b, c, d', 'Try 2: no task']);
    assert.ok(checked.includes('onto'), 'no task is the commit below, which needs no merge');
    assert.equal(division?.trials.length, checked.length);
  });

  test('names tasks that are red only together, in the order of the plan', async () => {
    const { result } = await divideWave({
      seen: (tasks) => (tasks.includes('d') && tasks.includes('a') ? red('broken') : green),
    });
    assert.deepEqual(
      result.division?.sets.map(({ tasks }) => tasks),
      [['a', 'd']],
    );
    assert.equal(
      result.message,
      'a and d are red together, and not with fewer of them: broken. Without them the rest is green.',
    );
  });

  test('tries what is probably the cause first, and merges what always belongs to it', async () => {
    const { merged } = await divideWave({
      ...{ seen: (tasks) => (tasks.includes('d') ? red('broken') : green), likely: ['d'], always: [part('carried')] },
    });
    assert.deepEqual(merged.slice(0, 3), ['carried+a+b+c+d', 'carried', 'carried+d']);
  });

  const ends: readonly (readonly [string, Wave, string, RegExp])[] = [
    ['was green when tried again', { seen: () => green }, 'flaky', /The same work was red and then not/],
    ['is red without any task', { seen: () => red('broken') }, 'base', /red without any of the tasks/],
    [
      'has no task that is green without the others',
      { seen: (tasks) => (tasks.length > 0 ? red('broken') : green), tasks: ['a', 'b'] },
      'every',
      /nothing to commit yet/,
    ],
  ];
  for (const [what, wave, end, words] of ends) {
    test(`concludes nothing more where it ${what}`, async () => {
      const { result } = await divideWave(wave);
      assert.deepEqual([result.outcome, result.division?.end], ['done', end]);
      assert.match(result.message, words);
    });
  }

  test('does not take a conflict of the parts for the failure of the whole', async () => {
    const { result } = await divideWave({
      seen: (tasks) => (tasks.includes('b') ? red('broken') : green),
      merge: (tasks) =>
        tasks.length === 1 && tasks[0] === 'd'
          ? { conflicts: ['x'], between: ['d'] }
          : { commit: tasks.join('+'), tree: 't', changes: [] },
    });
    assert.deepEqual(result.division?.back, ['b']);
  });

  test('ends at its limit with what it knows: the least that was red', async () => {
    const { result, checked } = await divideWave({
      ...{ seen: (tasks) => (tasks.includes('c') ? red('broken') : green), takes: 25 * 60_000 },
    });
    assert.equal(checked.length, 2, 'a third try would not end in time');
    assert.deepEqual([result.outcome, result.division?.end, result.division?.sets], ['done', 'limit', []]);
    assert.equal(
      result.message,
      'The cause is among a, b, c and d. The time of the plan (checkpoint.divideMinutes) was over before it was known. Divide again with more time, or pick another way.',
    );
  });

  const stops: readonly (readonly [string, Wave, SessionResult])[] = [
    [
      'a person stops it',
      { seen: () => red('broken'), stopAt: 1 },
      { outcome: 'cancelled', message: 'The wave could not be divided, at a, b, c, d: It was stopped.' },
    ],
    [
      'the checks cannot run',
      { seen: () => ({ outcome: 'crashed', message: 'No space is left.' }) },
      { outcome: 'crashed', message: 'The wave could not be divided, at a, b, c, d: No space is left.' },
    ],
    [
      'a part of this machine is missing',
      {
        seen: () => ({
          ...red('broken'),
          checks: [checkRun(['broken'], { missing: 'Docker does not run. Start it.' })],
        }),
      },
      { outcome: 'blocked', message: 'The wave could not be divided, at a, b, c, d: Docker does not run. Start it.' },
    ],
    [
      'the checks changed what they must not, although they are green',
      {
        seen: (tasks) =>
          tasks.length === 0 ? { ...green, message: 'main was moved.', violations: ['main'] } : red('broken'),
      },
      { ...green, message: 'The wave could not be divided, at no task: main was moved.', violations: ['main'] },
    ],
  ];
  for (const [what, wave, expected] of stops) {
    test(`ends without a division where ${what}, and says where it was`, async () => {
      assert.deepEqual((await divideWave(wave)).result, expected);
    });
  }

  test('takes back only tasks that are red, whichever tasks are red together, and never forgets one', async () => {
    const tasks = ['a', 'b', 'c', 'd', 'e', 'constructor', '__proto__'];
    const causes = fc.array(fc.subarray(tasks, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(causes, async (sets) => {
        const isRed = (some: readonly string[]) => sets.some((set) => set.every((task) => some.includes(task)));
        const { result } = await divideWave({ tasks, seen: (some) => (isRed(some) ? red('broken') : green) });
        const { back = [], rest = [], end } = result.division ?? {};
        assert.deepEqual([...back, ...rest].sort(), [...tasks].sort());
        assert.deepEqual(
          back,
          tasks.filter((task) => back.includes(task)),
          'in the order of the plan',
        );
        if (end === 'found') assert.equal(isRed(rest), false);
        for (const task of back) assert.ok(sets.flat().includes(task), `${task} is part of no cause`);
      }),
      { numRuns: 60 },
    );
  });
});
