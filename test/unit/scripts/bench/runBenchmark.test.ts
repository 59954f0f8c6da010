import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BenchmarkRow } from '../../../../scripts/bench/benchmark.ts';
import { runBenchmark } from '../../../../scripts/bench/runBenchmark.ts';
import { rowText, table } from '../../../../scripts/bench/table.ts';

const row = (what: string): BenchmarkRow => ({
  what,
  ours: 12.34,
  peerOrLimit: { name: 'git', value: 10 },
  unit: 'ms',
});

test('a bench that fails partway prints the rows it has, as they come', async () => {
  const seen: string[] = [];
  const { rows, problem } = await runBenchmark(
    {
      name: 'launch',
      async run(measured) {
        measured(row('1,000 files'));
        await Promise.resolve();
        assert.deepEqual(seen, ['1,000 files: 12.3 ms (git: 10)']);
        throw new Error('Nothing more happens.');
      },
    },
    (more) => seen.push(...more.map(rowText)),
  );
  assert.equal(problem, 'Nothing more happens.');
  assert.match(table(rows), /1,000 files +12\.3 +10 +git/);
});

test('rows that a bench returns follow those that came before', async () => {
  const run = (measured: (...rows: readonly BenchmarkRow[]) => void): Promise<readonly BenchmarkRow[]> => {
    measured(row('a'), row('b'));
    return Promise.resolve([row('c')]);
  };
  const { rows, problem } = await runBenchmark({ name: 'all', run }, () => undefined);
  assert.deepEqual([rows.map(({ what }) => what), problem], [['a', 'b', 'c'], undefined]);
});
