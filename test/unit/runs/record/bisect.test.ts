import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waveCommits } from '../../../../src/core/queries/bisect.ts';
import type { CheckRun } from '../../../../src/core/model/checkRun.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import type { SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { bisect } from '../../../../src/runs/record/bisect.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

const check = { name: 'bisect', command: 'npm test', timedOut: false, milliseconds: 1, runs: 1, failed: [], tail: '' };
const green: SessionResult = { outcome: 'done', message: 'The check is green.', checks: [{ ...check, exitCode: 0 }] };
const red: SessionResult = { outcome: 'blocked', message: 'bisect is red.', checks: [{ ...check, exitCode: 1 }] };

/** A run of so many waves that are committed, each the work of one task, so that nothing has to be merged again. */
function runOf(waves: number): RunState {
  const run = new SimulatedRun().start(planText(waves)).approveAll();
  const state = run.run;
  const alone = Object.values(state.sessions).map((session) =>
    session.subject.startsWith('b') && session.result !== undefined
      ? { ...session, result: { ...session.result, changes: [] } }
      : session,
  );
  return { ...state, sessions: Object.fromEntries(alone.map((session) => [session.id, session])) };
}

/** Looks for the wave that made a command red, on an executor that is played. */
async function search(state: RunState, resultAt: (commit: string) => SessionResult, minutes = 5) {
  const jobs: Job[] = [];
  const tried: string[] = [];
  const executor = {
    ensureSession: (job: Job) => (jobs.push(job), Promise.resolve()),
    awaitResult: (job: Job) => Promise.resolve(resultAt(commitOf(job))),
  };
  const found = await bisect({
    repository: '/nowhere',
    state,
    command: 'npm test',
    minutes,
    search: 's1',
    executor,
    tried: (what, isGreen) => tried.push(`${what}: ${isGreen ? 'green' : 'red'}`),
  });
  return { found, jobs, tried };
}

function commitOf({ work }: Job): string {
  assert.ok(work.kind === 'check');
  return work.commit;
}

describe('looking for the wave that broke something', () => {
  const state = runOf(5);
  const waves = waveCommits(state);
  /** Red from one wave on. */
  const redFrom = (first: number) => (commit: string) => {
    const at = waves.findIndex((wave) => wave.commit === commit);
    return at >= first ? red : green;
  };

  it('has a run of five waves with one task each to look at', () => {
    assert.deepEqual(
      waves.map(({ wave, parts }) => [wave, parts.length]),
      [1, 2, 3, 4, 5].map((at) => [`w${at}`, 1]),
    );
    assert.equal(new Set(waves.map(({ commit }) => commit)).size, 5);
  });

  for (const [at, wave] of waves.entries())
    it(`finds ${wave.wave}, and its task`, async () => {
      const { found } = await search(state, redFrom(at));
      assert.deepEqual(found, { found: 'wave', wave, tasks: [`a${at + 1}`], how: 'alone' });
    });

  it('halves: of n waves, few are tried, each once', async () => {
    const many = runOf(9);
    const all = waveCommits(many).map(({ commit }) => commit);
    for (const [first, commit] of all.entries()) {
      const { found, jobs } = await search(many, (at) => (all.indexOf(at) >= first ? red : green));
      assert.ok(found.found === 'wave');
      assert.equal(found.wave.commit, commit);
      // The base, the last wave, and one for each halving.
      assert.ok(jobs.length <= 2 + Math.ceil(Math.log2(all.length)), `${jobs.length} tries`);
      assert.equal(new Set(jobs.map(commitOf)).size, jobs.length);
    }
  });

  it('tells what was tried, and how it ended, as it goes', async () => {
    const { tried } = await search(state, redFrom(2));
    assert.deepEqual(tried.slice(0, 2), ['the base: green', `wave w5 (${waves[4]?.title}): red`]);
    assert.ok(tried.some((line) => line === `wave w3 (${waves[2]?.title}): red`));
    assert.ok(tried.some((line) => line === `wave w2 (${waves[1]?.title}): green`));
  });

  it('finds nothing where it was red before the run, or is green after it', async () => {
    assert.deepEqual((await search(state, () => red)).found, {
      found: 'nothing',
      why: 'It is red on the commit that the run began from, so no wave has made it red.',
    });
    const { found, jobs } = await search(state, () => green);
    assert.deepEqual(found, { found: 'nothing', why: 'It is green on the last wave of the run.' });
    assert.equal(jobs.length, 2);
  });

  it('finds nothing in a run without a committed wave, and starts nothing', async () => {
    const { found, jobs } = await search(new SimulatedRun().start(planText(2)).run, () => red);
    assert.deepEqual(found, { found: 'nothing', why: 'No wave of this run has changed anything.' });
    assert.deepEqual(jobs, []);
  });

  it('runs the command alone, strictly, and compares it with nothing', async () => {
    const { jobs } = await search(state, redFrom(1), 7);
    for (const { id, work, limits, kind } of jobs.map((job) => ({ ...job, id: job.session }))) {
      assert.equal(kind, 'check');
      assert.ok(work.kind === 'check');
      assert.deepEqual(work.checks, [{ name: 'bisect', command: 'npm test', strict: true }]);
      assert.deepEqual([work.minutes, work.retries, work.known, work.counts], [7, 0, [], {}]);
      for (const key of ['push', 'before', 'baseline', 'measuredFrom']) assert.ok(!(key in work), key);
      assert.ok(limits.minutes > 7, 'there is time for the set-up besides');
      assert.match(id, /^bisect~s1~/);
    }
    assert.equal(new Set(jobs.map(({ session }) => session)).size, jobs.length);
  });
});

describe('a command that says nothing about a commit', () => {
  const state = runOf(2);
  const of = (change: Partial<CheckRun>): SessionResult => ({ ...red, checks: [{ ...check, exitCode: 1, ...change }] });
  for (const [what, result] of [
    ['could not be started', of({ exitCode: null })],
    ['lacks a program', of({ missing: 'There is no program jest.' })],
    ['was stopped', { ...green, outcome: 'cancelled', message: 'The checks were stopped.' }],
    ['has a set-up that failed', { outcome: 'blocked', message: 'npm ci failed.' }],
    ['lost its session host', { outcome: 'crashed', message: 'The session host is gone.' }],
  ] as const)
    it(`is neither green nor red where it ${what}`, async () => {
      await assert.rejects(
        search(state, () => result),
        (error: Error) => {
          assert.equal(error.message, `The command could not be run on the base: ${result.message}`);
          return true;
        },
      );
    });

  it('ends the search where it happens, naming the wave', async () => {
    const [first] = waveCommits(state);
    const lost: SessionResult = { outcome: 'crashed', message: 'The session host is gone.' };
    const last = waveCommits(state).at(-1)?.commit;
    await assert.rejects(
      search(state, (commit) => (commit === first?.commit ? lost : commit === last ? red : green)),
      /^Error: The command could not be run on wave w1 \(.*\): The session host is gone\.$/,
    );
  });
});
