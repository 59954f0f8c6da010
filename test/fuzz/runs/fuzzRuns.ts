import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SimulatedRun } from '../../support/simulatedRun.ts';
import { assertInvariants } from './invariants.ts';
import { move, sources } from './moves.ts';
import { play, unchanged } from './play.ts';

/**
 * Drives runs of the pure core as people, agents, clocks and crashes do, and asserts of each that it keeps its invariants and
 * that its journal, replayed, leads to the state it has.
 *
 * @param count how many runs
 * @param seed repeats them
 * @throws AssertionError with the fewest moves that show what is wrong
 */
export function fuzzRuns(count: number, seed?: number): void {
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 60 }), fc.nat({ max: sources.length - 1 }), (moves, plan) => {
      const run = startedWith(sources[plan] ?? assert.fail());
      run.observe = unchanged;
      for (const next of moves) play(run, next);
      assert.deepEqual(assertInvariants(run.events), run.state);
    }),
    { numRuns: count, ...(seed === undefined ? {} : { seed }) },
  );
}

/** Runs that have only started, by their plan: each is where thousands begin. */
const started = new Map<string, SimulatedRun>();

function startedWith(source: string): SimulatedRun {
  const from = started.get(source) ?? new SimulatedRun().start(source);
  started.set(source, from);
  const run = new SimulatedRun();
  run.records.push(...from.records);
  run.dispatched.push(...from.dispatched);
  return Object.assign(run, { state: from.state, now: from.now, commits: from.commits });
}
