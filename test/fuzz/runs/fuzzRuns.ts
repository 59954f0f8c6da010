import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Recorded } from '../../../src/core/model/events.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { AskedRun } from './askedRun.ts';
import { assertInvariants } from './invariants.ts';
import { move, sources, starts } from './moves.ts';
import type { Move } from './moves.ts';
import { approveAsAll, play } from './play.ts';

/**
 * Drives runs of the pure core as people, agents, clocks and crashes do, and asserts of each that it refuses what it has to,
 * that its journal keeps what is promised, and that the journal, replayed, leads to the state it has.
 *
 * @param count how many runs
 * @param seed repeats them
 * @throws Error with the fewest moves that show what is wrong, and what each brought about
 */
export function fuzzRuns(count: number, seed?: number): void {
  const plan = fc.nat({ max: sources.length - 1 });
  const start = fc.nat({ max: starts.length - 1 });
  const moves = fc.array(move, { minLength: 1, maxLength: 40 });
  const property = fc.property(plan, start, moves, (...run) => playRun(...run));
  const result = fc.check(property, { numRuns: count, ...(seed === undefined ? {} : { seed }) });
  if (!result.failed) return;
  const { counterexample, errorInstance } = result;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const story = counterexample === null ? [] : tell(...counterexample);
  const where = `Run ${result.numRuns} of ${count} with seed ${result.seed}`;
  throw new Error([`${where}: ${said}`, '', ...story].join('\n'), { cause: errorInstance });
}

/** @param seen is told of the run after each move */
function playRun(
  plan: number,
  start: number,
  moves: readonly Move[],
  seen?: (run: AskedRun, move: number) => void,
): void {
  const run = startedWith(plan, start);
  for (const [index, next] of moves.entries()) {
    try {
      play(run, next);
    } finally {
      seen?.(run, index);
    }
  }
  assert.deepEqual(assertInvariants(run), run.state);
}

/** The moves as a story: each with the events that followed. */
function tell(plan: number, start: number, moves: readonly Move[]): readonly string[] {
  const lines = [`With plan ${plan}, from its ${starts[start]} gate:`];
  try {
    let before = startedWith(plan, start).events.length;
    playRun(plan, start, moves, (run, index) => {
      const { kind, ...rest } = moves[index] ?? assert.fail();
      const details = Object.entries(rest).map(([name, value]) => ` ${name}=${value}`);
      lines.push(`${index + 1}. ${kind}${details.join('')}`);
      lines.push(...run.events.slice(before).map((event) => `     ${words(event)}`));
      before = run.events.length;
    });
  } catch {
    // Told above.
  }
  return lines;
}

function words(event: Recorded): string {
  const names: unknown[] = [];
  if ('gate' in event) names.push(typeof event.gate === 'string' ? event.gate : event.gate.id);
  if ('decision' in event) names.push(event.decision.gate, event.decision.verdict, 'by', event.decision.who);
  if ('wave' in event) names.push(event.wave);
  if ('attempt' in event) names.push(`attempt ${event.attempt}`);
  if ('step' in event) names.push(event.step);
  if ('session' in event) names.push(typeof event.session === 'string' ? event.session : event.session.id);
  if ('epoch' in event) names.push(`epoch ${event.epoch}`);
  if ('sessions' in event) names.push(...event.sessions.map((each) => (typeof each === 'string' ? each : each.id)));
  if ('reason' in event) names.push(`(${event.reason})`);
  return [event.type, ...names].join(' ');
}

/** Runs that have come to a gate, by plan and gate: each is where hundreds begin. */
const started = new Map<string, AskedRun>();

function startedWith(plan: number, start: number): AskedRun {
  const key = `${plan} ${start}`;
  const from = started.get(key) ?? startedAt(sources[plan] ?? assert.fail(), starts[start] ?? assert.fail());
  started.set(key, from);
  return from.fork();
}

function startedAt(source: string, gate: (typeof starts)[number]): AskedRun {
  const run = new AskedRun();
  run.start(source);
  for (let rounds = 0; rounds < 20; rounds += 1) {
    const [waits] = pendingGates(run.run);
    const isOwn = waits?.kind === 'custom' && gate === (waits.wave === undefined ? 'ship' : 'launch');
    if (waits === undefined || waits.kind === gate || isOwn) return run;
    approveAsAll(run, waits);
    run.settle();
  }
  return assert.fail(`no run with this plan comes to its ${gate} gate`);
}
