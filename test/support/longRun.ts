import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { GateKind, PlanWave } from '../../src/core/plan/schema/plan.ts';
import type { Recorded, RunEvent, SessionPlan } from '../../src/core/model/events.ts';
import type { Scope, SessionKind, SessionResult } from '../../src/core/model/sessionResult.ts';
import { sessionId } from '../../src/core/model/names.ts';
import { largePlan } from './largePlan.ts';

const base = '0'.repeat(40);
const evidence = { plan: 'a'.repeat(64), directives: 'b'.repeat(64) };

/** Events of a run of `largePlan` in which nothing goes wrong, up to the commit of its last wave. */
export function longRun(tasks: number): readonly Recorded[] {
  const source = largePlan(tasks);
  const { plan } = parsePlan(source);
  if (plan === undefined) throw new Error('The large plan cannot be read.');
  const revision = { revision: 0, hash: 'c'.repeat(64), file: 'large.waveplan.yaml', source, plan, why: '' };
  const repository = { rootCommit: base, name: 'large' };
  const started = {
    run: 'large',
    repository,
    base: { commit: base },
    planCommitted: true,
    publicKey: '',
    approvers: [],
  };
  const events: readonly RunEvent[] = [
    { type: 'run-started', plan: revision, ...started },
    { type: 'thread-bound', mode: 'log', id: 'large' },
    ...gate('plan'),
    { type: 'plan-approved', hash: revision.hash, gate: 'plan' },
    ...plan.waves.flatMap((wave) => waveEvents(wave)),
  ];
  return events.map((event, index) => ({ ...event, at: index }));
}

function waveEvents({ id: wave, tasks }: PlanWave): readonly RunEvent[] {
  const scope = { kind: 'wave', wave, attempt: 1 } as const;
  const sessions = tasks.map((task) => planned(scope, 'implement', task.id));
  return [
    { type: 'wave-opened', wave, attempt: 1, base, kept: {}, carries: [] },
    ...(['entry', 'manifest', 'thread', 'directives'] as const).map((step) => passed(wave, step)),
    { type: 'sessions-planned', scope, sessions },
    passed(wave, 'ownership'),
    ...gate('launch', wave),
    passed(wave, 'worktrees'),
    { type: 'worktrees-ready', scope, evidence },
    ...sessions.map((session): RunEvent => ({ type: 'session-dispatched', session: session.id })),
    ...sessions.map((session) => ended(session, { outcome: 'done', message: 'Done.', snapshot: base })),
    ...mechanical(scope, 'merge'),
    ...mechanical(scope, 'check'),
    ...gate('spot-check', wave),
    ...mechanical(scope, 'commit'),
    { type: 'wave-committed', wave, commit: base, tree: base },
    { type: 'worktrees-removed', scope },
  ];
}

function passed(
  wave: string,
  step: 'entry' | 'manifest' | 'thread' | 'directives' | 'ownership' | 'worktrees',
): RunEvent {
  return { type: 'step-passed', wave, attempt: 1, step, evidence };
}

function gate(kind: GateKind, wave?: string): readonly RunEvent[] {
  const id = wave === undefined ? kind : `${kind}~${wave}`;
  const of = wave === undefined ? {} : { wave, attempt: 1 };
  const follows = { seq: 1, hash: 'd'.repeat(64) };
  const words = { who: 'ada', channel: 'cli', note: '', at: 0, key: '', signature: '' } as const;
  return [
    { type: 'gate-opened', gate: { id, kind, ...of, openedAt: 0, approvers: [], evidence } },
    { type: 'gate-decided', decision: { gate: id, verdict: 'approved', ...words, evidence, follows } },
    { type: 'gate-used', gate: id },
  ];
}

function mechanical(scope: Scope, kind: 'merge' | 'check' | 'commit'): readonly RunEvent[] {
  const session = planned(scope, kind, kind);
  return [
    { type: 'sessions-planned', scope, sessions: [session] },
    { type: 'session-dispatched', session: session.id },
    ended(session, { outcome: 'done', message: 'Done.', commit: base, tree: base }),
  ];
}

function planned(scope: Scope, kind: SessionKind, subject: string): SessionPlan {
  return { id: sessionId(scope, subject), kind, scope, subject, epoch: 1, base };
}

function ended({ id: session, epoch }: SessionPlan, result: SessionResult): RunEvent {
  return { type: 'session-ended', session, epoch, result };
}
