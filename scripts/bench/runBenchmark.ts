import { errorMessage } from '../../src/util/errors.ts';
import type { Benchmark, BenchmarkRow } from './benchmark.ts';

/** Rows of a benchmark, and why it has no more of them where it failed. */
export interface Measured {
  readonly rows: readonly BenchmarkRow[];
  readonly problem?: string;
}

/**
 * Runs a benchmark as far as it goes.
 *
 * @param onRows called with rows as soon as they are measured
 */
export async function runBenchmark(
  bench: Benchmark,
  onRows: (rows: readonly BenchmarkRow[]) => void,
): Promise<Measured> {
  const rows: BenchmarkRow[] = [];
  const measured = (...more: readonly BenchmarkRow[]): void => {
    rows.push(...more);
    onRows(more);
  };
  try {
    measured(...(await bench.run(measured)));
    return { rows };
  } catch (error) {
    return { rows, problem: errorMessage(error) };
  }
}
