import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { inShell } from '../../../../src/core/command/shellSyntax.ts';
import { splitCommand } from '../../../../src/core/command/splitCommand.ts';

const words = (line: string): readonly string[] => {
  const split = splitCommand(line);
  assert.ok('program' in split, `${line} should split`);
  return [split.program, ...split.args];
};

test('a command line is split at spaces', () => {
  assert.deepEqual(words('  npm   test -- --grep\tx '), ['npm', 'test', '--', '--grep', 'x']);
});

test('quotes keep spaces, and may stand in the middle of a word', () => {
  assert.deepEqual(words(`node -e 'a "b" c' --name="two words"`), ['node', '-e', 'a "b" c', '--name=two words']);
  assert.deepEqual(words(`run "" ''`), ['run', '', '']);
});

test('a backslash keeps the next quote, space or backslash, and stays itself before anything else', () => {
  assert.deepEqual(words(String.raw`run a\ b \"c\" \\d C:\dir\file "x\"y" 'a\b'`), [
    'run',
    'a b',
    '"c"',
    String.raw`\d`,
    String.raw`C:\dir\file`,
    'x"y',
    String.raw`a\b`,
  ]);
});

const needShell: Readonly<Record<string, string>> = {
  './check.sh && ./e2e.sh': '&&',
  './check.sh; ./e2e.sh': ';',
  './check.sh || ./e2e.sh': '||',
  'npm test | tee log': '|',
  'npm test > log 2>&1': '>',
  'sort < names': '<',
  'npm start &': '&',
  'cd packages/api': 'cd',
  'FOO=1 npm test': 'FOO=1',
  'npm test -- $(git ls-files)': '$(git ls-files)',
  'npm test -- `git ls-files`': '`git ls-files`',
  'echo $HOME': '$HOME',
  'echo "${HOME}/x"': '${HOME}',
  'node --test test/*.js': 'test/*.js',
  'ls ~/src': '~',
  'npm test # all of them': '#',
  'cp {a,b}.txt c': '{a,b}',
  '(npm test)': '(',
  'npm run build\nnpm test': 'A line break',
};

test('what only a shell would act on is a problem that says so, and how to name a shell', () => {
  for (const [line, found] of Object.entries(needShell)) {
    const split = splitCommand(line);
    assert.ok('problem' in split, line);
    assert.ok(split.problem.startsWith(`${found} is shell syntax`), `${line}: ${split.problem}`);
    assert.match(split.problem, /sh -c|bash -o pipefail -c/);
  }
});

test('the shell that is offered instead is started with the line as it was', () => {
  for (const line of Object.keys(needShell)) {
    const split = splitCommand(inShell(line));
    assert.ok('program' in split, line);
    assert.equal(split.args.at(-1), line);
  }
});

test('what looks like shell syntax and is in quotes, or means nothing to a shell, is left alone', () => {
  const fine = [
    `node --test 'test/*.test.js'`,
    `mocha --grep '^a && b$'`,
    'pytest test_a.py::test_b[1-2]',
    'npm run test:unit -- --reporter=dot',
    'go test ./...',
    `node -e "process.exit(0)"`,
    String.raw`C:\tools\check.exe /all`,
    'dotnet test --filter Category=fast',
    'mvn -Dtest=Foo#bar test',
    './gradlew :a:test',
    `sh -c 'cd a && npm test'`,
    `bash -o pipefail -c 'npm test | tee log'`,
    'make -k test CC=gcc',
    'node -e console.log(6*7)',
    'npm test -- --shard=1/2 --x={a}',
  ];
  for (const line of fine) assert.ok('program' in splitCommand(line), line);
});

test('an open quote and an empty line are problems that say where', () => {
  assert.deepEqual(splitCommand('say "hello'), { problem: 'The quote " is never closed.', at: 4 });
  assert.deepEqual(splitCommand('   '), { problem: 'The command names no program.', at: 0 });
  assert.deepEqual(splitCommand('"" x'), { problem: 'The command names no program.', at: 0 });
});

test('words that are quoted come back as they were, whatever is in them', () => {
  const quoted = (word: string): string => `"${word.replace(/[\\"$`]/g, (mark) => `\\${mark}`)}"`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (args) => {
      const line = ['program', ...args].map(quoted).join(' ');
      assert.deepEqual(words(line), ['program', ...args]);
    }),
  );
});
