import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { commandWord } from '../../../src/util/commandWord.ts';

test('a path in a command to paste is one word, whatever it is called', () => {
  const plain = ['plan.waveplan.yaml', '/home/ada/run-1', String.raw`C:\Users\ada`, 'größe.bundle'];
  for (const text of plain) assert.equal(commandWord(text), text);
  assert.equal(commandWord('/home/ada/my runs/r1.bundle'), '"/home/ada/my runs/r1.bundle"');
  assert.equal(commandWord('a;b'), '"a;b"');
  assert.equal(commandWord('$(rm -rf x)'), "'$(rm -rf x)'");
});

test('a shell reads back what was meant', { skip: process.platform === 'win32' }, () => {
  for (const text of ['a b', "it's", '$HOME', '`id`', 'say "x"', `both ' and "`, '!!', 'a&b', '*', '']) {
    assert.equal(execFileSync('sh', ['-c', `printf %s ${commandWord(text)}`], { encoding: 'utf8' }), text);
  }
});
