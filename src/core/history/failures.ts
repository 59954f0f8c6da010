import { dollarsOf } from './costs.ts';
import type { Prices } from './costs.ts';
import {
  ciWords,
  expiredWords,
  leftWorktreeWords,
  movedRefsWords,
  outcomeWords,
  rejectedWords,
  resultChecksWords,
  shipWords,
  stepWords,
  voidedWords,
  waveWords,
} from './failureWords.ts';
import type { FailureWords } from './failureWords.ts';
import type { FailedMoment, GateSpan, RunHistory, SessionSpan } from './model.ts';
import { patternOf } from './patterns.ts';
import { covered } from './spans.ts';

/** One thing that went wrong in a run, and what noticed it. */
export interface Failure extends FailureWords {
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
export interface FailureKind extends FailureWords {
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
      ...leftWorktreeWords,
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

function wordsOf({ failure, step, wave }: FailedMoment): FailureWords {
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
