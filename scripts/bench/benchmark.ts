/** What a file test/bench/NAME.bench.ts exports as `bench`. */
export interface Benchmark {
  /** What is measured, in a few words, for the progress line. */
  readonly name: string;
  run(): Promise<readonly BenchmarkRow[]>;
}

/** One line of the table. */
export interface BenchmarkRow {
  readonly what: string;
  /** What this project needs, in `unit`. */
  readonly ours: number;
  /** What it is held against: the same done by another program in this run, or a limit. Left out: just a figure. */
  readonly peerOrLimit?: { readonly name: string; readonly value: number };
  /** Of both numbers: `ms`, `MB`, `kB`, `1/s`. */
  readonly unit: string;
}
