import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseReviewers } from '../../../../src/core/planReview/reviewers.ts';
import { reviewerTitle } from '../../../../src/core/planReview/summary.ts';
import { parsedPlan } from '../../../support/parsedPlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

const agents = (text: string) => parsedPlan(planText(1).replace(/agents:\n.*\n/u, `agents:\n${text}\n`));
const command = '  codemod: {driver: command, argv: [node, codemod.mjs]}';

function chosen(
  plan: string,
  named: readonly string[] = [],
  { installed = [], preferred }: { readonly installed?: readonly string[]; readonly preferred?: string } = {},
) {
  const found = chooseReviewers(agents(plan), { named, installed, ...(preferred === undefined ? {} : { preferred }) });
  return 'problem' in found ? found.problem : found.map(({ agent }) => agent);
}

describe('the two who review a plan', () => {
  for (const [what, actual, expected] of [
    [
      'are those that a person names',
      chosen('  a: {driver: claude}\n  b: {driver: codex}\n  c: {driver: gemini}', ['c', 'a']),
      ['c', 'a'],
    ],
    [
      'are no more than two',
      chosen('  a: {driver: claude}\n  b: {driver: codex}\n  c: {driver: gemini}', ['a', 'b', 'c']),
      ['a', 'b'],
    ],
    [
      'are of the plan before whatever is installed',
      chosen('  a: {driver: claude}\n  b: {driver: codex}', [], { installed: ['gemini'] }),
      ['a', 'b'],
    ],
    [
      'differ in program or model',
      chosen('  a: {driver: claude}\n  b: {driver: claude}\n  c: {driver: claude, model: opus}'),
      ['a', 'c'],
    ],
    [
      'may be installed where the plan has one alone',
      chosen('  a: {driver: claude}', [], { installed: ['codex'] }),
      ['a', 'codex'],
    ],
    [
      'are one twice where there is no other',
      chosen('  a: {driver: claude}', [], { installed: ['claude'] }),
      ['a', 'a'],
    ],
    [
      'are programs of a person’s own at the very last',
      chosen(command, [], { installed: ['codex'] }),
      ['codex', 'codemod'],
    ],
    [
      'go by a setting where the plan names none of them',
      chosen(command, [], { installed: ['claude', 'codex'], preferred: 'codex' }),
      ['codex', 'claude'],
    ],
    [
      'are completed by another where a person names one',
      chosen('  a: {driver: claude}\n  b: {driver: codex}', ['b']),
      ['b', 'a'],
    ],
    [
      'may be a driver by its name',
      chosen('  a: {driver: claude}', ['codex'], { installed: ['codex'] }),
      ['codex', 'a'],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(actual, expected));
  }

  test('find different things: each has a disposition of its own', () => {
    const found = chooseReviewers(agents('  a: {driver: claude}'), { named: [], installed: [] });
    assert.ok(!('problem' in found));
    assert.deepEqual(
      found.map(({ subject }) => subject),
      ['reviewer-1', 'reviewer-2'],
    );
    assert.match(found[0]?.disposition ?? '', /on call/u);
    assert.match(found[1]?.disposition ?? '', /sceptic/u);
  });

  test('are none where a person names somebody who is not there, with what to do', () => {
    for (const name of ['nobody', 'constructor', '__proto__']) {
      const problem = chosen('  a: {driver: claude}', [name], { installed: ['claude'] });
      assert.equal(typeof problem, 'string', name);
      assert.ok(String(problem).includes(name), String(problem));
    }
  });

  test('are called by their number and agent', () => {
    const reviewers = [{ subject: 'reviewer-1', agent: 'claude', disposition: '' }];
    assert.equal(reviewerTitle(reviewers, 'reviewer-1'), 'Reviewer 1 (claude)');
    assert.equal(reviewerTitle(reviewers, 'reviewer-9'), 'reviewer-9');
  });
});
