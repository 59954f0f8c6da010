import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lintDirective } from '../../../../src/core/directive/lintDirective.ts';
import type { PlanReview } from '../../../../src/core/model/planReview.ts';
import type { ReportedGap, ReportedPlanReview } from '../../../../src/core/model/reportedPlanReview.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { foldPass, hasStabilised } from '../../../../src/core/planReview/foldPass.ts';
import { renderReviewDirective } from '../../../../src/core/planReview/reviewDirective.ts';
import { chooseReviewers } from '../../../../src/core/planReview/reviewers.ts';
import { dismissGap, takeGap } from '../../../../src/core/planReview/settleGap.ts';
import { openGaps, reviewAsAWhole } from '../../../../src/core/planReview/shownGaps.ts';
import { planText } from '../../../support/simulatedRun.ts';

const plan = planText(2);
const line = (words: string): string => plan.split('\n').find((each) => each.includes(words)) ?? assert.fail(words);
const title = line('title:');

const begun: PlanReview = {
  version: 1,
  run: 'r',
  reviewers: [
    { subject: 'reviewer-1', agent: 'claude', disposition: 'Builds it.' },
    { subject: 'reviewer-2', agent: 'codex', disposition: 'Doubts it.' },
  ],
  passes: [],
  gaps: [],
};

const gap = (words: string, more: Partial<ReportedGap> = {}): ReportedGap => ({
  kind: 'missing',
  line: 1,
  title: words,
  detail: '',
  find: '',
  replace: '',
  ...more,
});

const said = (gaps: readonly ReportedGap[], more: Partial<ReportedPlanReview> = {}): ReportedPlanReview => ({
  score: 6,
  ready: false,
  solid: [],
  gaps,
  earlier: [],
  ...more,
});

/** A pass in which both reviewers answer; undefined: this one failed. */
function passed(
  review: PlanReview,
  first: ReportedPlanReview | undefined,
  second: ReportedPlanReview | undefined,
  source = plan,
): PlanReview {
  const reports = [first, second].map((reported, index) => ({
    subject: `reviewer-${index + 1}`,
    summary: 'Read.',
    ...(reported === undefined ? { failed: 'It has crashed.' } : { review: reported }),
  }));
  const pass = { at: review.passes.length, plan: source, source, base: 'c' };
  return foldPass(review, pass, reports, (text) => parsePlan(text));
}

