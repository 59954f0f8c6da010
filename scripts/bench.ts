import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { errorMessage } from '../src/util/errors.ts';
import { table } from './bench/table.ts';
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
  try {
    rows.push(...(await bench.run()));
  } catch (error) {
    console.error(`${bench.name} could not be measured: ${errorMessage(error)}`);
    process.exitCode = 1;
  }
}
console.log(table(rows));
