import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../src/core/model/effects.ts';
import { revertable, revertNotes, revertObstacle } from '../../../../src/core/words/revertWords.ts';
import type { latestGate } from '../../../../src/core/queries/runQueries.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { replay } from '../../../../src/core/run/evolve.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';

const waiting = (run: SimulatedRun) => pendingGates(run.run).map(({ kind, wave }) => (wave ? `${kind} ${wave}` : kind));

function approve(run: SimulatedRun, kind: Parameters<typeof latestGate>[1]): void {
  const gate = pendingGates(run.run).find((each) => each.kind === kind);
  assert.ok(gate !== undefined, `${kind} waits`);
  assert.equal(run.decide(gate.id), undefined);
  run.settle();
}

/** A run whose first wave is committed, and whose second waits for its launch. */
function afterFirstWave(): { readonly run: SimulatedRun; readonly jobs: Job[] } {
  const run = new SimulatedRun();
  const jobs: Job[] = [];
  run.outcome = (job) => {
    jobs.push(job);
    return run.done(job);
  };
  run.likeGit();
  run.start().approveAll('launch');
  approve(run, 'launch');
  run.approveAll('launch');
  assert.equal(run.run.waves['w1']?.status, 'committed');
  return { run, jobs };
}

test('a committed wave is taken back by a wave of its own, through launch, checks and a spot-check, and the run goes on', () => {
  const { run, jobs } = afterFirstWave();
  const commit = run.run.waves['w1']?.commit ?? '';
  assert.equal(run.revert('w1'), undefined);
  assert.deepEqual(waiting(run), ['launch w2', 'adapt']);
  const gate = boardOf(run.run, run.now).gates.find(({ kind }) => kind === 'adapt');
  assert.match(JSON.stringify(gate?.sections), /takes back .*, commit/u);
  approve(run, 'adapt');
  assert.match(run.run.gates['launch-2']?.voided ?? '', /A wave is taken back first/);
  assert.deepEqual(waiting(run), ['launch revert-w1']);
  assert.match(boardOf(run.run, run.now).gates[0]?.about ?? '', /Approving takes back/);
  approve(run, 'launch');
  const merge = jobs.findLast(({ session }) => session.includes('revert-w1~1~merge'))?.work;
  assert.ok(merge?.kind === 'merge');
  assert.deepEqual(
    merge.parts.map(({ commit: id, reverts }) => [id, reverts]),
    [[commit, true]],
  );
  approve(run, 'spot-check');
  const made = jobs.findLast(({ session }) => session.includes('revert-w1~1~commit'))?.work;
  assert.ok(made?.kind === 'commit');
  assert.match(made.message, new RegExp(`^Revert: [^]*Wavegate-Wave: revert-w1\\nWavegate-Reverts: ${commit}\\n`, 'u'));
  assert.deepEqual(made.merges ?? [], []);
  assert.match(revertObstacle(run.run, 'w1') ?? '', /taken back already, by wave "revert-w1". To have it again/);
  assert.deepEqual(
    revertable(run.run).map(({ wave }) => wave.id),
    ['revert-w1'],
  );
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
  assert.deepEqual(replay(run.events), run.run);
});

test('a wave that cannot be taken back is refused, with what can be', () => {
  const { run } = afterFirstWave();
  assert.match(
    revertObstacle(run.run, 'w2') ?? '',
    /not committed, so there is nothing to take back.*Choose one of w1/,
  );
  assert.match(revertObstacle(run.run, 'w9') ?? '', /has no wave "w9"\. Choose one of w1\./);
  assert.equal(revertObstacle(run.run, 'w1'), undefined);
  assert.match(
    revertNotes(run.run, 'w1', ['src/a.js']).join('\n'),
    /conflicts with later waves in src\/a\.js: an agent/,
  );
});

test('nothing is taken back while the run is at work', () => {
  const { run } = afterFirstWave();
  const refused: unknown[] = [];
  const answer = run.outcome;
  run.outcome = (job) => {
    refused.push(run.revert('w1'));
    return answer(job);
  };
  approve(run, 'launch');
  assert.ok(refused.length > 0);
  assert.match(String(refused[0]), /The run is at work\. Ask again once the wave is committed/);
});
