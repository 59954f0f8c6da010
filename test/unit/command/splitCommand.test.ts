import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { splitCommand } from '../../../src/core/command/splitCommand.ts';

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

test('nothing a shell would interpret means anything', () => {
  assert.deepEqual(
    words('echo $HOME `id` $(id) * | cat && rm > x'),
    'echo $HOME `id` $(id) * | cat && rm > x'.split(' '),
  );
});

test('an open quote and an empty line are problems that say where', () => {
  assert.deepEqual(splitCommand('say "hello'), { problem: 'The quote " is never closed.', at: 4 });
  assert.deepEqual(splitCommand('   '), { problem: 'The command names no program.', at: 0 });
  assert.deepEqual(splitCommand('"" x'), { problem: 'The command names no program.', at: 0 });
});

test('words that are quoted come back as they were, whatever is in them', () => {
  const quoted = (word: string): string => `"${word.replace(/[\\"]/g, (mark) => `\\${mark}`)}"`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (args) => {
      const line = ['program', ...args].map(quoted).join(' ');
      assert.deepEqual(words(line), ['program', ...args]);
    }),
  );
});
