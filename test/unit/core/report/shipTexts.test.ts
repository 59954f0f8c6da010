import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  answersFor,
  pullRequestDocument,
  pullRequestOf,
  readPullRequestDocument,
  shipTexts,
} from '../../../../src/core/report/shipTexts.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

function atShip(settings: string): SimulatedRun['run'] {
  return new SimulatedRun().start(planText(2, `ship: ${settings}\n`)).approveAll('ship').run;
}

const one = atShip('{remote: upstream, changelog: CHANGES.md}');
const each = atShip('{remote: upstream, forge: github, pullRequest: {per: wave}}');

describe('the texts that leave with a result', () => {
  test('are written from the record where nobody edits them', () => {
    const { pullRequest, below, changelog } = shipTexts(one, {});
    assert.equal(pullRequest?.title, 'Extend modules');
    assert.match(pullRequest.body, /^(?!# )[^]*## Decisions/);
    assert.deepEqual([pullRequest.edited, pullRequest.retitled, below], [false, undefined, undefined]);
    assert.equal(changelog?.file, 'CHANGES.md');
  });

  test('are none where the plan wants none', () => {
    assert.deepEqual(shipTexts(atShip('{remote: upstream, pr: false}'), {}), {});
  });

  test('are a person’s where they have written some, each by itself', () => {
    const edited = shipTexts(one, { 'pull-request-title': 'Ours', changelog: 'We did it.' });
    assert.deepEqual([edited.pullRequest?.title, edited.pullRequest?.retitled], ['Ours', true]);
    assert.equal(edited.pullRequest?.edited, false, 'the text is still the record');
    assert.equal(edited.changelog?.entry, 'We did it.');
    assert.equal(shipTexts(one, { 'pull-request': 'Our words.' }).pullRequest?.edited, true);
  });

  test('are not a person’s where what they wrote is only blanks', () => {
    const blank = { 'pull-request-title': ' ', 'pull-request': '\n\t', changelog: '' };
    assert.deepEqual(shipTexts(one, blank), shipTexts(one, {}));
  });

  test('close the issues of the plan, first of all', () => {
    const { pullRequest } = shipTexts(atShip('{remote: upstream, pullRequest: {issues: ["#12", "team/other#3"]}}'), {});
    assert.ok(pullRequest?.body.startsWith('Closes #12\nCloses team/other#3\n\n'), pullRequest?.body.slice(0, 80));
  });

  test('of each wave are found by its name, and the last one without', () => {
    const texts = shipTexts(each, { 'pull-request-title/w1': 'First' });
    assert.equal(pullRequestOf(texts, 'w1')?.title, 'First');
    assert.equal(pullRequestOf(texts)?.title, 'Extend modules: Wave 2');
    for (const name of ['w2', 'w9', '', '__proto__']) assert.equal(pullRequestOf(texts, name), undefined, name);
  });

  test('that a person left as they were are no answers of theirs', () => {
    for (const [state, wave] of [
      [one, undefined],
      [each, undefined],
      [each, 'w1'],
    ] as const) {
      const { title = '', body = '' } = pullRequestOf(shipTexts(state, {}), wave) ?? {};
      const answers = answersFor(state, { title: ` ${title}`, body: `${body}\n\n` }, wave);
      assert.deepEqual(Object.values(answers), ['', '']);
      assert.deepEqual(shipTexts(state, answers), shipTexts(state, {}));
    }
  });
});

describe('a pull request as a document', () => {
  // A title is one line with a word in it.
  const title = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '');
  const body = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('# Heading', '', '- item', '```', '   indented')))
    .map((lines) =>
      lines
        .join('\n')
        .replaceAll('\r', '')
        .replace(/^\s*\n/, '')
        .trimEnd(),
    );

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(title, body, (one, two) => {
        const read = readPullRequestDocument(pullRequestDocument({ title: one, body: two }));
        assert.equal(read?.title, one);
        assert.equal(read.body.trim(), two.trim());
      }),
    );
  });

  for (const [what, text, expected] of [
    [
      'with Windows line ends and their mark',
      '\uFEFF# Greet\r\n\r\nAll of it.\r\n',
      { title: 'Greet', body: 'All of it.' },
    ],
    ['with a title alone', '# Greet', { title: 'Greet', body: '' }],
    ['with blank lines around', '\n\n# Greet  \n\n\n\nAll.\n\n\n', { title: 'Greet', body: 'All.' }],
    ['with further headings', '# Greet\n# Again\n## Sub', { title: 'Greet', body: '# Again\n## Sub' }],
    ['with a number in its title', '# #12 is fixed\n', { title: '#12 is fixed', body: '' }],
    ['that was emptied', ' \n\r\n\t', { title: '', body: '' }],
    ['without a title', 'All of it.\n', undefined],
    ['with a title of the second order', '## Greet\n', undefined],
    ['with an empty title', '# \nAll of it.', undefined],
    ['with a sign and no blank', '#Greet\n', undefined],
  ] as const) {
    test(`${what} is ${expected === undefined ? 'refused' : `called ${JSON.stringify(expected.title)}`}`, () => {
      assert.deepEqual(readPullRequestDocument(text), expected);
    });
  }
});
