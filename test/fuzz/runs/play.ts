import assert from 'node:assert/strict';
import { spotCheckSample } from '../../../src/core/gates/spotCheckSample.ts';
import { isOver } from '../../../src/core/model/isOver.ts';
import type { Effect, Job } from '../../../src/core/model/effects.ts';
import type { Gate } from '../../../src/core/model/gate.ts';
import type { Review } from '../../../src/core/model/finding.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { isApprovedUnused, pendingGates } from '../../../src/core/queries/runQueries.ts';
import { replay } from '../../../src/core/run/evolve.ts';
import { pendingEffects } from '../../../src/core/run/pendingEffects.ts';
import { acceptanceAnswers, check, tools } from '../../support/simulatedRun.ts';
import type { AskedRun } from './askedRun.ts';
import { edits } from './moves.ts';
import type { Move } from './moves.ts';
import { approve, assertRefusals } from './refusals.ts';

/**
 * Does to a run what a move says.
 * @throws AssertionError where the run takes what it has to refuse, or stands still while nobody is asked
 */
export function play(run: AskedRun, next: Move): void {
  switch (next.kind) {
    case 'go on':
      work(run);
      approveAsAll(run, pendingGates(run.run)[0]);
      return;
    case 'work':
      work(run);
      return;
    case 'effect': {
      const effect = picked(pendingEffects(run.run, tools), next.index);
      run.outcome = (job) => (next.outcome === 'done' ? run.done(job) : bad(next.outcome));
      if (effect) run.answer(effect);
      // What is under way now is over before the next move, most times.
      assertRefusals(run);
      return;
    }
    case 'decide': {
      for (const finding of run.run.audit.findings)
        run.submit({ type: 'triage-finding', finding: finding.id, triage: 'in', who: 'ada' });
      const gate = picked(pendingGates(run.run), next.index);
      if (gate && next.verdict === 'approved') approve(run, gate);
      else if (gate) run.decide(gate.id, next.verdict);
      return;
    }
    case 'must refuse':
      assertRefusals(run);
      return;
    case 'work, watched':
      run.outcome = (job) => run.done(job);
      for (const effect of untilAsked(run)) {
        run.answer(effect);
        assertRefusals(run);
      }
      return;
    case 'trouble':
      work(run, (job) => (job.work.kind === next.of ? bad(next.outcome) : run.done(job)));
      return;
    case 'world changes':
      for (const { id, evidence } of Object.values(run.run.gates).filter(isApprovedUnused))
        run.submit({ type: 'confirm-gate', gate: id, evidence: { ...evidence, base: 'moved' } });
      return;
    case 'edit':
      run.edit(picked(edits, next.index) ?? '');
      return;
    case 'edit and approve':
      run.edit(picked(edits, next.index) ?? '');
      approveAsAll(
        run,
        pendingGates(run.run).find(({ kind }) => kind === 'plan'),
      );
      work(run);
      return;
    case 'take edit back':
      run.edit(run.run.plan.source);
      return;
    case 'begin': {
      const begun = Object.values(run.run.sessions).find(({ status }) => status === 'ready');
      if (begun) run.submit({ type: 'session-dispatched', session: begun.id });
      return;
    }
    case 'crash': {
      const effect = pendingEffects(run.run, tools).find(({ kind }) => kind === 'run-session');
      run.outcome = () => bad('crashed');
      if (effect) run.answer(effect);
      return;
    }
    case 'reopen': {
      const ended = Object.values(run.run.gates).filter(({ status }) => status !== 'pending' && status !== 'approved');
      const gate = picked(ended.toReversed(), next.index);
      if (gate) run.submit({ type: 'reopen-gate', gate: gate.id, who: 'ada' });
      return;
    }
    case 'adapt': {
      const { plan, adaptation } = run.run;
      const { revision: _revision, ...same } = plan;
      const task = plan.plan.waves[0]?.tasks[next.index % 2]?.id ?? '';
      if (adaptation) run.submit({ type: 'propose-adaptation', strategy: next.strategy, task, plan: same });
      return;
    }
    case 'time':
      run.now += next.minutes * 60_000;
      if (next.seen) run.submit({ type: 'tick' });
      return;
    case 'comment': {
      const gate = pendingGates(run.run).find(({ kind }) => kind === 'spot-check');
      const file = picked(spotCheckSample(run.run, gate?.wave ?? ''), next.index)?.path ?? 'README.md';
      if (gate) run.decide(gate.id, 'rejected', {}, [{ file, line: next.index + 1, text: 'Not so.' }]);
      return;
    }
    case 'blocker':
      work(run, (job) => (job.kind === 'validate' ? { ...run.done(job), review: blocked } : run.done(job)));
      return;
    case 'overrule': {
      const finding = picked(run.run.lastFindings, next.index)?.id ?? 'none';
      run.submit({ type: 'triage-finding', finding, triage: 'out', who: 'ada' });
      return;
    }
    case 'conflict':
      work(run, (job) => {
        if (job.work.kind === 'merge' && job.work.resolution === undefined) return inConflict;
        return job.kind === 'resolve' && !next.solvable ? bad('blocked') : run.done(job);
      });
      return;
    case 'retry':
      run.submit({ type: 'retry-wave', who: 'ada' });
      return;
    case 'two windows': {
      const gate = pendingGates(run.run)[0];
      if (!gate) return;
      run.decide(gate.id, 'rejected', acceptanceAnswers);
      approve(run, gate);
      return;
    }
    case 'stop':
      if (next.index < 5) run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
      return;
    case 'restart':
      run.state = replay(run.events);
      return;
  }
}

