import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isSmall, mayRest, offersAdvance, restingLines } from '../../../../src/core/gates/resting.ts';
import { parsedPlan } from '../../../support/parsedPlan.ts';
import { planText } from '../../../support/simulatedRun.ts';

/** A plan of a single task. */
const one = (extra = '', ofTask = ''): string =>
  planText(1, extra)
    .replace(/ {6}- id: b1[^]*?\n(?=\S|$)/u, '')
    .replace('        objective', `${ofTask}        objective`);
const small = parsedPlan(one());

describe('a small plan', () => {
  test('is a single task of low or medium risk', () => {
    assert.ok(isSmall(small));
    for (const risk of ['low', 'medium']) assert.ok(isSmall(parsedPlan(one('', `        risk: ${risk}\n`))), risk);
  });

  for (const [what, source] of [
    ['a second task', planText(1)],
    [
      'a second wave',
      `${one()}  - id: w2\n    title: Two\n    tasks:\n      - {id: c, title: C, owns: [src/c/**], objective: Do it., steps: [a, b, c], verify: ["node --check a.js"]}\n`,
    ],
    ['high risk', one('', '        risk: high\n')],
    ['a validator', one('validators: [{agent: codemod, disposition: Doubts it.}]\n')],
  ] as const) {
    test(`has not ${what}`, () => assert.ok(!isSmall(parsedPlan(source)), source));
  }
});

describe('a gate rests on an earlier decision', () => {
  const kinds = ['launch', 'spot-check', 'acceptance', 'ship'] as const;
  const resting = (source: string) => kinds.filter((kind) => mayRest(parsedPlan(source), kind));

  for (const [what, source, expected] of [
    ['where the plan is small, but for the spot-check', one(), ['launch', 'acceptance', 'ship']],
    ['nowhere in a larger plan', planText(1), []],
    [
      'where the plan says so',
      planText(1, 'gates: {spot-check: {required: false}, ship: {required: false}}\n'),
      ['spot-check', 'ship'],
    ],
    ['not where a small plan says otherwise', one('gates: {launch: {required: 1}}\n'), ['acceptance', 'ship']],
    [
      'not where a small plan asks anything else of it',
      one('gates: {launch: {approvers: [ada]}}\n'),
      ['acceptance', 'ship'],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(resting(source), expected));
  }
});

describe('how stations are passed without a gate of their own', () => {
  test('is said of a small plan, with what asks all the same', () => {
    assert.deepEqual(restingLines(small), [
      'The plan has one task, so it asks less. Launch: with this approval. A launch after a failure asks again',
      'Acceptance: with the spot-check, if all checks are green and no statement has to be looked at',
      'Ship: with the acceptance, if the repository has no remote',
    ]);
  });

  test('is said as a plan has it, and not at all where each has its gate', () => {
    assert.deepEqual(restingLines(parsedPlan(planText(1))), []);
    assert.deepEqual(
      restingLines(parsedPlan(planText(1, 'gates: {spot-check: {required: false}, ship: {required: false}}\n'))),
      [
        'Spot-check: not for a small change of tasks of low risk (5 files, 100 lines, nothing to explain)',
        'Ship: with the acceptance',
      ],
    );
  });
});

describe('all launches in one decision', () => {
  const advance = parsedPlan(planText(2, 'gates: {launch: {inAdvance: true}}\n'));
  const wave = (status: string) => ({ status }) as never;
  for (const [what, plan, waves, expected] of [
    ['are offered where the plan allows them and several waves are left', advance, {}, true],
    ['are not offered for the last wave', advance, { w1: wave('committed') }, false],
    ['are not offered where the others are carried on', advance, { w1: wave('carried') }, false],
    ['are offered while a wave has failed', advance, { w1: wave('failed') }, true],
    ['are not offered where the plan does not allow them', parsedPlan(planText(2)), {}, false],
  ] as const) {
    test(what, () => assert.equal(offersAdvance(plan, { waves }), expected));
  }
});
