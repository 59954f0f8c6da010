import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyOf } from '../../../src/processes/family.ts';
import { parseStat } from '../../../src/processes/linuxTable.ts';
import { batchCommandLine } from '../../../src/processes/launch.ts';
import { parsePs } from '../../../src/processes/psTable.ts';
import type { ProcessRow } from '../../../src/processes/processTable.ts';
import { parseProcessList } from '../../../src/processes/windowsTable.ts';

describe('the process table', () => {
  test('of Linux: names with spaces and parentheses do not shift the fields', () => {
    const text = '42 (a) b (c) S 7 42 40 0 -1 4194560 117 0 0 0 1 2 0 0 20 0 1 0 987654 5500928 0';
    assert.deepEqual(parseStat(text), {
      pid: 42,
      parent: 7,
      name: 'a) b (c',
      group: 42,
      session: 40,
      started: '987654',
    });
  });

  test('of Linux: a zombie runs nothing any more', () => {
    assert.equal(parseStat('42 (a) Z 7 42 40 0 -1 4194560 117 0 0 0 1 2 0 0 20 0 1 0 987654 0 0'), undefined);
  });

  test('of macOS: columns, and the marker among the environment after the command', () => {
    const text = [
      '  501     1   501 Ss   Sat Nov 21 11:22:33 2026     /usr/bin/agent --x HOME=/Users/me WAVEGATE_SESSION=n1',
      '  502   501   501 Z    Sat Nov  7 11:22:34 2026     (gone)',
      '',
    ].join('\n');
    const started = 'Sat Nov 21 11:22:33 2026';
    assert.deepEqual(parsePs(text, 'WAVEGATE_SESSION=n1'), [
      { pid: 501, parent: 1, group: 501, name: 'agent', started, marked: true },
    ]);
    assert.equal(parsePs(text, 'WAVEGATE_SESSION=n')[0]?.marked, false);
  });

  test('of Windows: lines of id, parent and start', () => {
    const row = { pid: 9, parent: 4, name: 'node.exe', started: '638000', marked: false };
    assert.deepEqual(parseProcessList('4 0  System\r\n9 4 638000 node.exe\r\n'), [row]);
  });
});

const row = (pid: number, parent: number, changes: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  parent,
  name: 'node',
  group: pid,
  session: pid,
  started: `t${pid}`,
  marked: false,
  ...changes,
});
const root = { pid: 100, started: 't100' };
const pids = (rows: readonly ProcessRow[], of: Parameters<typeof familyOf>[1] = root) =>
  familyOf(rows, of, 10).map(({ pid }) => pid);

describe('the family of a program', () => {
  test('is its descendants, its group and session after it has gone, and whatever carries its marker', () => {
    const rows = [
      row(1, 0),
      row(10, 1),
      row(101, 1, { session: 100 }),
      row(102, 101),
      row(103, 1, { marked: true }),
      row(104, 1),
    ];
    assert.deepEqual(pids(rows), [101, 102, 103]);
  });

  test('is nobody when another process has got its number', () => {
    assert.deepEqual(pids([row(1, 0), row(100, 1, { started: 'later' }), row(105, 100)]), []);
  });

  test('never holds the process that asks, nor its parents, even with an inherited marker', () => {
    const rows = [row(1, 0), row(9, 1, { marked: true }), row(10, 9, { marked: true }), row(11, 10, { marked: true })];
    assert.deepEqual(pids(rows, undefined), [11]);
  });

  test('is found by its parent where orphans keep their parent’s number', () => {
    assert.deepEqual(pids([row(1, 0), row(106, 100)]), [106]);
  });
});

test('arguments of a batch file reach it as they are, with nothing for cmd.exe to interpret', () => {
  const line = batchCommandLine('C:\\bin\\npm.cmd', ['run', 'a b', 'say "hi" & del %PATH%']);
  assert.equal(
    line,
    '"C:\\bin\\npm.cmd ^^^"run^^^" ^^^"a^^^ b^^^" ^^^"say^^^ \\^^^"hi\\^^^"^^^ ^^^&^^^ del^^^ ^^^%PATH^^^%^^^""',
  );
});
