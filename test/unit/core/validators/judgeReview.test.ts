import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groundsProblem, reviewProblem } from '../../../../src/core/validators/judgeReview.ts';
import { placesText } from '../../../../src/core/validators/placesText.ts';
import { withRevision, wrongSpecs } from '../../../../src/core/validators/wrongSpec.ts';

const finding = { severity: 'issue', file: 'src/a.js', line: 3, title: 'Leaks', detail: '', remediation: '' } as const;
const reported = (verdict: 'approve' | 'changes', ...severities: readonly ('blocker' | 'issue' | 'nit')[]) =>
  ({ verdict, findings: severities.map((severity) => ({ ...finding, severity })) }) as never;

describe('the verdict of a validator', () => {
  for (const [what, review, problem] of [
    ['that approves and finds nothing', reported('approve'), undefined],
    ['that approves beside issues and nits', reported('approve', 'issue', 'nit'), undefined],
    ['that asks for changes and names one', reported('changes', 'nit'), undefined],
    ['that is missing', undefined, /ended without a verdict: its handoff has no "review"/],
    ['that asks for changes and names none', reported('changes'), /asks for changes and names none/],
    ['that approves beside a blocker', reported('approve', 'nit', 'blocker'), /contradicts itself/],
  ] as const) {
    test(`${what} ${problem === undefined ? 'counts' : 'does not count, and it is said why'}`, () => {
      if (problem === undefined) assert.equal(reviewProblem(review), undefined);
      else assert.match(reviewProblem(review) ?? '', problem);
    });
  }

  const cite = (citation: 'verified' | 'unverified', line = 3) => ({ ...finding, line, citation }) as never;
  for (const [what, grounds, problem] of [
    ['one place that is there', { cites: [cite('verified')], findings: [] }, undefined],
    ['one that is there among others', { cites: [cite('unverified')], findings: [cite('verified')] }, undefined],
    ['nothing', { cites: [], findings: [] }, 'The verdict cites nothing that it rests on, so it cannot be looked up.'],
    ['nothing at all', { findings: [] }, 'The verdict cites nothing that it rests on, so it cannot be looked up.'],
    [
      'places that are not there, of which three are named',
      { cites: [1, 2, 3, 4].map((line) => cite('unverified', line)), findings: [] },
      'The verdict cites only places that do not exist: src/a.js:1, src/a.js:2, src/a.js:3.',
    ],
  ] as const) {
    test(`before a launch rests on ${what}`, () => assert.equal(groundsProblem(grounds), problem));
  }
});

describe('a finding that is one of the specification', () => {
  const open = { ...finding, id: 'f1', wrongSpec: { status: 'open', says: 'It may be empty.' } } as never;
  const other = { ...finding, id: 'f2' } as never;

  test('waits until the plan was revised for it, and has that in its history', () => {
    assert.deepEqual(wrongSpecs([other, open]), [open]);
    const [same, revised] = withRevision([other, open], 2, 'Revised in plan revision 3.');
    assert.equal(same, other);
    assert.deepEqual(wrongSpecs([revised ?? other]), []);
    assert.deepEqual(revised?.history, [{ attempt: 2, what: 'Revised in plan revision 3.' }]);
    assert.deepEqual(withRevision([revised ?? other], 3, 'Again.'), [revised], 'once is enough');
  });
});

describe('the places that a reviewer looks at first', () => {
  const diff = (lines: readonly string[]): string =>
    [
      'diff --git a/src/a.js b/src/a.js',
      '--- a/src/a.js',
      '+++ b/src/a.js',
      `@@ -1,0 +1,${lines.length} @@`,
      ...lines.map((line) => `+${line}`),
      '',
    ].join('\n');

  test('are none of a difference that has none, and it is said what to do', () => {
    for (const none of ['', 'no difference', diff([])]) {
      assert.equal(placesText(none), 'No changed line stands out. Read the change whole.\n');
    }
  });

  test('are one line each, cut where they are long, and at most 400', () => {
    const text = placesText(
      diff(Array.from({ length: 900 }, (_, index) => `if (a[${index}] !== b) throw new Error("${'x'.repeat(500)}");`)),
    );
    const lines = text.trimEnd().split('\n');
    assert.ok(lines.length <= 400 && lines.length > 0, `${lines.length}`);
    for (const line of lines) assert.match(line, /^- src\/a\.js:\d+ \([^)]*\): .{1,160}$/);
  });
});
