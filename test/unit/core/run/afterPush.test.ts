import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgetUsedUp } from '../../../../src/core/queries/budget.ts';
import type { Job } from '../../../../src/core/model/effects.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { check, planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** A run with CI, which is green or not. */
function withCi(green: () => boolean): { readonly run: SimulatedRun; readonly asked: Job[] } {
  const run = new SimulatedRun();
  const asked: Job[] = [];
  run.outcome = (job) => {
    if (job.kind !== 'ci') return run.done(job);
    asked.push(job);
    return green() ? run.done(job) : { outcome: 'blocked', message: 'gh run watch ended with 1.', checks: [check(1)] };
  };
  run.start(planText(1, "ship: {ci: 'gh run watch --exit-status'}\n")).approveAll();
  return { run, asked };
}

test('with CI in the plan, a result is shipped once CI has passed on what was pushed', () => {
  const { run, asked } = withCi(() => true);
  assert.equal(run.run.phase, 'shipped');
  const work = asked[0]?.work;
  assert.ok(work?.kind === 'check');
  assert.deepEqual(
    work.checks.map(({ command }) => command),
    ['gh run watch --exit-status'],
  );
  assert.equal(work.baseline, undefined);
  assert.match(run.run.ship?.result?.message ?? '', /CI passed/);
});

test('red CI is not shipped: it leads to adapting the plan, and shipping is asked for again', () => {
  let green = false;
  const { run } = withCi(() => green);
  assert.equal(run.run.phase, 'adapt');
  assert.match(run.run.validation?.failure?.message ?? '', /CI did not pass on what was pushed/);
  assert.ok(!run.events.some(({ type }) => type === 'shipped'));
  green = true;
  assert.equal(run.adapt('fix', 'a1'), undefined);
  run.settle().approveAll('ship');
  assert.equal(pendingGates(run.run)[0]?.kind, 'ship');
  run.approveAll();
  assert.equal(run.run.phase, 'shipped');
});

test('the minutes of a run limit each session, and once they are used up no wave is launched', () => {
  const run = new SimulatedRun();
  const left: (number | undefined)[] = [];
  run.outcome = (job) => {
    if (job.work.kind === 'agent') {
      left.push(job.limits.budgetMinutes);
      run.now += 60_000;
    }
    return run.done(job);
  };
  run.start(planText(2, 'budget: {minutes: 1.5}\n')).approveAll('spot-check');
  assert.equal(left[0], 1.5);
  assert.ok((left[1] ?? 9) < 0.6, String(left[1]));
  assert.match(budgetUsedUp(run.run) ?? '', /agents have worked for 1.5 minutes/);
  assert.throws(() => run.approveAll(), /budget of the run is used up/);
});

test('a push of the run itself is no change at the remote: the next approval of the ship gate counts', () => {
  const run = new SimulatedRun();
  let open = false;
  run.outcome = (job) => {
    if (job.work.kind !== 'ship' || open) return run.requested(job);
    return { ...run.done(job), outcome: 'blocked', message: 'Pushed. The pull request could not be opened.' };
  };
  run.start(planText(1)).approveAll('ship');
  const target = { remote: 'origin', addresses: ['https://example.org/sample'], commit: null };
  run.submit({ type: 'surroundings-seen', target });
  assert.equal(run.decide('ship-1'), undefined);
  run.settle();
  const [gate] = pendingGates(run.run);
  const pushed = Object.values(run.run.sessions).find(({ kind }) => kind === 'ship')?.result?.pushed?.commit;
  assert.deepEqual([gate?.kind, gate?.evidence['remote']], ['ship', pushed]);
  open = true;
  run.submit({ type: 'surroundings-seen', target: { ...target, commit: pushed ?? null } });
  assert.deepEqual(run.staleEvidence(gate?.id ?? ''), []);
});
