import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { launchRows, launchTimes } from './launch/launchTimes.ts';

/**
 * The same as `launch` where looking at files takes longest. It needs 6 GB where temporary folders are, and takes longest
 * there: with TMPDIR=/dev/shm it is quickest.
 */
export const bench: Benchmark = {
  name: 'launch of ten agents in a repository of 100,000 files',
  run: async () => launchRows([await launchTimes(100_000, false)]),
};
