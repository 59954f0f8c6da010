import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stepsOfLine } from '../../../../src/core/flows/commandLine.ts';

/** Steps of a line, shortened: folder, variables, words; a line for a shell is marked. */
const read = (line: string): readonly string[] =>
  stepsOfLine(line).map(({ folder, variables, words, shell }) =>
    [
      ...(folder === '' ? [] : [`in ${folder}:`]),
      ...variables.map(([name, value]) => `${name}=<${value}>`),
      ...words.map((word) => `[${word}]`),
      ...(shell ? ['by a shell'] : []),
    ].join(' '),
  );

describe('the commands of a line that an agent ran', () => {
  for (const [what, line, expected] of [
    ['are none in an empty line', '  ', []],
    ['are words, without their quotes', `git commit -m "a b" 'c d'`, ['[git] [commit] [-m] [a b] [c d]']],
    [
      'are several where they are joined',
      'npm run a && npm run b&&npm run c',
      ['[npm] [run] [a]', '[npm] [run] [b]', '[npm] [run] [c]'],
    ],
    ['are not divided within quotes', `npm run "a && b"`, ['[npm] [run] [a && b]']],
    [
      'keep variables that are set for one of them',
      `CI=1 A="b c" D='e' E= npm test`,
      ['CI=<1> A=<b c> D=<e> E=<> [npm] [test]'],
    ],
    ['leave an assignment alone to a shell', 'A=1', ['[A=1] by a shell']],
    [
      'run in the folder that was moved into',
      'cd a && npm test && cd b && npm test',
      ['in a: [npm] [test]', 'in a/b: [npm] [test]'],
    ],
    ['go back up', 'cd a/b && cd .. && npm test', ['in a: [npm] [test]']],
    ['go up above the beginning', 'cd ../.. && npm test', ['in ../..: [npm] [test]']],
    ['move to a whole path at once', 'cd a && cd /b && npm test', ['in /b: [npm] [test]']],
    ['move to a drive of Windows', 'cd a && cd C:/b && npm test', ['in C:/b: [npm] [test]']],
    [
      'move into a folder in quotes',
      `cd "my app" && npm test && cd 'x y' && npm test`,
      ['in my app: [npm] [test]', 'in my app/x y: [npm] [test]'],
    ],
    ['stay where they are with a dot', 'cd . && cd ./ && npm test', ['[npm] [test]']],
    [
      'do not follow a folder that a shell works out',
      'cd "$HOME" && npm test',
      ['[cd] ["$HOME"] by a shell', '[npm] [test]'],
    ],
  ] as const) {
    test(what, () => assert.deepEqual(read(line), expected));
  }

  for (const ending of [
    ' | tail',
    ' | tail -20',
    ' | tail -n 20',
    ' | head -c 100',
    ' 2>&1',
    ' 2>&1 | tail -5',
    '; echo $?',
    '; echo "exit: $?"',
    ' 2>&1 | tail -3; echo "code $?"',
  ]) {
    test(`are the same with "${ending}" behind them`, () => {
      assert.deepEqual(read(`npm test${ending}`), ['[npm] [test]']);
    });
  }

  for (const line of [
    'npm test || true',
    'npm test; npm run b',
    'npm test &',
    '(npm test)',
    'echo `date` x',
    'echo $(date) && npm test',
    'cat <<EOF\na\nEOF',
    'npm test\nnpm run b',
    'npm run "never closed && npm test',
  ]) {
    test(`are one line for a shell, nothing lost: ${JSON.stringify(line)}`, () => {
      const [step, ...others] = stepsOfLine(line);
      assert.deepEqual(others, []);
      assert.equal(step?.shell, true);
      const squeezed = (text: string): string => text.replaceAll(/\s+/gu, ' ');
      assert.equal(squeezed(step.words.join(' ')), squeezed(line));
    });
  }

  test('are given to a shell as the line has them, where it redirects or takes pipes on', () => {
    assert.deepEqual(read('npm test > out.txt 2>&1 && npm run b'), [
      '[npm] [test] [>] [out.txt] by a shell',
      '[npm] [run] [b]',
    ]);
  });

  for (const line of [
    'ls',
    'cat a.txt',
    'git status',
    'git log -3',
    'sed -n 1,5p a',
    'sed -e x -n a',
    'true',
    'sleep 5',
    'echo done',
    'grep -r a .',
  ]) {
    test(`are none for one that only looks: ${line}`, () => assert.deepEqual(read(line), []));
  }

  for (const line of ['git commit', 'sed -i s/a/b/ a', 'lsof', 'tailscale up']) {
    test(`are counted where they do more than look: ${line}`, () => assert.equal(read(line).length, 1));
  }

  test('may be any text, and a simple command has no other words than the line', () => {
    const piece = fc.constantFrom(
      'cd ',
      'a',
      ' ',
      '&&',
      '|',
      ';',
      '"',
      "'",
      '\\',
      '$?',
      '2>&1',
      'echo ',
      '\n',
      '=',
      '(',
      '..',
      '/',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece).map((all) => all.join('')),
        ),
        (line) => {
          for (const { words, shell } of stepsOfLine(line)) {
            assert.ok(words.length > 0);
            if (!shell)
              for (const word of words) assert.ok(word === '' || [...word].every((sign) => line.includes(sign)));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
