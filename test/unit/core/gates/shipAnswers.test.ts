import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  approvedTexts,
  longestBody,
  longestTitle,
  lowerAnswers,
  shipAnswers,
  shipAnswerWords,
  shipTextObjections,
} from '../../../../src/core/gates/shipAnswers.ts';
import type { Decision } from '../../../../src/core/model/gate.ts';

const by = (who: string, answers: Decision['answers']): Decision => ({ who, answers }) as Decision;
const objections = (answers: Readonly<Record<string, string>>, approvals: readonly Decision[] = []) =>
  shipTextObjections({ approvals }, answers).map(({ names, text }) => `${names.join()}: ${text}`);

describe('the answers of a ship gate that replace a text', () => {
  for (const [name, words] of [
    ['pull-request-title', 'the title of the pull request'],
    ['pull-request', 'the text of the pull request'],
    ['changelog', 'the changelog entry'],
    ['pull-request-title/w1', 'the title of the pull request of wave w1'],
    ['pull-request/w1', 'the text of the pull request of wave w1'],
    ['pull-request/a/b', 'the text of the pull request of wave a/b'],
    ['changelog/w1', undefined],
    ['explain', undefined],
    ['constructor', undefined],
    ['', undefined],
  ] as const) {
    test(`are called ${words ?? 'nothing'}: ${name}`, () => assert.equal(shipAnswerWords(name), words));
  }

  test('have names for each wave that has a pull request of its own', () => {
    const { title, body } = lowerAnswers('w2');
    assert.deepEqual(
      [shipAnswerWords(title), shipAnswerWords(body)],
      ['the title of the pull request of wave w2', 'the text of the pull request of wave w2'],
    );
  });

  test('are those of whoever gave one first; an empty one replaces nothing', () => {
    const first = by('ada', { changelog: 'One.', explain: 'yes' });
    const second = by('bo', { changelog: 'Two.', 'pull-request': '', 'pull-request-title': 'T' });
    assert.deepEqual(approvedTexts({ approvals: [first, second] }), { changelog: 'One.', 'pull-request-title': 'T' });
    assert.deepEqual(approvedTexts({ approvals: [first], decision: second }), {
      changelog: 'One.',
      'pull-request-title': 'T',
    });
    assert.deepEqual(approvedTexts({}), {});
  });
});

describe('a text that cannot be shipped', () => {
  const long = (count: number): string => 'x'.repeat(count);
  for (const [what, answers, expected] of [
    ['none: no text', {}, []],
    ['none: as long as may be', { [shipAnswers.title]: long(longestTitle), [shipAnswers.body]: long(longestBody) }, []],
    ['none: other answers of any length', { testing: long(longestBody + 1) }, []],
    [
      'a title that is too long',
      { 'pull-request-title': long(251) },
      ['pull-request-title: The title of the pull request has to be one line of at most 250 characters: shorten it.'],
    ],
    [
      'a title of two lines, of a lower wave',
      { 'pull-request-title/w1': 'a\nb' },
      [
        'pull-request-title/w1: The title of the pull request of wave w1 has to be one line of at most 250 characters: shorten it.',
      ],
    ],
    [
      'a text that is too long',
      { 'pull-request': long(65_001) },
      ['pull-request: The text of the pull request has 65001 characters, and hosts take 65000: shorten it.'],
    ],
  ] as const) {
    test(`is told: ${what}`, () => assert.deepEqual(objections(answers), expected));
  }

  test('is one that somebody has approved in other words, whoever it was', () => {
    const before = [by('ada', { changelog: '' }), by('bo', { changelog: 'One.' })];
    assert.deepEqual(objections({ changelog: 'Two.' }, before), [
      'changelog: bo has approved the changelog entry in other words. Approve without changing it, or reject the gate and say what should change.',
    ]);
    assert.deepEqual(objections({ changelog: 'One.' }, before), []);
    assert.deepEqual(objections({ changelog: '' }, before), [], 'nothing is replaced');
  });

  test('may be any answers', () => {
    const name = fc.constantFrom(
      'changelog',
      'pull-request',
      'pull-request/w1',
      'pull-request-title',
      '__proto__',
      'x',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), fc.dictionary(name, fc.string()), (answers, before) => {
        for (const { names } of shipTextObjections({ approvals: [by('ada', before)] }, answers))
          for (const each of names) assert.notEqual(shipAnswerWords(each), undefined);
        assert.deepEqual(
          shipTextObjections({ approvals: [by('ada', answers)] }, answers).filter(({ text }) =>
            text.includes('other words'),
          ),
          [],
        );
      }),
    );
  });
});
