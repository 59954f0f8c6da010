import type { WaveFailure } from '../model/events.ts';
import type { Outcome } from '../model/sessionResult.ts';
import type { WaveStep } from '../model/phase.ts';
import { dollarsOf } from './costs.ts';
import type { Prices } from './costs.ts';
import type { FailedMoment, GateSpan, RunHistory, SessionSpan } from './model.ts';
import { patternOf } from './patterns.ts';
import { covered } from './spans.ts';

/** One thing that went wrong in a run, and what noticed it. */
export interface Failure {
  /** Short name that groups failures of a kind: an outcome of a session, a step, a gate. */
  readonly kind: string;
  readonly title: string;
  /** The step, check or person that noticed it. */
  readonly caughtBy: string;
  /** Likely outcome without the check. */
  readonly otherwise: string;
  readonly run: string;
  readonly wave?: string;
  readonly subject?: string;
  readonly at: number;
  readonly message: string;
  /** Milliseconds of agents at work, and dollars, that it cost. */
  readonly milliseconds: number;
  readonly usd: number;
}

/** Failures of one kind over many runs. */
export interface FailureKind {
  readonly kind: string;
  readonly title: string;
  readonly caughtBy: string;
  readonly otherwise: string;
  readonly count: number;
  readonly runs: number;
  readonly milliseconds: number;
  readonly usd: number;
  /** Letter of the pattern it belongs to. */
  readonly pattern?: string;
  /** The newest few. */
  readonly latest: readonly Failure[];
}

/** Failures in a stretch of time, against how much was tried in it. */
export interface TrendRow {
  readonly from: number;
  readonly runs: number;
  readonly sessions: number;
  readonly failures: number;
  /** By kind. */
  readonly kinds: Readonly<Record<string, number>>;
}

const shownLatest = 3;

/** Everything that went wrong in a run, in the order of time. */
export function failuresOf(history: RunHistory, prices: Prices = {}): readonly Failure[] {
  const all = [
    ...history.failed.flatMap((moment) => momentFailure(history, moment, prices)),
    ...history.sessions.flatMap((session) => sessionFailure(history, session, prices)),
    ...history.gates.flatMap((gate) => gateFailure(history, gate)),
    ...history.left.map(({ session, why, at }) => ({
      ...words(
        'left-worktree',
        'Worktree could not be removed',
        'teardown',
        'It would be there unnoticed, with its work.',
      ),
      run: history.run,
      subject: session,
      at,
      message: why,
      ...free,
    })),
  ];
  return all.sort((one, other) => one.at - other.at);
}

/** Failures by kind, the most frequent first. */
export function failureKinds(failures: readonly Failure[]): readonly FailureKind[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) groups.set(failure.kind, [...(groups.get(failure.kind) ?? []), failure]);
  return [...groups]
    .flatMap(([kind, all]): FailureKind[] => {
      const [first] = all;
      if (first === undefined) return [];
      return [
        {
          kind,
          title: first.title,
          caughtBy: first.caughtBy,
          otherwise: first.otherwise,
          ...(patternOf(kind) === undefined ? {} : { pattern: patternOf(kind) ?? '' }),
          count: all.length,
          runs: new Set(all.map(({ run }) => run)).size,
          milliseconds: sum(all.map(({ milliseconds }) => milliseconds)),
          usd: sum(all.map(({ usd }) => usd)),
          latest: all.slice(-shownLatest).reverse(),
        },
      ];
    })
    .sort((one, other) => other.count - one.count || (one.kind < other.kind ? -1 : 1));
}

