/** Time, as a dependency. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once, at or soon after `at` (epoch ms); the returned function cancels it. */
  wake(at: number, callback: () => void): () => void;
}
