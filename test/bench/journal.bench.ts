import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import { encodeRecord, noHash } from '../../src/core/journal/record.ts';
import { replay as replayState } from '../../src/core/run/evolve.ts';
import { digest } from '../../src/decisions/digest.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { fileStore, someEvent } from '../support/journalFixture.ts';
import { longRun } from '../support/longRun.ts';

/** Figure of a prototype with plain JSON lines, without a hash chain, on a disk that flushes in 25 µs. */
const prototype = 'prototype without a chain';
const design = { groupPerSecond: 101_000 };
const plainLines = 'JSON lines, only read and parsed';
const goals = { flushMs: 1, replayMs: 250, stateMs: 250, lookMs: 1_000 };
const bareWrite = 'bare write and flush';

const appends = 2_000;
const producers = 20;
const replayed = 100_000;
const longRunTasks = 5_000;
/** Runs that a window lists, and the tasks of each. */
const runs = 20;
const runTasks = 450;

/** The journal beside the goals, a prototype, and bare writes of the same length to the same disk in the same run. */
export const bench: Benchmark = {
  name: 'journal',
  run: async (measured) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-bench-'));
    try {
      const bare = await bareAppends(path.join(folder, 'bare'));
      const store = fileStore(folder);
      const journal = await store.create('bench');
      const ours = await timed(appends, (index) => journal.append([someEvent(index)]));
      measured(
        row('journal: append and flush, p50', ours.p50, bareWrite, bare.p50, 'ms'),
        row('journal: append and flush, p99', ours.p99, bareWrite, bare.p99, 'ms'),
        row('journal: append and flush, p99', ours.p99, 'goal', goals.flushMs, 'ms'),
      );
      const perSecond = await groupCommit(journal);
      await journal.close();
      measured(
        row(`journal: group commit, ${producers} producers`, perSecond, prototype, design.groupPerSecond, '1/s'),
      );
      const replay = await replayTimes(folder);
      measured(
        row('journal: replay of 100,000 events, chain checked', replay.ours, plainLines, replay.plain, 'ms'),
        row('journal: replay of 100,000 events, chain checked', replay.ours, 'goal', goals.replayMs, 'ms'),
      );
      const others = await otherRuns(path.join(folder, 'others'));
      measured(
        row(
          `journal: first look at ${runs} runs of ${others.events} events each`,
          others.look,
          'goal',
          goals.lookMs,
          'ms',
        ),
      );
      const events = longRun(longRunTasks);
      const state = await bestOf(3, () => Promise.resolve(replayState(events)));
      return [row('journal: state of a run of 5,000 tasks from its events', state, 'goal', goals.stateMs, 'ms')];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Times {
  readonly p50: number;
  readonly p99: number;
}

async function timed(count: number, once: (index: number) => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    await once(index);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

async function bareAppends(file: string): Promise<Times> {
  const { line } = encodeRecord({ seq: 1, token: 1, prev: noHash, events: [someEvent(3)] }, (text) =>
    digest.sha256(text),
  );
  const bytes = Buffer.from(`${line}\n`);
  const handle = await open(file, 'ax');
  try {
    return await timed(appends, async () => {
      await handle.write(bytes);
      await handle.datasync();
    });
  } finally {
    await handle.close();
  }
}

/** Each producer waits for its own event before the next; their flushes are shared. @returns events per second */
async function groupCommit(journal: Journal): Promise<number> {
  const each = 2_000;
  const start = performance.now();
  const producer = async (): Promise<void> => {
    for (let index = 0; index < each; index += 1) await journal.append([someEvent(index)]);
  };
  await Promise.all(Array.from({ length: producers }, producer));
  return (producers * each * 1000) / (performance.now() - start);
}

/** Best of three readings, in milliseconds, ours and bare ones; the first two warm the file cache and the compiler up. */
async function replayTimes(folder: string): Promise<{ readonly ours: number; readonly plain: number }> {
  const store = fileStore(folder);
  await mkdir(path.join(folder, 'replay'));
  const lines: string[] = [];
  let prev = noHash;
  for (let seq = 1; seq <= replayed; seq += 1) {
    const record = encodeRecord({ seq, token: 1, prev, events: [someEvent(seq)] }, (text) => digest.sha256(text));
    prev = record.hash;
    lines.push(record.line);
  }
  const file = path.join(folder, 'replay', 'journal.jsonl');
  await writeFile(file, `${lines.join('\n')}\n`);
  const ours = await bestOf(3, () => store.read('replay'));
  const plain = await bestOf(3, async () =>
    (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  );
  return { ours, plain };
}

/** What a window reads of the runs that others drive, once: afterwards it reads those that have grown. */
async function otherRuns(folder: string): Promise<{ readonly look: number; readonly events: number }> {
  await mkdir(folder);
  const store = fileStore(folder);
  const events = longRun(runTasks);
  const names = Array.from({ length: runs }, (_, index) => `run-${index}`);
  for (const name of names) {
    const journal = await store.create(name);
    await Promise.all(events.map((event) => journal.append([event])));
    await journal.close();
  }
  const look = await bestOf(3, () => Promise.all(names.map(async (name) => replayState(await store.read(name)))));
  return { look, events: events.length };
}

async function bestOf(rounds: number, once: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await once();
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}

function row(what: string, ours: number, name: string, value: number, unit: string): BenchmarkRow {
  return { what, ours, peerOrLimit: { name, value }, unit };
}