/** Failures per stretch of `days` days, oldest first, counted back from `now`; stretches in which nothing ran are left out. */
export function trend(
  histories: readonly RunHistory[],
  failures: readonly Failure[],
  days: number,
  now: number,
): readonly TrendRow[] {
  const length = days * 86_400_000;
  const back = (at: number): number => Math.max(0, Math.floor((now - at) / length));
  const rows = new Map<number, { runs: number; sessions: number; failures: number; kinds: Record<string, number> }>();
  const row = (at: number): { runs: number; sessions: number; failures: number; kinds: Record<string, number> } => {
    const known = rows.get(back(at)) ?? { runs: 0, sessions: 0, failures: 0, kinds: {} };
    rows.set(back(at), known);
    return known;
  };
  for (const history of histories) {
    row(history.startedAt).runs += 1;
    for (const { agent, from } of history.sessions) if (agent !== undefined) row(from).sessions += 1;
  }
  for (const { at, kind } of failures) {
    const counts = row(at);
    counts.failures += 1;
    counts.kinds[kind] = (counts.kinds[kind] ?? 0) + 1;
  }
  return [...rows]
    .sort(([one], [other]) => other - one)
    .map(([index, counts]) => ({ from: now - (index + 1) * length, ...counts }));
}

const free = { milliseconds: 0, usd: 0 };

function momentFailure(history: RunHistory, moment: FailedMoment, prices: Prices): Failure[] {
  const { failure, wave, attempt, at } = moment;
  // Sessions that failed are counted one by one, and a result that a person turned down by its gate.
  if (failure.kind === 'sessions' || (failure.kind === 'rejected' && wave === undefined)) return [];
  const sessions = history.sessions.filter(
    (session) =>
      wave !== undefined && session.wave === wave && session.attempt === attempt && session.agent !== undefined,
  );
  return [
    {
      ...wordsOf(moment),
      run: history.run,
      ...(wave === undefined ? {} : { wave }),
      at,
      message: failure.message,
      milliseconds: covered(sessions, history.updatedAt),
      usd: sum(sessions.map((session) => (session.usage && dollarsOf(session.usage, session, prices)) ?? 0)),
    },
  ];
}

function wordsOf({ failure, step, wave }: FailedMoment): Words {
  if (failure.kind === 'ship') return shipWords;
  if (failure.kind === 'mechanical' && step !== undefined) return stepWords[step];
  if (failure.kind === 'checks' && wave === undefined) return failure.ci === true ? ciWords : resultChecksWords;
  return waveWords[failure.kind];
}

function sessionFailure(history: RunHistory, session: SessionSpan, prices: Prices): Failure[] {
  const { outcome, agent, usage, wave, subject, from, to = history.updatedAt, message = '' } = session;
  if (outcome === undefined || outcome === 'done' || outcome === 'cancelled' || agent === undefined) return [];
  return [
    {
      ...(session.movedRefs === undefined ? outcomeWords[outcome] : movedRefsWords),
      run: history.run,
      ...(wave === undefined ? {} : { wave }),
      subject,
      at: to,
      message,
      milliseconds: to - from,
      usd: (usage && dollarsOf(usage, session, prices)) ?? 0,
    },
  ];
}

function gateFailure({ run }: RunHistory, gate: GateSpan): Failure[] {
  const { wave, to, from, voided, status, note = '', kind } = gate;
  const common = { run, ...(wave === undefined ? {} : { wave }), subject: gate.gate, at: to ?? from, ...free };
  if (voided !== undefined && status === 'approved') return [{ ...voidedWords, ...common, message: voided }];
  if (status === 'expired') return [{ ...expiredWords, ...common, message: `The ${kind} gate passed its deadline.` }];
  if (status !== 'rejected' || kind === 'spot-check') return [];
  return [{ ...(kind === 'acceptance' ? waveWords.rejected : rejectedWords), ...common, message: note }];
}

type Words = Pick<Failure, 'kind' | 'title' | 'caughtBy' | 'otherwise'>;

function words(kind: string, title: string, caughtBy: string, otherwise: string): Words {
  return { kind, title, caughtBy, otherwise };
}

const movedRefsWords = words(
  'moved-refs',
  'An agent moved branches or tags',
  'refs compared before and after the session',
  'Its work would have been merged, or yours moved, with no gate between.',
);
const voidedWords = words(
  'approval-voided',
  'Something changed after the approval',
  'evidence observed again when the approval was used',
  'Agents would have started, or a result shipped, on something nobody approved.',
);
const expiredWords = words(
  'gate-expired',
  'Nobody decided in time',
  'deadline of the gate',
  'Silence would have counted as consent.',
);
const shipWords = words(
  'ship-failed',
  'The result did not get out',
  'ship session',
  'It would have counted as shipped.',
);
const ciWords = words('red-ci', 'CI was red on what was pushed', 'CI of the forge', 'It would have been merged.');
const resultChecksWords = words(
  'red-result',
  'Checks were red on the whole result',
  'validation',
  'It would have been accepted.',
);
const rejectedWords = words('gate-rejected', 'A person rejected it', 'a person at a gate', 'It would have gone on.');

