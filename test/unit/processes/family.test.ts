import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { leftRunning } from '../../../src/processes/endTree.ts';
import { familyOf } from '../../../src/processes/family.ts';
import { parseStat } from '../../../src/processes/linuxTable.ts';
import type { ProcessRow } from '../../../src/processes/processTable.ts';
import { parsePs } from '../../../src/processes/psTable.ts';
import { parseProcessList } from '../../../src/processes/windowsTable.ts';

const pid = fc.integer({ min: 1, max: 12 });
/** Any table, also one that no system has: circles of parents, numbers that were given again. */
const rows = fc.uniqueArray(
  fc.record({
    ...{ pid, parent: pid, name: fc.constant('node'), started: fc.constantFrom('t1', 't2'), marked: fc.boolean() },
    ...{ group: fc.option(pid, { nil: undefined }), session: fc.option(pid, { nil: undefined }) },
  }),
  { selector: (row) => row.pid, maxLength: 12 },
) as fc.Arbitrary<readonly ProcessRow[]>;
const root = fc.option(fc.record({ pid, started: fc.constantFrom('t1', 't2') }), { nil: undefined });

const pidsOf = (family: readonly ProcessRow[]): readonly number[] => family.map((row) => row.pid).sort((a, b) => a - b);

/** The asking process and all it was started by. */
function ancestors(table: readonly ProcessRow[], self: number): ReadonlySet<number> {
  const found = new Set([self]);
  for (let row = table.find((each) => each.pid === self); row !== undefined && !found.has(row.parent);) {
    found.add(row.parent);
    const { parent } = row;
    row = table.find((each) => each.pid === parent);
  }
  return found;
}

suite('the family of a program that is ended', () => {
  test('never has the process that ends it in it, nor what that was started by, in any table', () => {
    fc.assert(
      fc.property(rows, root, pid, (table, of, self) => {
        const spared = ancestors(table, self);
        for (const member of pidsOf(familyOf(table, of, self)))
          assert.ok(!spared.has(member), `${member} would be ended`);
      }),
    );
  });

  test('has everything with its marker and all that this has started, but for those', () => {
    fc.assert(
      fc.property(rows, root, pid, (table, of, self) => {
        const spared = ancestors(table, self);
        const family = new Set(pidsOf(familyOf(table, of, self)));
        for (const row of table) {
          if (spared.has(row.pid)) continue;
          if (row.marked || family.has(row.parent)) assert.ok(family.has(row.pid), `${row.pid} would be left`);
        }
      }),
    );
  });

  test('is the same in whatever order the system lists its processes', () => {
    fc.assert(
      fc.property(rows, root, pid, (table, of, self) => {
        assert.deepEqual(pidsOf(familyOf(table.toReversed(), of, self)), pidsOf(familyOf(table, of, self)));
      }),
    );
  });

  test('has nobody where there is neither a marker nor a program', () => {
    fc.assert(
      fc.property(rows, pid, (table, self) => {
        assert.deepEqual(
          familyOf(
            table.map((row) => ({ ...row, marked: false })),
            undefined,
            self,
          ),
          [],
        );
      }),
    );
  });
});

suite('programs left running', () => {
  const row = (number: number, name: string, started = '1'): ProcessRow => ({
    ...{ pid: 2 ** 30 + number, parent: 1, name, started, marked: true },
  });
  const look = async (...looks: readonly (readonly ProcessRow[])[]) => {
    let at = 0;
    return leftRunning(() => Promise.resolve(looks[at++] ?? []), { pid: 2 ** 30, started: '1' }, 'A=b');
  };

  test('are those that are there a moment later still: not one that was only slow to end, nor its successor', async () => {
    assert.deepEqual(await look([]), []);
    assert.deepEqual(await look([row(1, 'node'), row(2, 'sh')], [row(2, 'sh')]), ['sh']);
    assert.deepEqual(await look([row(1, 'node')], [row(1, 'other', '2'), row(3, 'new')]), []);
  });
});

suite('what a system prints of its processes', () => {
  test('is read without an error whatever it is, and no row is without its number and start', () => {
    const printed = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('1', ' ', '\n', '\r\n', '(', ')', 'Z', 'Sat Nov 21 11:22:33 2026', 'Ss', '\t'), {
          maxLength: 40,
        })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(printed, (text) => {
        for (const row of [...parsePs(text, 'A=b'), ...parsePs(text, undefined)]) {
          assert.ok(Number.isInteger(row.pid) && Number.isInteger(row.parent) && row.started !== '');
        }
        for (const row of parseProcessList(text)) assert.notEqual(row.started, '');
        parseStat(text);
      }),
      { numRuns: 30 },
    );
  });

  test('of macOS marks a process by a whole word only', () => {
    const line = (command: string) => `1 1 1 S Sat Nov 21 11:22:33 2026 ${command}\n`;
    const marked = (command: string) => parsePs(line(command), 'A=b')[0]?.marked;
    assert.deepEqual(['node A=b', 'node A=b C=d', 'A=b', 'node A=bc', 'node XA=b'].map(marked), [
      true,
      true,
      true,
      false,
      false,
    ]);
    assert.equal(parsePs(line('node A=b'), undefined)[0]?.marked, false);
  });

  test('of macOS has a row for a process with any characters in its arguments: it cannot hide behind them', () => {
    for (const odd of ['\r', '\u2028', '\u2029', '\u0085', '\t', ' '.repeat(5_000), 'x '.repeat(5_000)]) {
      const rowsOf = parsePs(`1 1 1 S Sat Nov 21 11:22:33 2026 node ${odd} A=b\n`, 'A=b');
      assert.deepEqual(
        rowsOf.map(({ name, marked }) => [name, marked]),
        [['node', true]],
        JSON.stringify(odd.slice(0, 2)),
      );
    }
  });

  test('of Linux has no row for what has ended or is cut off', () => {
    const stat = '42 (a) S 7 42 40 0 -1 4194560 117 0 0 0 1 2 0 0 20 0 1 0 987654 5500928 0';
    assert.equal(parseStat(stat)?.started, '987654');
    assert.equal(parseStat(stat.replace(' S ', ' X ')), undefined);
    for (const text of ['', '42', '42 (a)', '42 (a) S 7', stat.slice(0, stat.indexOf(' 987654'))])
      assert.equal(parseStat(text), undefined, text);
  });
});
