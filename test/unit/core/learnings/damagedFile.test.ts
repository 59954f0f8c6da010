import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { withLearned } from '../../../../src/core/learnings/agentNotes.ts';
import { isSettled, learnedDigest, learnedIn, settled } from '../../../../src/core/learnings/learnings.ts';
import type { Learning } from '../../../../src/core/learnings/learnings.ts';

const learning = (id: string, text: string): Learning => ({ id, text, evidence: '' });
const hostile = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '\n',
    '<!--',
    '-->',
    '<!',
    '--',
    '>',
    '<',
    '-',
    '#',
    '## Dismissed',
    '- ',
    '\r\n',
    'r1/x',
  ),
  maxLength: 10,
});

suite('the file of learnings', () => {
  test('keeps each sentence as one line for agents, whatever an agent has put into it', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), hostile, (texts, dismissed) => {
        const accepted = texts.map((text, index) => learning(`r/${index}`, `Say ${text}.`));
        const file = settled('', accepted, [{ ...learning('r/no', dismissed), why: dismissed }]);
        assert.equal(learnedIn(file).length, accepted.length, file);
        for (const sentence of learnedIn(file)) assert.match(sentence, /^Say/);
        for (const { id } of accepted) assert.ok(isSettled(file, { id }));
        assert.ok(!isSettled(file, { id: 'r1/x' }), 'no sentence settles another one');
        assert.equal(file.match(/<!--/g)?.length, accepted.length + 1);
      }),
    );
  });

  test('adds to what is there, in any order, and loses none of it', () => {
    const more = fc.array(fc.tuple(hostile, fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(more, (entries) => {
        let file = '';
        entries.forEach(([text, keep], index) => {
          const one = learning(`r/${index}`, `Say ${text}.`);
          const before = file;
          file = keep ? settled(file, [one], []) : settled(file, [], [{ ...one, why: 'No' }]);
          for (const line of before.split('\n')) assert.ok(file.includes(line), line);
        });
        assert.equal(learnedIn(file).length, entries.filter(([, keep]) => keep).length);
      }),
    );
  });

  test('may say the word of its second heading within a sentence', () => {
    const file = settled(
      '',
      [learning('r/1', 'Leave what is below ## Dismissed alone.'), learning('r/2', 'Second.')],
      [],
    );
    assert.deepEqual(learnedIn(file), ['Leave what is below ## Dismissed alone.', 'Second.']);
    const more = settled(file, [learning('r/3', 'Third.')], [{ ...learning('r/4', 'No.'), why: 'Chance' }]);
    assert.deepEqual(learnedIn(more), ['Leave what is below ## Dismissed alone.', 'Second.', 'Third.']);
  });

  test('is read with Windows line ends, stars for dashes, and what people have written between', () => {
    assert.deepEqual(
      learnedIn(
        '# Ours\r\n\r\n- One. <!-- r/1 -->\r\ntext\r\n* Two.\r\n-no\r\n- \r\n\r\n## Dismissed\r\n\r\n- Three.\r\n',
      ),
      ['One.', 'Two.'],
    );
    assert.deepEqual(learnedIn(''), []);
    assert.deepEqual(learnedIn('## Dismissed\n- x'), []);
  });

  test('is cut to the newest sentences, and says how many are left out', () => {
    assert.deepEqual(learnedDigest(['a', 'bb', 'ccc'], 5), [
      'bb',
      'ccc',
      '(1 older ones are left out; see .wavegate/learnings.md.)',
    ]);
    assert.deepEqual(learnedDigest(['a', 'bb', 'ccc'], 6), ['a', 'bb', 'ccc']);
    assert.deepEqual(learnedDigest(['x'.repeat(700)]), ['x'.repeat(600)]);
  });
});

suite('notes for agents', () => {
  const heading = '## What runs have taught';

  test('with Windows line ends keep them, and get an entry once', () => {
    const before = `# Notes\r\n\r\n${heading}\r\n\r\n- One.\r\n\r\n## Ours\r\n\r\nText.\r\n`;
    assert.equal(withLearned(before, ['One.']), before);
    const after = withLearned(before, ['One.', 'Two.']);
    assert.equal(after, before.replace('- One.\r\n', '- One.\r\n- Two.\r\n'));
    assert.equal(
      withLearned('# Notes\r\n\r\nText.\r\n', ['One.']),
      `# Notes\r\n\r\nText.\r\n\r\n${heading}\r\n\r\n- One.\r\n`,
    );
  });

  test('get a heading where it is missing, and entries below one that is empty', () => {
    assert.equal(withLearned('', ['One.']), `# Notes for agents\n\n${heading}\n\n- One.\n`);
    assert.equal(withLearned('  \n', ['One.']), `# Notes for agents\n\n${heading}\n\n- One.\n`);
    assert.equal(withLearned(`# Notes\n\n${heading}\n`, ['One.']), `# Notes\n\n${heading}\n\n- One.\n`);
    assert.equal(withLearned(`${heading}  \n## Ours\n`, ['One.']), `${heading}\n\n- One.\n\n## Ours\n`);
    assert.equal(withLearned('text', []), 'text');
  });

  test('hold what they held, and each sentence once, however often it is written', () => {
    const line = fc.constantFrom('# Notes', heading, '## Ours', '- One.', 'Text.', '', '- Two.', '### Deep');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const before = lines.join(end);
        const after = withLearned(before, ['One.', 'Two.']);
        for (const text of lines) assert.ok(after.split(/\r?\n/).includes(text) || text === '');
        for (const entry of ['- One.', '- Two.']) assert.ok(after.split(/\r?\n/).includes(entry));
        assert.equal(withLearned(after, ['Two.', 'One.']), after);
      }),
    );
  });
});
