import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runBenchmark } from './bench/runBenchmark.ts';
import { rowText, table } from './bench/table.ts';
import type { Benchmark, BenchmarkRow } from './bench/benchmark.ts';

// `npm run bench [-- NAME…]`: every test/bench/*.bench.ts one after the other, and one table of what they measured.

const folder = path.join(import.meta.dirname, '..', 'test', 'bench');
const words = process.argv.slice(2);
const files = (await readdir(folder)).filter((file) => file.endsWith('.bench.ts')).sort();
const chosen = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

const rows: BenchmarkRow[] = [];
for (const file of chosen) {
  const { bench } = (await import(pathToFileURL(path.join(folder, file)).href)) as { bench: Benchmark };
  console.error(`measuring: ${bench.name}`);
  const { rows: more, problem } = await runBenchmark(bench, (measured) => {
    for (const row of measured) console.error(`  ${rowText(row)}`);
  });
  rows.push(...more);
  if (problem === undefined) continue;
  console.error(`${bench.name} could not be measured${more.length > 0 ? ' to its end' : ''}: ${problem}`);
  process.exitCode = 1;
}
console.log(table(rows));
