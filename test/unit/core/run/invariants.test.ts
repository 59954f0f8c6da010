import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { spotCheckSample } from '../../../../src/core/gates/spotCheckSample.ts';
import type { Recorded } from '../../../../src/core/model/events.ts';
import { editedPlan } from '../../../../src/core/run/plan/evolvePlan.ts';
import { Replay, replay } from '../../../../src/core/run/evolve.ts';
import { missingGate } from '../../../../src/core/run/gate/missingGate.ts';
import type { RunState } from '../../../../src/core/model/state.ts';
import { outcomes, type SessionResult } from '../../../../src/core/model/sessionResult.ts';
import { strategies } from '../../../../src/core/model/revision.ts';
import { waveSteps } from '../../../../src/core/model/phase.ts';
import { type Review } from '../../../../src/core/model/finding.ts';
import { pendingEffects } from '../../../../src/core/run/pendingEffects.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { acceptanceAnswers, check, planText, SimulatedRun, tools } from '../../../support/simulatedRun.ts';

/**
 * Invariants, whatever people, agents, the clock and crashes do. Each move is one thing that can come to a run
 * from outside; most make no sense at most times, and that is the point.
 */
const lenses = 'audit: {lenses: [{id: design, focus: Coupling}]}\n';
const deadlines = 'gates: {launch: {deadline: 5}, spot-check: {deadline: 5}}\n';
const validators = `validators:
  - {agent: codemod, disposition: Insists on tests}
  - {agent: codemod, disposition: Distrusts tests}
`;
const sources = [planText(2, lenses + deadlines), planText(2, deadlines), planText(3), planText(1, validators)];

