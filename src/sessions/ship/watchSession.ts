import { startRunTime } from '../../clock/runTime.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';
import type { WatchWork } from '../../core/model/shipWork.ts';
import type { CiCheck, CiReport } from '../../core/model/forge.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { Forge, ForgeOf, PullRequestLook } from '../../sessionPorts/forge.ts';
import { ForgeError } from '../../sessionPorts/forge.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import { forgePlace } from './forgePlace.ts';
import { stackStep } from '../../core/queries/stackStep.ts';
import { mergedAs, notKept } from './mergedAs.ts';
import { faultText, lookAtStack, targetOf } from './seenStack.ts';
import type { LookedAt } from './seenStack.ts';
import { waitFor } from './waitFor.ts';

export interface WatchServices {
  readonly forgeOf: ForgeOf;
  readonly environment: Readonly<Record<string, string>>;
}

/** Refusals in a row after which the forge is believed: a single one may be a hiccup of its own. */
const refusals = 3;
/** Looks in a row that must say the same: just after a push a forge may still tell what was there before, or not all yet. */
const same = 2;
/** Failed jobs whose logs are fetched. */
const mostLogs = 10;
/** Characters of a log that people and agents see at once; the end says most. */
const longestExcerpt = 4_000;
/** Checks that are kept in the result. */
const mostChecks = 500;

/**
 * Waits until the checks of a pull request have ended. Failed jobs run again as often as the plan allows; what is red then is
 * in the result with the end of its log. Whatever else happens to the pull request meanwhile ends the wait with its reason.
 */
export function createWatchSession(services: WatchServices): SessionHandler<WatchWork> {
  return async (work, context) => {
    const forge = services.forgeOf(work.forge, forgePlace(services, context));
    const watch = new Watch(work, context, forge);
    return watch.toTheEnd();
  };
}

class Watch {
  readonly #work: WatchWork;
  readonly #context: SessionContext;
  readonly #forge: Forge;
  #reruns: number;
  /** Names of checks that were red before they ran again. */
  readonly #again = new Set<string>();
  #refused = 0;
  #moved = 0;
  #steady: { readonly said: string; readonly times: number } = { said: '', times: 0 };
  #last: PullRequestLook | undefined;
  /** Why the forge did not tell the last time. */
  #silence: string | undefined;
  /** Requests of the waves before the last one, where each has its own. */
  #below: readonly LookedAt[] = [];

  constructor(work: WatchWork, context: SessionContext, forge: Forge) {
    this.#work = work;
    this.#context = context;
    this.#forge = forge;
    this.#reruns = work.checks.reruns;
  }

