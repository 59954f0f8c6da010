import { spotCheckSample } from '../../../src/core/gates/spotCheckSample.ts';
import type { Review } from '../../../src/core/model/finding.ts';
import type { SessionResult } from '../../../src/core/model/sessionResult.ts';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { replay } from '../../../src/core/run/evolve.ts';
import { pendingEffects } from '../../../src/core/run/pendingEffects.ts';
import { acceptanceAnswers, check, tools } from '../../support/simulatedRun.ts';
import type { SimulatedRun } from '../../support/simulatedRun.ts';
import { sources } from './moves.ts';
import type { Move } from './moves.ts';

/** The world is as it was when a decision is used. */
export const unchanged: SimulatedRun['observe'] = (evidence) => evidence;

/** Does to a run what a move says. */
export function play(run: SimulatedRun, next: Move): void {
  switch (next.kind) {
    case 'go on': {
      run.outcome = (job) => run.done(job);
      if (run.observe === unchanged) run.settle();
      const gate = pendingGates(run.run)[0];
      if (gate) run.decide(gate.id, 'approved', acceptanceAnswers);
      return;
    }
    case 'effect': {
      const effects = pendingEffects(run.run, tools);
      const effect = effects[next.index % Math.max(effects.length, 1)];
      run.outcome = (job) => (next.outcome === 'done' ? run.done(job) : bad(next.outcome));
      if (effect) run.answer(effect);
      return;
    }
    case 'decide': {
      const gates = Object.keys(run.run.gates);
      for (const finding of run.run.audit.findings)
        run.submit({ type: 'triage-finding', finding: finding.id, triage: 'in', who: 'ada' });
      run.decide(
        gates[gates.length - 1 - (next.index % Math.max(gates.length, 1))] ?? 'none',
        next.verdict,
        acceptanceAnswers,
      );
      return;
    }
    case 'reopen': {
      const gates = Object.keys(run.run.gates);
      run.submit({ type: 'reopen-gate', gate: gates[next.index % Math.max(gates.length, 1)] ?? 'none', who: 'ada' });
      return;
    }
    case 'edit':
      run.edit(next.index % 4 === 0 ? 'broken' : (sources[next.index % sources.length] ?? ''));
      return;
    case 'adapt': {
      const { plan, adaptation } = run.run;
      const { revision: _revision, ...same } = plan;
      const task = plan.plan.waves[0]?.tasks[next.index % 2]?.id ?? '';
      if (adaptation) run.submit({ type: 'propose-adaptation', strategy: next.strategy, task, plan: same });
      return;
    }
    case 'time':
      run.now += next.minutes * 60_000;
      run.submit({ type: 'tick' });
      return;
    case 'comment': {
      const gate = pendingGates(run.run).find(({ kind }) => kind === 'spot-check');
      const file = spotCheckSample(run.run, gate?.wave ?? '')[next.index % 3]?.path ?? 'README.md';
      run.decide(gate?.id ?? 'none', 'rejected', {}, [{ file, line: next.index + 1, text: 'Not so.' }]);
      return;
    }
    case 'blocker': {
      run.outcome = (job) => (job.kind === 'validate' ? { ...run.done(job), review: blocked } : run.done(job));
      if (run.observe === unchanged) run.settle();
      return;
    }
    case 'overrule': {
      const findings = run.run.lastFindings;
      const finding = findings[next.index % Math.max(findings.length, 1)]?.id ?? 'none';
      run.submit({ type: 'triage-finding', finding, triage: 'out', who: 'ada' });
      return;
    }
    case 'conflict': {
      run.outcome = (job) => {
        if (job.work.kind === 'merge' && job.work.resolution === undefined) return inConflict;
        return job.kind === 'resolve' && !next.solvable ? bad('blocked') : run.done(job);
      };
      if (run.observe === unchanged) run.settle();
      return;
    }
    case 'retry':
      run.submit({ type: 'retry-wave', who: 'ada' });
      return;
    case 'two windows': {
      const gate = pendingGates(run.run)[0];
      if (!gate) return;
      run.decide(gate.id, 'rejected', acceptanceAnswers);
      run.decide(gate.id, 'approved', acceptanceAnswers);
      return;
    }
    case 'out of turn': {
      const sessions = Object.values(run.run.sessions);
      const session = sessions[next.index % Math.max(sessions.length, 1)];
      if (!session) return;
      run.submit({ type: 'worktrees-ready', scope: session.scope, evidence: { forged: 'yes' } });
      run.submit({ type: 'session-dispatched', session: session.id });
      return;
    }
    case 'replayed result': {
      const sessions = Object.keys(run.run.sessions);
      const session = sessions[next.index % Math.max(sessions.length, 1)] ?? 'none';
      if (run.run.sessions[session]?.status !== 'ended') return;
      run.submit({ type: 'session-ended', session, epoch: next.epoch, result: { outcome: 'done', message: 'Again.' } });
      return;
    }
    case 'world changes':
      run.observe = (evidence) => ({ ...evidence, base: 'moved' });
      return;
    case 'restart':
      run.state = replay(run.events);
      run.observe = unchanged;
      return;
  }
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
