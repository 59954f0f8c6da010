import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { launchRows, launchTimes } from './launch/launchTimes.ts';
import type { LaunchTimes } from './launch/launchTimes.ts';

/** Files of the repository, and how often it is tried: the least disturbed try counts. */
const sizes = [
  [1_000, 5],
  [20_000, 1],
] as const;

/** From an approved launch gate to ten agents at work, beside git alone in the same repository. */
export const bench: Benchmark = {
  name: 'launch of ten agents, and what their hosts need',
  async run(measured) {
    for (const [files, rounds] of sizes) {
      const times: LaunchTimes[] = [];
      try {
        for (let round = 0; round < rounds; round += 1) times.push(await launchTimes(files, true));
      } finally {
        // The rounds before one that failed count.
        if (times.length > 0) measured(...launchRows(times));
        if (files === sizes[0][0]) measured(...(times[0]?.hosts ?? []));
      }
    }
    return [];
  },
};