  async toTheEnd(): Promise<SessionResult> {
    const { checks } = this.#work;
    const time = startRunTime();
    try {
      for (;;) {
        const result = await this.#look(time.now());
        if (result !== undefined) return result;
        if (time.now() >= checks.minutes * 60_000) return await this.#late();
        await waitFor(checks.everySeconds, this.#context.signal);
        if (this.#context.signal.aborted) {
          return { outcome: 'cancelled', message: 'It was stopped while it waited for CI.' };
        }
      }
    } finally {
      time.close();
    }
  }

  /** @returns undefined while there is more to wait for */
  async #look(milliseconds: number): Promise<SessionResult | undefined> {
    const { stack, url } = this.#work;
    let look: PullRequestLook;
    let seen: readonly LookedAt[] = [];
    try {
      if (stack !== undefined) seen = await lookAtStack(this.#forge, stack.requests);
      look = seen.at(-1)?.look ?? (await this.#forge.look(url));
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      this.#context.reportProgress(`The forge does not tell: ${error.message}`);
      this.#silence = error.message;
      this.#refused = error.reason === 'silent' ? 0 : this.#refused + 1;
      if (error.reason !== 'missing' && this.#refused < refusals) return undefined;
      return this.#unknown(`The forge does not say how its checks are. ${error.message}`);
    }
    this.#refused = 0;
    this.#silence = undefined;
    this.#last = look;
    if (stack === undefined) return (await this.#gone(look)) ?? this.#checks(look, milliseconds);
    this.#below = seen.slice(0, -1);
    return (await this.#stackGone(look, seen, targetOf(stack.target, seen))) ?? this.#checks(look, milliseconds);
  }

  /** The requests of the waves are no longer a stack that waits to be merged from the bottom up. */
  async #stackGone(
    top: PullRequestLook,
    seen: readonly LookedAt[],
    target: string,
  ): Promise<SessionResult | undefined> {
    const step = stackStep(seen, target);
    // The last one holds the work of all: where it was merged to is known from the branches below it.
    if (step.kind === 'done') return this.#merged(top, 'all pull requests of the waves', {});
    const at = seen[step.index];
    // Just after a push the forge may still tell what was there before.
    this.#moved = step.kind === 'stuck' && step.why === 'moved' ? this.#moved + 1 : 0;
    if (step.kind !== 'stuck' || at === undefined || (step.why === 'moved' && this.#moved <= same)) return undefined;
    const state = step.why === 'closed' ? 'closed' : 'moved';
    return { outcome: 'blocked', message: faultText(at, step.why), ci: this.#report(state, top.checks) };
  }

  /** The pull request is no longer one that waits for this commit to be merged. */
  async #gone(look: PullRequestLook): Promise<SessionResult | undefined> {
    const { state, head, checks } = look;
    const { url, commit, base } = this.#work;
    if (state === 'merged') return this.#merged(look, 'the pull request', base === undefined ? {} : { base });
    if (state === 'closed') {
      const message = `The pull request was closed without a merge: ${url}. The branch is still there. Approve the ship gate again to open another one, or stop the run.`;
      return { outcome: 'blocked', message, ci: this.#report('closed', checks) };
    }
    this.#moved = head === commit ? 0 : this.#moved + 1;
    if (this.#moved === 0) return undefined;
    if (this.#moved <= same) return undefined;
    const message = `The branch of the pull request is at ${head.slice(0, 10)} at the forge, and the run pushed ${commit.slice(0, 10)}: somebody has pushed to it since. Nothing was overwritten. Look at ${url}, put the branch back or delete it there, then approve the ship gate again.`;
    return { outcome: 'blocked', message, ci: this.#report('moved', checks) };
  }

  async #merged(look: PullRequestLook, what: string, expected: { readonly base?: string }): Promise<SessionResult> {
    const { url, commit } = this.#work;
    const as = await mergedAs(this.#forge, { url, commit, ...expected }, look);
    if (!as.isIn) return { outcome: 'blocked', message: as.why, ci: this.#report('moved', look.checks) };
    const merged = {
      how: 'elsewhere' as const,
      ...(look.mergeCommit === undefined ? {} : { commit: look.mergeCommit }),
    };
    const message = `Somebody has merged ${what} at the forge.${as.added}${as.kept === false ? notKept : ''}`;
    return { outcome: 'done', message, ci: this.#report('merged', look.checks), merged };
  }

  async #checks(look: PullRequestLook, milliseconds: number): Promise<SessionResult | undefined> {
    if (look.head !== this.#work.commit) return undefined;
    const checks = this.#counting(look.checks);
    const said = tally(checks);
    this.#say(said);
    const { noneAfterSeconds } = this.#work.checks;
    // Checks that were all left out show as little as none.
    if (checks.every(({ state }) => state === 'skipped')) {
      if (milliseconds < noneAfterSeconds * 1000 || this.#steady.times < same) return undefined;
      const message = checks.length === 0 ? 'The forge reports no checks.' : `No check has run at the forge: ${said}.`;
      return { outcome: 'done', message, ci: this.#report('none', checks) };
    }
    // A forge merges a request with checks that still run no sooner than they have ended; how they end is told at the gate.
    const pending = [...checks, ...this.#checksBelow()].some(({ state }) => state === 'pending');
    if (pending || this.#steady.times < same) return undefined;
    const red = checks.filter(({ state }) => state === 'failed');
    if (red.length > 0) return (await this.#runAgain(red)) ? undefined : this.#notGreen(checks, red);
    const flaky = checks.filter(({ name }) => this.#again.has(name)).map(({ name }) => name);
    const after = flaky.length === 0 ? '' : ` ${listed(flaky)} passed only when it ran again.`;
    const message = `CI is green: ${said}.${after}`;
    return {
      outcome: 'done',
      message,
      ci: { ...this.#report('green', checks), ...(flaky.length === 0 ? {} : { flaky }) },
    };
  }

  /** The checks that count; one that the plan names and the forge does not report yet is pending. */
  #counting(checks: readonly CiCheck[]): readonly CiCheck[] {
    const { only } = this.#work.checks;
    if (only.length === 0) return checks;
    return only.map((name) => checks.find((check) => check.name === name) ?? { name, state: 'pending' });
  }

  /** Checks of the requests below that are still to be merged, with the wave before their names. */
  #checksBelow(): readonly CiCheck[] {
    const { only } = this.#work.checks;
    const open = this.#below.filter(({ state }) => state === 'open');
    return open.flatMap(({ request, look }) =>
      look.checks
        .filter(({ name }) => only.length === 0 || only.includes(name))
        .map((check) => ({ ...check, name: `${request.wave}: ${check.name}` })),
    );
  }

  #say(said: string): void {
    if (said === this.#steady.said) {
      this.#steady = { said, times: this.#steady.times + 1 };
      return;
    }
    this.#steady = { said, times: 1 };
    const text = said === '' ? 'No checks yet' : `CI: ${said}`;
    this.#context.reportProgress(text);
    this.#context.output(Buffer.from(`${text}\n`));
  }

  async #runAgain(red: readonly CiCheck[]): Promise<boolean> {
    if (this.#reruns === 0) return false;
    this.#reruns -= 1;
    const started = await this.#forge.rerun(red).catch((error: unknown) => {
      if (error instanceof ForgeError) return false;
      throw error;
    });
    if (!started) return false;
    for (const { name } of red) this.#again.add(name);
    // The forge may still tell the old results for a moment.
    this.#steady = { said: '', times: -1 };
    this.#context.reportProgress(`Running again: ${listed(red.map(({ name }) => name))}`);
    return true;
  }

  /** A check that somebody or something has cancelled says nothing about the work: no agent is sent to mend it. */
  async #notGreen(checks: readonly CiCheck[], red: readonly CiCheck[]): Promise<SessionResult> {
    if (red.some(({ because }) => because !== 'cancelled')) return this.#red(checks, red);
    const names = listed(red.map(({ name }) => name));
    return this.#unknown(`Cancelled at the forge, so that CI is neither green nor red: ${names}. Run it again there.`);
  }

  async #red(checks: readonly CiCheck[], red: readonly CiCheck[]): Promise<SessionResult> {
    this.#context.reportProgress('Fetching the logs of what failed');
    const runs: CheckRun[] = [];
    for (const [index, check] of red.entries()) {
      const log = index < mostLogs ? await this.#logOf(check) : undefined;
      runs.push(asRun(check, log, this.#again.has(check.name) ? 2 : 1));
    }
    const names = listed(red.map(({ name, because }) => (because === undefined ? name : `${name} (${because})`)));
    const message = `Failed at the forge: ${names}. ${this.#work.url}`;
    return { outcome: 'blocked', message, ci: this.#report('red', checks), checks: runs };
  }

  async #logOf(check: CiCheck): Promise<string | undefined> {
    return this.#forge.log(check).catch((error: unknown) => {
      if (error instanceof ForgeError) return `Its log could not be fetched. ${error.message}`;
      throw error;
    });
  }

  async #late(): Promise<SessionResult> {
    const { minutes } = this.#work.checks;
    const checks = this.#counting(this.#last?.checks ?? []);
    const red = checks.filter(({ state }) => state === 'failed');
    if (red.length > 0) return this.#notGreen(checks, red);
    const pending = [...checks, ...this.#checksBelow()]
      .filter(({ state }) => state === 'pending')
      .map(({ name }) => name);
    const what = pending.length === 0 ? 'CI had not ended' : `These had not ended: ${listed(pending)}`;
    const silence = this.#silence === undefined ? '' : ` The forge did not tell at last: ${this.#silence}`;
    return this.#unknown(`${what} after ${minutes} min (ship.checks.minutes of the plan).${silence}`);
  }

  #report(state: CiReport['state'], checks: readonly CiCheck[]): CiReport {
    const below = this.#below.map(({ request, look }) => ({
      wave: request.wave,
      checks: look.state === 'merged' ? 'merged' : tally(look.checks) || 'no checks',
    }));
    const known = { state, commit: this.#work.commit, checks: checks.slice(0, mostChecks) };
    return below.length === 0 ? known : { ...known, below };
  }

  #unknown(why: string): SessionResult {
    const message = `${why} What was pushed stays, and so does the pull request: ${this.#work.url}. Approve the ship gate again to go on from here.`;
    return { outcome: 'blocked', message, ci: this.#report('unknown', this.#last?.checks ?? []) };
  }
}

/** A failed check at the forge as a check of the run: what an agent is told to make pass. */
function asRun({ name, url }: CiCheck, log: string | undefined, runs: number): CheckRun {
  const tail = log ?? `The forge keeps no log of it here.${url === undefined ? '' : ` See ${url}`}`;
  const command = `CI job ${name}`;
  const failed = [{ name, excerpt: tail.slice(-longestExcerpt) }];
  return { name: command, command, exitCode: 1, timedOut: false, milliseconds: 0, runs, failed, tail };
}

/** `3 passed, 1 failed`. Empty without checks. */
function tally(checks: readonly CiCheck[]): string {
  return (['passed', 'failed', 'pending', 'skipped'] as const)
    .map((state) => ({ state, number: checks.filter((check) => check.state === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ state, number }) => `${number} ${state}`)
    .join(', ');
}

/** Some names, and how many more. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first;
}