const stepWords: Readonly<Record<WaveStep, Words>> = {
  entry: words('entry', 'Input of the wave was incomplete', 'entry step', 'A phase would have been skipped.'),
  manifest: words(
    'manifest',
    'Sessions could not be resolved',
    'manifest step',
    'Agents would have worked in the wrong repository.',
  ),
  thread: words('thread', 'No coordination thread', 'thread step', 'Coordination would have left no record.'),
  directives: words('directive', 'Directive refused', 'lint of directives', 'An agent might have merged its own work.'),
  ownership: words('ownership', 'Two tasks would write one file', 'ownership step', 'A merge conflict by design.'),
  launch: words('launch', 'Not launched', 'launch gate', 'Agents would have started unasked.'),
  worktrees: words(
    'worktree',
    'Worktree was not as planned',
    'worktree gate',
    'Agents would have worked on the wrong branch.',
  ),
  handoffs: words('handoff', 'Handoff did not hold', 'handoff check', 'A claim would have been believed.'),
  merge: words('merge', 'Merge failed', 'merge session', 'A half-done merge would have been left.'),
  close: words('close', 'Wave could not be closed', 'close step', 'Work would have been left in worktrees.'),
};

const waveWords: Readonly<Record<WaveFailure['kind'], Words>> = {
  sessions: words('sessions', 'Tasks were not done', 'handoff check', 'Unfinished work would have been merged.'),
  conflict: words('conflict', 'Tasks conflicted', 'merge session', 'One of them would have overwritten the other.'),
  checks: words('red-checks', 'Checks were red on the merged tree', 'test gate', 'A red commit on the run branch.'),
  'spot-check': words('spot-check', 'A reviewer found something', 'spot-check gate', 'It would have been committed.'),
  rejected: words('result-rejected', 'The result was rejected', 'acceptance gate', 'It would have been shipped.'),
  findings: words('validator-findings', 'Validators found blockers', 'validation', 'It would have been accepted.'),
  mechanical: words(
    'mechanical',
    'A mechanical step failed',
    'session host',
    'The run would have been left half done.',
  ),
};

const outcomeWords: Readonly<Record<Exclude<Outcome, 'done' | 'cancelled'>, Words>> = {
  blocked: words('blocked', 'Agent was blocked', 'handoff check', 'A guess would have been merged.'),
  'no-handoff': words('no-handoff', 'No handoff file', 'handoff check', 'Unfinished work would have been merged.'),
  'stale-handoff': words(
    'stale-handoff',
    'Handoff of another session',
    'handoff check',
    'An old result would have counted.',
  ),
  'scope-violated': words(
    'scope-violated',
    'Changes outside the task',
    'ownership check',
    'A file of another task would have changed.',
  ),
  'readonly-violated': words(
    'readonly-violated',
    'A read-only agent wrote',
    'ownership check',
    'A reviewer would have changed the work.',
  ),
  'context-exhausted': words(
    'context-exhausted',
    'Context was used up',
    'driver',
    'Half of the work would have passed for all of it.',
  ),
  'rate-limited': words(
    'rate-limited',
    'Limit of a provider',
    'driver',
    'Further agents would have been started in vain.',
  ),
  auth: words('auth', 'Not logged in', 'driver', 'Further agents would have been started in vain.'),
  budget: words('budget', 'Budget used up', 'session host', 'It would have gone on spending.'),
  stuck: words('stuck', 'No output (timed out)', 'session host', 'It would have waited for ever.'),
  timeout: words('timeout', 'Took too long', 'session host', 'It would have gone on.'),
  crashed: words('crashed', 'Crashed', 'session host', 'Half of the work would have passed for all of it.'),
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
