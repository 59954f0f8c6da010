import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OtherRun, UnfinishedRun } from '../../../../src/core/model/otherRun.ts';
import {
  besideMissing,
  besideOthers,
  meetingRuns,
  meetingsOf,
  otherRunLines,
} from '../../../../src/core/queries/otherRuns.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { planOf } from '../../../support/parsedPlan.ts';

const plan = planOf([[{ id: 'a1', owns: ['src/a/**'] }], [{ id: 'b1', owns: ['src/b.ts', 'docs/*.md'] }]]);
const state = (runs: readonly OtherRun[] = [], unread: readonly string[] = []): RunState =>
  ({
    run: 'mine',
    base: { branch: 'main', commit: 'c' },
    plan: { plan },
    otherRuns: { runs, unread },
  }) as unknown as RunState;
const [first, second] = plan.waves;
const theirs = (owns: readonly string[], more: Partial<UnfinishedRun> = {}): UnfinishedRun => ({
  ...{ run: 'r2', title: 'Other', launched: true, branch: 'main', tasks: [{ id: 'x', owns }] },
  ...more,
});
const met = (owns: readonly string[], more: Partial<UnfinishedRun> = {}): readonly OtherRun[] =>
  meetingRuns(state(), [theirs(owns, more)]);

describe('another run of the repository', () => {
  test('meets this one where tasks of both may change a file', () => {
    assert.deepEqual(met(['src/a/x.ts']), [
      {
        ...{ run: 'r2', title: 'Other', launched: true },
        shared: [
          {
            wave: 'one',
            task: 'a1',
            glob: 'src/a/**',
            theirs: { task: 'x', glob: 'src/a/x.ts' },
            example: 'src/a/x.ts',
          },
        ],
      },
    ]);
  });

  for (const [what, runs] of [
    ['it owns other files', met(['src/c/**'])],
    ['it began from another branch', met(['src/a/x.ts'], { branch: 'other' })],
    ['it began from no branch', meetingRuns(state(), [{ ...theirs(['src/a/x.ts']), branch: undefined as never }])],
    ['it is this one', met(['src/a/x.ts'], { run: 'mine' })],
    ['this one began from no branch', meetingRuns({ ...state(), base: { commit: 'c' } }, [theirs(['src/a/x.ts'])])],
  ] as const) {
    test(`does not where ${what}`, () => assert.deepEqual(runs, []));
  }

  test('is named once for each pair of globs, in the order of the waves, with at most twenty of a wave', () => {
    const many = met([...Array.from({ length: 30 }, (_, at) => `src/a/${at}.ts`), 'docs/x.md']);
    assert.deepEqual(
      many[0]?.shared.map(({ wave }) => wave),
      [...Array.from({ length: 20 }, () => 'one'), 'two'],
    );
  });

  test('comes in the order of names, whichever was read first', () => {
    const runs = ['r9', 'r1', 'r5'].map((run) => theirs(['src/b.ts'], { run }));
    assert.deepEqual(
      meetingRuns(state(), runs).map(({ run }) => run),
      ['r1', 'r5', 'r9'],
    );
  });
});

describe('a launch beside other runs', () => {
  const runs = [...met(['src/a/x.ts', 'src/b.ts']), ...met(['src/a/y.ts'], { run: 'r3', title: 'Third' })];
  const why =
    'Run r2 (Other) began from the same branch, was launched and is not over, and may change the same files: src/a/x.ts (a1 owns src/a/**, its task x owns src/a/x.ts), and so may r3.';

  test('is refused with who else may change what', () => {
    assert.equal(besideOthers(state(runs), first), why);
    assert.match(
      besideOthers(state(runs), second) ?? '',
      /src\/b\.ts \(b1 owns src\/b\.ts, its task x owns src\/b\.ts\)\.$/u,
    );
  });

  test('says what to do, unless a note says why both may', () => {
    assert.equal(
      besideMissing(state(runs), first, ' '),
      `${why} Say in the note why both may, wait until it is over, or stop it: \`wavegate stop r2\`, \`wavegate stop r3\`.`,
    );
    assert.equal(besideMissing(state(runs), first, 'They differ.'), undefined);
  });

  test('is covered by a decision that knew of all meetings, and not by one that knew of some', () => {
    const all = meetingsOf(state(runs), 'one');
    assert.deepEqual(all, ['r2 src/a/** src/a/x.ts', 'r3 src/a/** src/a/y.ts']);
    assert.equal(besideOthers(state(runs), first, all), undefined);
    assert.match(besideOthers(state(runs), first, all.slice(0, 1)) ?? '', /^Run r3 \(Third\)/u);
    assert.match(besideOthers(state(runs), first, ['r2 src/a/** other']) ?? '', /^Run r2/u);
  });

  test('goes on where the other was not launched, or meets another wave', () => {
    assert.equal(besideOthers(state(met(['src/a/x.ts'], { launched: false })), first), undefined);
    assert.equal(besideOthers(state(met(['src/b.ts'])), first), undefined);
    assert.equal(besideOthers(state(), undefined), undefined);
  });
});

describe('lines about other runs', () => {
  test('say whether they were launched, the first files, and which could not be read', () => {
    const owns = ['src/a/1.ts', 'src/a/2.ts', 'src/a/3.ts', 'src/a/4.ts', 'src/a/5.ts'];
    const [line, other, ...rest] = otherRunLines(
      state([...met(owns), ...met(['src/b.ts'], { run: 'r3', launched: false })], ['r7']),
    );
    assert.match(line ?? '', /^r2 \(Other; launched, not over\): .*; .*; .*; and 2 more$/u);
    assert.equal(other, 'r3 (Other; not launched yet): src/b.ts (b1 owns src/b.ts, its task x owns src/b.ts)');
    assert.deepEqual(rest, ['r7: its record cannot be read, so it is not known what it may change']);
  });

  test('are those of one wave where it is asked about', () => {
    assert.deepEqual(otherRunLines(state(met(['src/b.ts'])), 'one'), []);
    assert.equal(otherRunLines(state(met(['src/b.ts'])), 'two').length, 1);
    assert.deepEqual(otherRunLines({}), []);
  });
});