const index = fc.nat({ max: 30 });
const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('go on' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('effect' as const),
      index,
      outcome: fc.constantFrom('done', 'done', 'done', ...outcomes),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      index,
      verdict: fc.constantFrom('approved', 'approved', 'approved', 'rejected', 'hold'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('adapt' as const),
      index,
      strategy: fc.constantFrom(...strategies),
    }),
  },
  // Clocks are set back, too.
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.integer({ min: -30, max: 8 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('comment' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('blocker' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overrule' as const), index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('conflict' as const), solvable: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('two windows' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('out of turn' as const), index }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('replayed result' as const),
      index,
      epoch: fc.integer({ min: 0, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('world changes' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

it('no wave starts without its decisions, no decision is used twice, every session ends once, replay gives the same state', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 60 }), fc.nat({ max: sources.length - 1 }), (moves, plan) => {
      const run = startedWith(sources[plan] ?? assert.fail());
      run.observe = unchanged;
      for (const next of moves) play(run, next);
      assert.deepEqual(assertInvariants(run.events), run.state);
    }),
    { numRuns: 10_000 },
  );
});

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

const unchanged: SimulatedRun['observe'] = (evidence) => evidence;

function play(run: SimulatedRun, next: Move): void {
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

/** @returns the run after its events, replayed */
function assertInvariants(events: readonly Recorded[]): RunState | undefined {
  const decided = new Map<string, string>();
  const used = new Set<string>();
  const voided = new Map<string, string>();
  const gates = new Map<string, { kind: string; wave?: string | undefined; attempt?: number | undefined }>();
  const ended = new Set<string>();
  const attempts = new Map<string, number>();
  const lastStep = new Map<string, number>();
  const conflicts = new Map<string, boolean>();
  const resolvers = new Set<string>();
  let blockers = new Set<string>();
  const usedFor = (kind: string, wave: string): boolean =>
    [...used].some(
      (id) =>
        gates.get(id)?.kind === kind && gates.get(id)?.wave === wave && gates.get(id)?.attempt === attempts.get(wave),
    );
  const replayed = new Replay();
  for (const event of events) {
    const before = replayed.state;
    if (before !== undefined) assert.equal(missingGate(event, before), undefined, event.type);
    replayed.add(event);
    switch (event.type) {
      case 'gate-opened':
        gates.set(event.gate.id, event.gate);
        break;
      case 'gate-decided':
        assert.equal(decided.get(event.decision.gate), undefined, 'a gate is decided once');
        decided.set(event.decision.gate, event.decision.verdict);
        break;
      case 'gate-expired':
        assert.equal(decided.get(event.gate), undefined, 'a decided gate does not expire');
        decided.set(event.gate, 'expired');
        break;
      case 'gate-voided':
        voided.set(event.gate, event.reason);
        break;
      case 'plan-edited':
        // An edit that is taken back was none.
        if (event.hash !== replayed.state?.plan.hash) break;
        for (const [id, reason] of voided) if (reason.startsWith(editedPlan)) voided.delete(id);
        break;
      case 'gate-used':
        assert.equal(decided.get(event.gate), 'approved', 'only an approved gate is used');
        assert.ok(!used.has(event.gate), 'a decision is used once');
        assert.ok(!voided.has(event.gate), 'a voided decision is not used');
        used.add(event.gate);
        break;
      case 'wave-opened':
        assert.ok(
          [...used].some((id) => ['plan', 'adapt'].includes(gates.get(id)?.kind ?? '')),
          'a plan was approved',
        );
        attempts.set(event.wave, event.attempt);
        break;
      case 'step-passed': {
        const key = `${event.wave} ${event.attempt}`;
        const before = lastStep.get(key) ?? -1;
        const step = waveSteps.indexOf(event.step);
        // Without a session to start, because all results are kept, no worktree is made.
        const skipped = waveSteps.slice(before + 1, step).filter((name) => name !== 'worktrees');
        assert.ok(step > before, `step ${event.step} comes once and in its order`);
        assert.deepEqual(skipped, [], `nothing is skipped before step ${event.step}`);
        lastStep.set(key, step);
        break;
      }
      case 'sessions-planned':
        for (const { id, kind } of event.sessions) {
          if (kind !== 'resolve') continue;
          assert.ok(conflicts.get(id.replace(/resolve@conflict$/, 'merge')), 'a resolver needs a conflict');
          assert.ok(!resolvers.has(id), 'a conflict is tried once');
          resolvers.add(id);
        }
        break;
      case 'worktrees-ready':
        if (event.scope.kind === 'wave')
          assert.ok(usedFor('launch', event.scope.wave), 'dispatch needs the launch gate');
        break;
      case 'session-dispatched':
        if (/^wave~(.*)~\d+~(?!merge$|merge@|check$|commit$)/.exec(event.session)) {
          assert.ok(usedFor('launch', event.session.split('~')[1] ?? ''), 'a session needs the launch gate');
        }
        break;
      case 'session-retried':
        ended.delete(event.session);
        break;
      case 'session-ended':
        assert.ok(!ended.has(event.session), 'a session ends once');
        ended.add(event.session);
        if (/~merge$/.test(event.session)) conflicts.set(event.session, (event.result.conflicts ?? []).length > 0);
        break;
      case 'wave-committed':
        assert.ok(usedFor('spot-check', event.wave), 'a commit needs the spot-check');
        break;
      case 'validated':
        assert.equal(gates.get(event.gate)?.kind, 'acceptance');
        assert.ok(used.has(event.gate), 'acceptance was used');
        assert.deepEqual([...blockers], [], 'no blocker is left that nobody has marked out');
        break;
      case 'validation-started':
        blockers = new Set();
        break;
      case 'findings-merged':
        blockers = new Set(event.findings.filter(({ severity }) => severity === 'blocker').map(({ id }) => id));
        break;
      case 'finding-triaged':
        if (event.triage !== 'in') blockers.delete(event.finding);
        break;
      case 'shipped':
        assert.ok(
          [...used].some((id) => gates.get(id)?.kind === 'ship'),
          'shipping needs its gate',
        );
        break;
      default:
        break;
    }
  }
  return replayed.state;
}
