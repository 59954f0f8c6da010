import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlanGap, PlanReview } from '../../../../src/core/model/planReview.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { editPlan, placeOfEdit } from '../../../../src/core/planReview/gapEdit.ts';
import { dismissGap, lineOfGap, takeGap } from '../../../../src/core/planReview/settleGap.ts';
import { planText } from '../../../support/simulatedRun.ts';

const source = planText(1);
const edit = { find: 'title: Task a1', replace: 'title: Task one' };
const gap = (number: number, more: Partial<PlanGap> = {}): PlanGap => ({
  ...{ gap: number, pass: 1, by: ['reviewer-1'], kind: 'missing', line: 3, title: `Gap ${number}`, detail: '' },
  status: 'open',
  ...more,
});
const review = (...gaps: readonly PlanGap[]): PlanReview => ({
  version: 1,
  run: 'r',
  reviewers: [],
  passes: [{ at: 0, plan: 'h', source, base: 'c', opinions: [], fresh: gaps.length }],
  gaps,
});
const check = (text: string) => parsePlan(text);
const problemOf = (settled: object): string => ('problem' in settled ? String(settled.problem) : 'none');

describe('a gap that a person decides about', () => {
  test('is taken with its edit, once', () => {
    const taken = takeGap(review(gap(1, { edit }), gap(2)), 1, source, check);
    assert.ok('source' in taken, problemOf(taken));
    assert.equal(taken.source, source.replace(edit.find, edit.replace));
    assert.deepEqual(
      taken.review.gaps.map(({ status }) => status),
      ['taken', 'open'],
    );
    assert.equal(problemOf(takeGap(taken.review, 1, taken.source, check)), 'Gap 1 is taken already. Open: 2.');
  });

  test('no longer excludes the other edit of the same words once it is settled', () => {
    const both = review(
      gap(1, { edit, against: 2 }),
      gap(2, { edit: { ...edit, replace: 'title: X' }, against: 1 }),
      gap(3, { against: 2 }),
    );
    const dismissed = dismissGap(both, 1, ' Not now. ', 'ada');
    assert.ok('gaps' in dismissed, problemOf(dismissed));
    assert.deepEqual(
      dismissed.gaps.map(({ against }) => against),
      [2, undefined, 2],
    );
    assert.deepEqual(
      [dismissed.gaps[0]?.status, dismissed.gaps[0]?.why, dismissed.gaps[0]?.who],
      ['dismissed', 'Not now.', 'ada'],
    );
  });

  for (const [what, settled, problem] of [
    ['that is not there', takeGap(review(gap(1)), 7, source, check), 'The review has no gap 7. Open: 1.'],
    ['where none is', dismissGap(review(), 1, 'x', 'ada'), 'The review has no gap 1. None is open.'],
    [
      'that is closed',
      dismissGap(review(gap(1, { status: 'closed' })), 1, 'x', 'ada'),
      'Gap 1 is closed already. None is open.',
    ],
    [
      'without a reason',
      dismissGap(review(gap(1)), 1, ' \n', 'ada'),
      'Say why gap 1 is dismissed: the reason is shown where the plan is approved.',
    ],
    [
      'without an edit',
      takeGap(review(gap(1)), 1, source, check),
      'Gap 1 has no edit to take. Edit the plan by hand, or dismiss the gap with a reason.',
    ],
    [
      'with an edit that cannot be used',
      takeGap(review(gap(1, { unusable: 'The edit changes nothing.' })), 1, source, check),
      'Gap 1 has no edit to take. The edit changes nothing. Edit the plan by hand, or dismiss the gap with a reason.',
    ],
    [
      'whose words are gone',
      takeGap(review(gap(1, { edit: { find: 'gone', replace: 'x' } })), 1, source, check),
      'The edit of gap 1 cannot be made: The words that the edit replaces are not in the plan (any more). Edit the plan by hand, or look again.',
    ],
  ] as const) {
    test(`is refused ${what}, with what to do`, () => assert.equal(problemOf(settled), problem));
  }

  test('is on the line of its words, wherever they have gone, and else where it was found', () => {
    const at = source.split('\n').findIndex((line) => line.includes(edit.find)) + 1;
    const moved = `# one\n# two\n${source}`;
    const some = review(gap(1, { edit }), gap(2, { line: at }));
    assert.equal(lineOfGap(some, gap(1, { edit }), moved), at + 2);
    assert.equal(lineOfGap(some, gap(2, { line: at }), moved), at + 2);
    assert.equal(lineOfGap({ passes: [] }, gap(2, { line: 5 }), moved), 5, 'nothing is known of the text then');
  });
});

describe('an edit of a plan', () => {
  const problem = (find: string, replace: string, text = source): string =>
    problemOf(editPlan(text, { find, replace }, check));
  const twice = 'The words that the edit replaces are in the plan more than once, so it is not clear which are meant.';
  const gone = 'The words that the edit replaces are not in the plan (any more).';

  for (const [what, find, replace, expected] of [
    ['without words', '', 'x', gone],
    ['of blanks', ' \n ', 'x', gone],
    ['whose words are there twice', 'title: Task', 'x', twice],
    ['whose words overlap themselves', 'aa', 'x', twice],
    ['that changes nothing', edit.find, edit.find, 'The edit changes nothing.'],
  ] as const) {
    test(`${what} is refused`, () => assert.equal(problem(find, replace, `${source}# aaa\n`), expected));
  }

  test('is refused where the plan would have an error that it has not now', () => {
    assert.match(problem('waveplan: 1', 'waveplan: 7'), /^With this edit the plan would have an error: /u);
    assert.match(problem(edit.find, 'title: ['), /^With this edit the plan would have an error: /u);
  });

  test('is made although the plan has an error already, which it has before and after', () => {
    const broken = source.replace('owns: ["src/b1/**"]', 'owns: []');
    assert.deepEqual(editPlan(broken, edit, check), { source: broken.replace(edit.find, edit.replace) });
  });

  test('keeps dollar signs, and the line ends of the plan', () => {
    const windows = source.replaceAll('\n', '\r\n');
    const lines = {
      find: 'title: Task a1\n        owns: ["src/a1/**"]',
      replace: 'title: $& $1 $\'\n        owns: ["src/a1/**"]',
    };
    const edited = editPlan(windows, lines, check);
    assert.ok('source' in edited, problemOf(edited));
    assert.ok(edited.source.includes("title: $& $1 $'\r\n        owns"));
    assert.doesNotMatch(edited.source, /[^\r]\n/u);
  });

  test('is placed by its words as they stand', () => {
    assert.deepEqual(placeOfEdit('añb', { find: 'ñ', replace: '' }), { start: 1, end: 2 });
    assert.deepEqual(placeOfEdit('', { find: 'a', replace: '' }), { problem: gone });
  });
});
