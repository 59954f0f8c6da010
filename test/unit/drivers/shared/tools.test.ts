import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { at, jsonLine, listAt, numberAt, textAt, wordsAt } from '../../../../src/drivers/shared/json.ts';
import { toolEndEvent, toolEvent } from '../../../../src/drivers/shared/tools.ts';

describe('a call of a tool', () => {
  for (const [name, input, kind, target] of [
    ['Read', { file_path: 'src/a.js' }, 'read', 'src/a.js'],
    ['read_file', { absolute_path: '/w/a.js' }, 'read', '/w/a.js'],
    ['MultiEdit', { file_path: 'src/a.js', edits: [] }, 'edit', 'src/a.js'],
    ['apply_patch', {}, 'edit', ''],
    ['Bash', { command: 'npm test', description: 'Run it' }, 'run', 'npm test'],
    ['exec_command', { cmd: 'ls' }, 'run', 'ls'],
    ['Grep', { pattern: 'todo', path: 'src' }, 'search', 'src'],
    ['WebFetch', { url: 'https://example.org' }, 'web', 'https://example.org'],
    ['mcp__tracker__list', { query: 'open' }, 'other', 'open'],
    ['constructor', { path: 'x' }, 'other', 'x'],
    ['__proto__', undefined, 'other', ''],
    ['', null, 'other', ''],
    ['Bash', { command: 7 }, 'run', ''],
    ['Bash', ['npm test'], 'run', ''],
  ] as const) {
    test(`of ${name === '' ? 'no name' : name} is shown as ${kind}${target === '' ? '' : ` of ${target}`}`, () => {
      assert.deepEqual(toolEvent('1', name, input), { type: 'tool', id: '1', name, kind, target });
    });
  }

  test('is shown with at most 500 characters of what it is about', () => {
    const { target } = toolEvent('1', 'Bash', { command: 'x'.repeat(10_000) });
    assert.equal(target.length, 500);
    assert.ok(target.endsWith('x…'));
  });

  test('that ended says why only where it failed', () => {
    assert.deepEqual(toolEndEvent('1', true, 'fine'), { type: 'tool-end', id: '1', ok: true });
    assert.deepEqual(toolEndEvent('1', false, 'no file'), { type: 'tool-end', id: '1', ok: false, detail: 'no file' });
    assert.deepEqual(toolEndEvent('1', false, ''), { type: 'tool-end', id: '1', ok: false });
  });
});

describe('a line that a program printed', () => {
  for (const [what, line, expected] of [
    ['an object', '{"a":1}', { a: 1 }],
    ['an object after blanks', '  {"a":1}\r', { a: 1 }],
    ['a banner', 'Welcome!', undefined],
    ['a list', '[{"a":1}]', undefined],
    ['half an object', '{"a":', undefined],
    ['two objects', '{"a":1}{"b":2}', undefined],
    ['a text in braces', '{not json}', undefined],
    ['nothing', '', undefined],
    ['a number', '7', undefined],
  ] as const) {
    test(`with ${what} is ${expected === undefined ? 'no event' : 'one'}`, () => {
      assert.deepEqual(jsonLine(line), expected);
    });
  }

  const value = fc.anything();
  const path = fc.array(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', '0')), {
    maxLength: 4,
  });

  test('is looked into without ever failing, whatever it is', () => {
    fc.assert(
      fc.property(value, path, (any, keys) => {
        at(any, ...keys);
        assert.equal(typeof textAt(any, ...keys), 'string');
        assert.ok(Array.isArray(listAt(any, ...keys)));
        const number = numberAt(any, ...keys);
        assert.ok(number === undefined || Number.isFinite(number));
      }),
    );
  });

  for (const [what, message, words] of [
    ['a text', 'Overloaded', 'Overloaded'],
    ['an object with a message', { message: 'Overloaded', code: 529 }, 'Overloaded'],
    ['an error in an error', { error: { error: { message: 'Overloaded' } } }, 'Overloaded'],
    ['parts', [{ type: 'text', text: 'one' }, { type: 'image' }, 'two'], 'one\n\ntwo'],
    ['an empty message beside a text', { message: '', text: 'Overloaded' }, 'Overloaded'],
    ['nothing to say', { code: 7 }, ''],
    ['null', null, ''],
    ['a number', 529, ''],
  ] as const) {
    test(`says of ${what} ${words === '' ? 'nothing' : JSON.stringify(words)}`, () => {
      assert.equal(wordsAt({ error: message }, 'error'), words);
    });
  }
});
