/** Export `bench` of a file test/bench/NAME.bench.ts. */
export interface Benchmark {
  /** Subject of the measurement, in a few words, for the progress line. */
  readonly name: string;
  /**
   * @param measured takes rows as they come: they count, too, when what is measured after them fails
   * @returns the other rows
   */
  run(measured: (...rows: readonly BenchmarkRow[]) => void): Promise<readonly BenchmarkRow[]>;
}

/** One line of the table. */
export interface BenchmarkRow {
  readonly what: string;
  /** Measured value of this project, in `unit`. */
  readonly ours: number;
  /** Value to compare with: of another program in this run, or a limit. Left out: just a figure. */
  readonly peerOrLimit?: { readonly name: string; readonly value: number };
  /** Of both numbers: `ms`, `MB`, `kB`, `1/s`. */
  readonly unit: string;
}