/** Answers effects until only people are waited for, and asserts that somebody is. */
function work(run: AskedRun, outcome: (job: Job) => SessionResult = (job) => run.done(job)): void {
  run.outcome = outcome;
  run.settle();
  const { phase, parked, adaptation, edit } = run.run;
  const isAsked = pendingGates(run.run).length > 0 || (parked !== undefined && canGoOn(run));
  const picks = adaptation !== undefined && adaptation.proposal === undefined;
  const mends = edit !== undefined && edit.plan === undefined;
  assert.ok(isOver(phase) || isAsked || picks || mends, `a run in phase ${phase} stands still and asks nobody`);
}

/** Effects one after the other, each as the answer to the one before has left the run. */
function* untilAsked(run: AskedRun): Generator<Effect> {
  for (let most = 0; most < 12; most += 1) {
    const effect = pendingEffects(run.run, tools).find(({ kind }) => kind !== 'wake');
    if (effect === undefined) return;
    yield effect;
  }
}

/** Whether a person can ask again at a gate that ended without approval. */
function canGoOn(run: AskedRun): boolean {
  return Object.keys(run.run.gates).some(
    (gate) => run.fork().submit({ type: 'reopen-gate', gate, who: 'ada' }) === undefined,
  );
}

/** As many people approve a gate as it needs. */
export function approveAsAll(run: AskedRun, gate: Gate | undefined): void {
  if (gate === undefined) return;
  approve(run, gate);
  if (gate.required !== undefined) approve(run, gate, { who: 'grace', key: 'key-of-grace' });
}

function picked<T>(all: readonly T[], index: number): T | undefined {
  return all[index % Math.max(all.length, 1)];
}

function bad(outcome: SessionResult['outcome']): SessionResult {
  return { outcome, message: 'It went wrong.', checks: [check(1)] };
}

const inConflict: SessionResult = {
  outcome: 'blocked',
  message: 'They do not fit.',
  conflicts: ['src/a1/main.js'],
  unresolved: { commit: 'with-conflicts', between: ['a1', 'b1'] },
};

const blocked: Review = {
  verdict: 'changes',
  findings: [
    {
      id: 'f1',
      severity: 'blocker',
      file: 'src/a1/main.js',
      line: 1,
      title: 'Wrong',
      detail: '',
      remediation: '',
      citation: 'verified',
    },
  ],
};