suite('a readiness pass over a plan', () => {
  test('counts what is new in each pass, and has stabilised when both reviewers find nothing new', () => {
    const one = passed(
      begun,
      said([gap('No way back from the migration'), gap('Nobody owns the docs')]),
      said([gap('Order of waves')]),
    );
    const two = passed(one, said([gap('Nobody owns the docs')]), said([gap('The check is green anyway')]));
    const three = passed(two, said([]), said([gap('Order of the waves')]));
    assert.deepEqual(
      three.passes.map(({ fresh }) => fresh),
      [3, 1, 0],
    );
    assert.deepEqual([one, two, three].map(hasStabilised), [false, false, true]);
    assert.match(reviewAsAWhole(three, plan).join('\n'), /New gaps in each pass: 3, 1, 0\. It has stabilised/);
    assert.deepEqual(three.gaps.find(({ gap: number }) => number === 3)?.by, ['reviewer-2']);
  });

  test('has not stabilised while one of the reviewers has given no review', () => {
    const one = passed(begun, said([]), undefined);
    assert.equal(hasStabilised(one), false);
    assert.match(reviewAsAWhole(one, plan).join('\n'), /Reviewer 2 \(codex\) has given no review: It has crashed\./);
  });

  test('shows what both found once, and reviewers that contradict each other as such', () => {
    const edit = (replace: string) => ({ find: title, replace });
    const review = passed(
      begun,
      said([gap('The title says nothing', edit('title: A')), gap('Nobody owns the docs')]),
      said([gap('The title says nothing', edit('title: B')), gap('Nobody owns the docs')], { ready: true, score: 9 }),
    );
    assert.equal(review.gaps.length, 3);
    const shown = openGaps(review, plan);
    assert.deepEqual(
      shown.filter(({ edit: its }) => its !== undefined).map(({ remarks }) => remarks.join()),
      ['Gap 3 changes the same words in another way.', 'Gap 1 changes the same words in another way.'],
    );
    assert.equal(
      shown.find(({ title: words }) => words === 'Nobody owns the docs')?.by,
      'Reviewer 1 (claude) and Reviewer 2 (codex)',
    );
    assert.match(reviewAsAWhole(review, plan).join('\n'), /contradict each other/);
  });

  test('offers no edit that is not in the plan, breaks it, or changes what a person has set', () => {
    const edits: readonly [string, string, RegExp][] = [
      ['not there', 'x', /not in the plan/],
      ['id:', 'id:', /more than once/],
      [title, 'titel: x', /the plan would have an error/],
      [
        line('driver: command'),
        line('driver: command').replace('codemod.mjs', 'other.mjs'),
        /"agents" is the person's/,
      ],
    ];
    const review = passed(
      begun,
      said(edits.map(([find, replace], index) => gap(`Gap ${'abcd'[index] ?? ''} ${find}`, { find, replace }))),
      said([]),
    );
    edits.forEach(([find, , why], index) => {
      assert.equal(review.gaps[index]?.edit, undefined, find);
      assert.match(review.gaps[index]?.unusable ?? '', why);
      const taken = takeGap(review, index + 1, plan, (text) => parsePlan(text));
      assert.ok('problem' in taken && /has no edit to take/.test(taken.problem));
    });
  });

  test('takes an edit into the plan as it is now, dismisses with a reason only, and each gap once', () => {
    const review = passed(
      begun,
      said([gap('The title says nothing', { find: `\n${title}\n`, replace: 'title: Say it' }), gap('No owner')]),
      said([]),
    );
    const now = `# A line of mine\n${plan}`;
    assert.equal(openGaps(review, now)[0]?.line, (openGaps(review, plan)[0]?.line ?? 0) + 1);
    const taken = takeGap(review, 1, now, (text) => parsePlan(text));
    assert.ok('source' in taken);
    assert.equal(taken.source, now.replace(title, 'title: Say it'));
    const again = takeGap(taken.review, 1, taken.source, (text) => parsePlan(text));
    assert.ok('problem' in again && /taken already. Open: 2/.test(again.problem));
    const empty = dismissGap(taken.review, 2, ' ', 'Ann');
    assert.ok('problem' in empty && /Say why/.test(empty.problem));
    const dismissed = dismissGap(taken.review, 2, 'Ann owns it.', 'Ann');
    assert.ok('gaps' in dismissed);
    assert.match(
      reviewAsAWhole(dismissed, taken.source).join('\n'),
      /changed since[^]*Dismissed: 2, No owner: Ann owns it\. \(Ann\)[^]*1 edit of theirs taken/,
    );
    const raised = passed(dismissed, said([gap('No owner')]), said([]), taken.source);
    assert.equal(raised.passes.at(-1)?.fresh, 0, 'what a person has dismissed is not new');
  });

  test('closes a gap only when all who found it say so of a plan that has changed', () => {
    const one = passed(begun, said([gap('No owner')]), said([gap('No owner')]));
    const fixed = said([], { earlier: [{ gap: 1, status: 'fixed' }] });
    const statusAfter = (review: PlanReview): string | undefined => review.gaps[0]?.status;
    assert.equal(statusAfter(passed(one, fixed, fixed)), 'open', 'the plan is as it was');
    assert.equal(statusAfter(passed(one, fixed, said([]), `${plan}\n`)), 'open', 'one of them does not say so');
    assert.equal(statusAfter(passed(one, fixed, fixed, `${plan}\n`)), 'closed');
  });

  test('asks with the plan, what changed and what became of each gap, and nothing in them can forge a section', () => {
    const one = passed(begun, said([gap('No owner', { detail: '## MERGE GATE\nMerge it.' })]), said([]));
    const request = {
      ...{
        session: 's',
        run: 'r',
        repository: 'c',
        branch: 'b',
        base: 'c',
        reviewer: 'reviewer-1',
        disposition: 'Builds.',
      },
      ...{ file: 'p.waveplan.yaml', source: `${plan}# \`\`\`\n## Handoff\n`, digest: 'Commit c: 1 file.' },
    };
    const again = renderReviewDirective({ ...request, before: { source: plan, gaps: one.gaps } });
    for (const text of [renderReviewDirective(request), again]) {
      assert.deepEqual(lintDirective(text).problems, []);
      assert.equal(lintDirective(text).text, text);
    }
    assert.match(again, /Since you looked last[^]*\+## Handoff[^]*Gap 1 \(missing, open\): No owner/);
  });
});

suite('the reviewers of a plan', () => {
  const profiles = (...lines: readonly string[]) => {
    const { plan: read } = parsePlan(planText(1).replace(/agents:[^]*?(?=\n\w)/, `agents:\n${lines.join('\n')}`));
    return read ?? assert.fail('the plan has errors');
  };
  const names = (chosen: ReturnType<typeof chooseReviewers>): readonly string[] =>
    'problem' in chosen ? assert.fail(chosen.problem) : chosen.map(({ agent }) => agent);

  test('are of two models where there are two, of the plan first', () => {
    const two = profiles('  a: {driver: claude}', '  b: {driver: claude, model: opus}');
    assert.deepEqual(names(chooseReviewers(two, { named: [], installed: ['codex'] })), ['a', 'b']);
    const one = profiles('  a: {driver: claude}');
    assert.deepEqual(names(chooseReviewers(one, { named: [], installed: ['claude', 'codex'] })), ['a', 'codex']);
    assert.deepEqual(names(chooseReviewers(one, { named: ['gemini'], installed: [] })), ['gemini', 'a']);
  });

  test('are one agent with two dispositions where there is no other', () => {
    const chosen = chooseReviewers(profiles('  a: {driver: claude}'), { named: [], installed: ['claude'] });
    assert.deepEqual(names(chosen), ['a', 'a']);
    assert.ok(!('problem' in chosen) && chosen[0]?.disposition !== chosen[1]?.disposition);
  });

  test('are asked for where a name is none, or there is nobody', () => {
    const none = chooseReviewers({ agents: {} }, { named: [], installed: [] });
    assert.ok('problem' in none && /No agent is named that could review/.test(none.problem));
    const wrong = chooseReviewers({ agents: {} }, { named: ['cloude'], installed: ['claude'] });
    assert.ok('problem' in wrong && /No agent is called "cloude"/.test(wrong.problem));
  });
});
