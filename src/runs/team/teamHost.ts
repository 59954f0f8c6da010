import { setTimeout as delay } from 'node:timers/promises';
import type { HostOffer } from '../../core/model/hostOffer.ts';
import type { Held, HostDesk, TakenJob } from '../../database/hostDesk.ts';
import { isJournalError } from '../../ports/journal.ts';
import type { SessionKey } from '../../ports/executor.ts';
import { errorMessage } from '../../util/errors.ts';
import { onAbort } from '../../util/onAbort.ts';
import type { HostedSession } from './hostSession.ts';

/** News of a host, for people. */
export type HostNews =
  | { readonly type: 'entered'; readonly token: number }
  | { readonly type: 'taken'; readonly job: TakenJob }
  | { readonly type: 'ended'; readonly job: TakenJob; readonly counts: boolean }
  | { readonly type: 'lost'; readonly job: TakenJob }
  | { readonly type: 'trouble'; readonly message: string }
  /** The database takes again what this host says. */
  | { readonly type: 'well' };

/** Signs of life of each host in the time in which a silent one loses its sessions. */
const beatsInLease = 5;
/** Signs of life of its own after which, though no host was heard of for a while, each that is there has been again. */
const beatsOfOthers = 2;

/** Pause after which a host looks for sessions though nobody told it of one. */
const lookMs = 5_000;
/** Time without a session after which a host makes ready for the next: what is begun at one moment shares its processors. */
const quietMs = 1_000;

/**
 * Takes sessions from the queue of a team's database and runs them, until the signal. Sessions under way outlive it, and go on
 * being reported once it is started again.
 *
 * @param run runs one session on this machine
 * @param seconds how long the host may be silent before its sessions are given to others
 * @throws JournalError when the database cannot be used at first, or another process is this host
 */
export async function serveSessions(options: {
  readonly desk: HostDesk;
  readonly machine: string;
  readonly offer: HostOffer;
  readonly seconds: number;
  readonly run: (job: TakenJob) => HostedSession;
  /** Makes ready for so many sessions what can be before they are there; called while none begins. */
  readonly makeReady?: (sessions: number) => Promise<void>;
  readonly entered: (token: number) => void;
  readonly tell: (news: HostNews) => void;
  readonly until: AbortSignal;
}): Promise<void> {
  const { desk, offer, seconds, run, tell, until } = options;
  const under = new Map<string, { readonly job: TakenJob; readonly session: HostedSession }>();
  /** Missed once: one whose result is just being counted is not held any more, either. */
  let missed: ReadonlySet<string> = new Set();
  const token = await desk.enter(options.machine, offer);
  options.entered(token);
  tell({ type: 'entered', token });
  let heardAt = performance.now();
  let waitsFor = 0;
  const troubles = new Set<string>();
  let taken = 0;
  let quiet: NodeJS.Timeout | undefined;
  let wake = (): void => undefined;
  const stopListening = desk.listen(() => wake());
  const ending = new AbortController();
  onAbort(until, () => (ending.abort(), wake()));
  const beating = beat();
  // What went wrong is thrown below.
  beating.catch(() => undefined);
  try {
    await beatOnce();
    while (!ending.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      const before = taken;
      await fill();
      if (taken === before) getReady();
      await Promise.race([woken, delay(lookMs, undefined, { signal: ending.signal }).catch(() => undefined)]);
      await beatOnce();
    }
  } finally {
    ending.abort();
    clearTimeout(quiet);
    stopListening();
    await beating;
    await desk.leave(token).catch(() => undefined);
  }

  async function beat(): Promise<void> {
    while (!ending.signal.aborted) {
      await delay((seconds * 1000) / beatsInLease, undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted || !(await beatOnce()) || waitsFor === 0) continue;
      waitsFor -= 1;
      if (waitsFor === 0) wake();
    }
  }

  /** Says that this host is there, and learns what is asked of it. @returns whether it got through */
  async function beatOnce(): Promise<boolean> {
    try {
      const asked = new Set(under.keys());
      const held = await desk.beat(token);
      const now = performance.now();
      // Where the database was away, or took no changes, the sessions of all hosts are free: theirs are not to be taken from them.
      if (now - heardAt > seconds * 1000) waitsFor = beatsOfOthers;
      heardAt = now;
      if (troubles.size > 0) tell({ type: 'well' });
      troubles.clear();
      await adopt(held);
      const known = new Set(held.map(nameOf));
      const missing = [...asked].filter((name) => under.has(name) && !known.has(name));
      const twice = missing.filter((name) => missed.has(name));
      missed = new Set(missing);
      for (const name of twice) {
        const one = under.get(name);
        if (one === undefined) continue;
        // Taken over by another host, or given up: what this one does counts no more.
        one.session.stop();
        tell({ type: 'lost', job: one.job });
        under.delete(name);
      }
      for (const one of held) if (one.stopAsked) under.get(nameOf(one))?.session.stop();
      return true;
    } catch (error) {
      if (isJournalError(error, 'lost-lease')) {
        for (const { session } of under.values()) session.stop();
        ending.abort();
        wake();
        throw error;
      }
      tellTrouble(error);
      return false;
    }
  }

  /** The same trouble comes with every sign of life, and is told once. */
  function tellTrouble(error: unknown): void {
    const kind = isJournalError(error) ? error.reason : errorMessage(error);
    if (troubles.has(kind)) return;
    troubles.add(kind);
    tell({ type: 'trouble', message: errorMessage(error) });
  }

  /** Goes on with sessions that an earlier start of this host has begun. */
  async function adopt(held: readonly Held[]): Promise<void> {
    for (const one of held) {
      if (under.has(nameOf(one))) continue;
      const job = await desk.job(token, one);
      if (job !== undefined && !under.has(nameOf(job))) start(job);
    }
  }

  function getReady(): void {
    if (options.makeReady === undefined) return;
    const { makeReady } = options;
    quiet ??= setTimeout(() => {
      void makeReady(offer.slots - under.size)
        .catch(() => undefined)
        .finally(() => (quiet = undefined));
    }, quietMs);
  }

  async function fill(): Promise<void> {
    try {
      while (under.size < offer.slots && waitsFor === 0 && !until.aborted) {
        const job = await desk.take(token);
        if (job === undefined) return;
        if (!under.has(nameOf(job))) start(job);
      }
    } catch (error) {
      if (isJournalError(error, 'lost-lease')) throw error;
      tellTrouble(error);
    }
  }

  function start(job: TakenJob): void {
    taken += 1;
    const session = run(job);
    under.set(nameOf(job), { job, session });
    tell({ type: 'taken', job });
    session.ended
      .then(
        (counts) => tell({ type: 'ended', job, counts }),
        (error: unknown) => tell({ type: 'trouble', message: `${job.session}: ${errorMessage(error)}` }),
      )
      .finally(() => {
        if (under.get(nameOf(job))?.session === session) under.delete(nameOf(job));
        wake();
      })
      .catch(() => undefined);
  }
}

function nameOf({ run, session, epoch, take }: SessionKey & { readonly take: number }): string {
  return `${run} ${session} ${epoch} ${take}`;
}
