import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  answerProblem,
  citeProblem,
  citeText,
  decisionWords,
  standsAt,
} from '../../../../src/core/queries/citations.ts';
import type { SupervisorCite } from '../../../../src/core/model/supervision.ts';
import { runAtLaunch } from '../../../support/states.ts';

suite('words that stand in a text', () => {
  const text = [
    '# Rounding',
    '',
    'Amounts are rounded to',
    'two digits, half to even.',
    ...Array<string>(20).fill('x'),
    'The end of the text.',
  ].join('\n');
  for (const [what, line, quote, stands] of [
    ['at their line', 3, 'Amounts are rounded', true],
    ['over the ends of lines', 3, 'rounded to two digits', true],
    ['with other blanks', 3, '  rounded   to\n two  digits ', true],
    ['up to eleven lines further on', 1, 'half to even', true],
    ['not before the line', 5, 'Amounts are rounded', false],
    ['not further away', 3, 'The end of the text', false],
    ['not in other words', 3, 'Amounts are truncated', false],
    ['not in another case', 3, 'amounts are rounded', false],
    ['not when they are too few to show anything', 3, 'rounded to', false],
    ['not beyond the end', 99, 'Amounts are rounded', false],
  ] as const)
    test(`${stands ? 'are found' : 'are'} ${what}`, () => {
      assert.equal(standsAt(text, line, quote), stands);
    });
});

suite('a citation of a supervisor', () => {
  const { run } = runAtLaunch();
  const gates = {
    ...run.gates,
    'plan-1': {
      ...run.gates['plan-1'],
      decision: {
        note: 'Keep the old name.',
        answers: { a: 'Two digits are enough.' },
        comments: [{ file: 'a', line: 1, text: 'Not the cache.' }],
      },
    },
  };
  const state = { ...run, gates } as unknown as typeof run;
  const cite = (rest: Partial<SupervisorCite>): SupervisorCite => ({
    source: 'plan',
    where: '',
    line: 1,
    quote: 'title: Extend modules',
    ...rest,
  });

  for (const [what, given, problem] of [
    ['of the plan', cite({}), undefined],
    [
      'of words that the plan does not say',
      cite({ quote: 'title: Remove modules' }),
      'the plan does not say "title: Remove modules" in line 1',
    ],
    ['of few words', cite({ quote: ' title: \n ' }), '"title:" is too short to show anything'],
    ['of a file that was found', cite({ source: 'file', where: 'a.md', line: 3, found: true }), undefined],
    [
      'of a file where it was not found',
      cite({ source: 'file', where: 'a.md', line: 3 }),
      '"title: Extend modules" did not stand in a.md:3 when the run began',
    ],
    ['of the note of a decision', cite({ source: 'decision', where: 'plan-1', quote: 'Keep the old name' }), undefined],
    ['of an answer of a decision', cite({ source: 'decision', where: 'plan-1', quote: 'Two digits are' }), undefined],
    ['of a comment of a decision', cite({ source: 'decision', where: 'plan-1', quote: 'Not the cache.' }), undefined],
    [
      'of words that no decision says',
      cite({ source: 'decision', where: 'plan-1', quote: 'Approve everything' }),
      'no decision at gate plan-1 says "Approve everything"',
    ],
    [
      'of a gate that is not there',
      cite({ source: 'decision', where: 'constructor', quote: 'Keep the old name' }),
      'no decision at gate constructor says "Keep the old name"',
    ],
  ] as const)
    test(`${problem === undefined ? 'counts' : 'does not count'} ${what}`, () => {
      assert.equal(citeProblem(state, given), problem);
    });

  test('lets an answer go to an agent only where all of them count', () => {
    const answer = { task: 'a', text: 'Two.', cites: [cite({})] };
    assert.equal(answerProblem(state, answer as never), undefined);
    assert.equal(answerProblem(state, { ...answer, cites: [] }), 'it cites nothing');
    assert.equal(answerProblem(state, { ...answer, secrets: 1 }), 'it held a secret, which was taken out');
    const wrong = { ...answer, cites: [cite({}), cite({ quote: 'title: Remove modules' })] };
    assert.equal(answerProblem(state, wrong as never), 'the plan does not say "title: Remove modules" in line 1');
  });

  test('is named by its place', () => {
    assert.equal(citeText(cite({ line: 12 })), 'plan:12');
    assert.equal(citeText(cite({ source: 'file', where: 'docs/a.md', line: 3 })), 'docs/a.md:3');
    assert.equal(citeText(cite({ source: 'decision', where: 'launch-1' })), 'launch-1');
    assert.equal(decisionWords({ note: 'n' } as never), 'n');
  });
});
