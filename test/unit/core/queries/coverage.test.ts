import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Gate } from '../../../../src/core/model/gate.ts';
import { coverageOf, planFindingFor, shownPlan } from '../../../../src/core/queries/coverage.ts';
import { planOf } from '../../../support/parsedPlan.ts';
import { runAtLaunch } from '../../../support/states.ts';

const finding = (id: string, rest: object = {}) =>
  ({
    id,
    severity: 'high',
    file: 'src/a.js',
    line: 3,
    title: `About ${id}`,
    triage: 'in',
    remediation: '',
    detail: '',
    citation: 'verified',
    lens: 'x',
    ...rest,
  }) as const;

/** Ids by what becomes of them. */
function coverage(
  audited: readonly object[],
  planned: readonly object[],
  tasks: readonly string[],
  gates: Readonly<Record<string, object>> = {},
): object {
  const plan = planOf([[{ id: 'a', findings: tasks }]], { findings: planned });
  const state = {
    audit: { ...runAtLaunch().run.audit, findings: audited as never },
    gates: gates as Readonly<Record<string, Gate>>,
  };
  const { covered, waived, open } = coverageOf(state, plan);
  return {
    covered: covered.map((each) => each.finding.id),
    waived: waived.map(({ finding: { id }, waiver }) => `${id}: ${waiver.reason} (${waiver.who})`),
    open: open.map(({ id }) => id),
  };
}

const planned = (id: string, rest: object = {}) => ({
  id,
  severity: 'high',
  file: 'src/a.js',
  line: 3,
  title: `About ${id}`,
  ...rest,
});

/** A plan gate that was used, with these answers of ada. */
const used = (answers: Readonly<Record<string, string>>, rest: object = {}) => ({
  g1: {
    id: 'g1',
    kind: 'plan',
    status: 'approved',
    usedAt: 1,
    decision: { who: 'ada', verdict: 'approved', answers },
    ...rest,
  },
});

suite('a finding in scope', () => {
  test('is covered by a task that names it, left by a reason, or open', () => {
    const findings = [finding('x-1'), finding('x-2'), finding('x-3')];
    assert.deepEqual(coverage(findings, [], ['x-1'], used({ 'x-2': ' For later. ' })), {
      covered: ['x-1'],
      waived: ['x-2: For later. (ada)'],
      open: ['x-3'],
    });
  });

  test('is none that was marked out or deferred, in the run or in the plan', () => {
    const none = { covered: [], waived: [], open: [] };
    assert.deepEqual(
      coverage([finding('x-1', { triage: 'out' }), finding('x-2', { triage: undefined })], [], []),
      none,
    );
    assert.deepEqual(coverage([], [planned('F-1', { triage: 'deferred' })], []), none);
    assert.deepEqual(coverage([finding('x-1')], [planned('x-1', { triage: 'out' })], []), none, 'the same by its id');
    const twin = planned('F-1', { title: 'About x-1', triage: 'out' });
    assert.deepEqual(coverage([finding('x-1')], [twin], []), none, 'the same by its place and title');
  });

  test('is one with that of the plan at the same place, and has the name that the run has for it', () => {
    const twin = planned('F-1', { title: 'About x-1' });
    assert.deepEqual(coverage([finding('x-1')], [twin], ['F-1']), { covered: ['x-1'], waived: [], open: [] });
    assert.deepEqual(coverage([finding('x-1')], [twin], []), { covered: [], waived: [], open: ['x-1'] });
    const elsewhere = planned('F-1', { title: 'About x-1', line: 4 });
    assert.deepEqual(coverage([finding('x-1')], [elsewhere], []), { covered: [], waived: [], open: ['F-1', 'x-1'] });
  });

  test('is left by nothing but words of a plan gate that has been used', () => {
    const open = { covered: [], waived: [], open: ['x-1'] };
    const findings = [finding('x-1')];
    assert.deepEqual(coverage(findings, [], [], used({ 'x-1': '  ' })), open, 'words without a letter');
    assert.deepEqual(
      coverage(findings, [], [], used({ 'x-1': 'Later.' }, { usedAt: undefined })),
      open,
      'not used yet',
    );
    assert.deepEqual(coverage(findings, [], [], used({ 'x-1': 'Later.' }, { kind: 'launch' })), open, 'another gate');
    assert.deepEqual(coverage(findings, [], [], used({ 'x-2': 'Later.' })), open, 'another finding');
  });
});

suite('the mark of a finding', () => {
  test('comes from the plan only at the same place with the same title', () => {
    const plan = planOf([['a']], { findings: [planned('x-1', { title: 'Slow', triage: 'out' })] });
    assert.equal(planFindingFor(finding('y-9', { title: 'Slow' }) as never, plan)?.triage, 'out');
    assert.equal(
      planFindingFor(finding('x-1', { title: 'Fast' }) as never, plan),
      undefined,
      'lenses number what they find',
    );
  });
});

test('the plan that a gate shows is the edit of it, or the one in force', () => {
  const { run } = runAtLaunch();
  assert.equal(shownPlan(run), run.plan.plan);
  const edited = { ...run.plan, plan: { ...run.plan.plan, title: 'Edited' } };
  assert.equal(shownPlan({ plan: run.plan, edit: { hash: 'h', problems: 0, plan: edited } }).title, 'Edited');
  assert.equal(shownPlan({ plan: run.plan, edit: { hash: 'h', problems: 1 } }), run.plan.plan);
});
