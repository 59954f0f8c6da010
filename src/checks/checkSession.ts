import { leftRunningSentence } from '../core/agents/leftRunning.ts';
import type { CheckWork } from '../core/run/effects.ts';
import type { CheckRun, SessionResult } from '../core/run/model.ts';
import type { CheckRunner } from '../ports/checkRunner.ts';
import type { Entrance, Sandbox } from '../ports/sandbox.ts';
import type { SessionContext, SessionHandler } from '../ports/sessionHandler.ts';
import type { GuardReport, SessionGit } from '../ports/sessionGit.ts';
import { compareWithBaseline } from './compareWithBaseline.ts';

type CheckGit = Pick<SessionGit, 'guard' | 'recoverGuard' | 'checkout' | 'discard'>;

/**
 * Runs the checks of a commit, in a worktree made for them; each runs even when one before it was red. What they run is
 * largely the work of agents, so whatever is outside that worktree is guarded as for an agent.
 *
 * @param environment everything this process can see
 */
export function createCheckSession(
  git: CheckGit,
  runner: CheckRunner,
  sandbox: Sandbox,
  environment: Readonly<Record<string, string | undefined>>,
): SessionHandler<CheckWork> {
  return async (work, context) => {
    const { place } = context;
    // A host that was killed in the middle has left its guard; what happened under it must not become the new state.
    const left = await git.recoverGuard(place, work.reserved);
    const before = await left?.restore([]);
    await left?.end();
    const guard = await git.guard(place, { branch: work.branch, reserved: work.reserved });
    const fenced = { ...context, environment: { ...context.environment, ...guard.environment } };
    // What the checks find neither waits for a clean-up nor changes with it.
    const notes: string[] = [];
    const noting: Pick<SessionGit, 'checkout'> = {
      async checkout(...asked) {
        const failed = await git.checkout(...asked);
        if (failed !== undefined) notes.push(failed);
        return failed;
      },
    };
    let result: SessionResult;
    try {
      const enter = () =>
        sandbox.enter(work.sandbox.sandbox, {
          worktree: place.worktree,
          repository: place.repository,
          worktreeRoot: place.worktreeRoot,
          folder: context.folder,
          hidden: [place.stateRoot],
          readable: guard.readable,
          writable: work.sandbox.writable,
          environment,
        });
      const checked = await check(noting, insideOf(enter, runner), work, fenced).catch(notRun);
      const after = await guard.restore([]);
      result = withGuard(checked, {
        // No agent runs any more, so whatever it was came out of these checks.
        violations: [before, after].flatMap((report) => [...(report?.violations ?? []), ...(report?.held ?? [])]),
        noticed: [...(before?.noticed ?? []), ...after.noticed],
      });
    } finally {
      await guard.end();
      context.stage('Removing the worktree of the checks');
      const left = await git.discard(place, work.worktree).catch(messageOf);
      if (left !== undefined) notes.push(left);
    }
    return { ...result, message: [result.message, ...notes].join(' ') };
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Enters anew for each check: a sandbox shows folders as they are when it is entered, and the worktree is made twice. */
function insideOf(enter: () => Promise<Entrance>, runner: CheckRunner): CheckRunner {
  return {
    async run(request) {
      const entered = await enter();
      if (entered === 'missing') throw new Error(withoutSandbox);
      return runner.run({ ...request, inside: entered });
    },
  };
}

const withoutSandbox =
  'The plan requires a sandbox (worktree.sandbox), and none works here. On Linux install the package bubblewrap and try again, or choose auto or off in the plan.';

/** An answer like any other, so that what the checks changed until then is still undone. */
function notRun(error: unknown): SessionResult {
  return { outcome: 'crashed', message: `The checks could not be run: ${messageOf(error)}` };
}

/** Green checks do not count when something they ran changed what lies outside their worktree. */
function withGuard(result: SessionResult, { violations, noticed }: Omit<GuardReport, 'held'>): SessionResult {
  const told =
    noticed.length === 0
      ? ''
      : ` Noticed while they ran, and left alone because you may have done it: ${noticed.join('; ')}.`;
  if (violations.length === 0) return { ...result, message: `${result.message}${told}` };
  const message =
    `A program that the checks ran changed what lies outside their worktree: ${violations.join('; ')}. ` +
    `Look at what the tasks of this wave changed in tests, scripts and build files. ${result.message}${told}`;
  return { ...result, outcome: result.outcome === 'cancelled' ? 'cancelled' : 'blocked', message, violations };
}

async function check(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  context: SessionContext,
): Promise<SessionResult> {
  context.stage('Checking out what was merged');
  await git.checkout(context.place, work.commit, work.worktree);
  const runs = await runAll(runner, work, work.checks, work.retries, context);
  const red = runs.filter(isRed);
  if (red.length === 0 || work.baseline === undefined || context.signal.aborted) {
    return resultOf(runs, red, [], context);
  }
  const strict = new Set(work.checks.flatMap((asked) => (asked.strict === true ? [asked.name] : [])));
  context.stage('Running what failed on the code as it was before');
  await git.checkout(context.place, work.baseline, work.worktree);
  const redChecks = work.checks.filter(({ name }) => !strict.has(name) && red.some((run) => run.name === name));
  const before = await runAll(runner, work, redChecks, 0, context);
  const comparisons = runs.map((run) => {
    const earlier = before.find(({ name }) => name === run.name);
    return earlier === undefined ? { run, passes: !isRed(run), known: 0 } : compareWithBaseline(run, earlier);
  });
  return resultOf(
    comparisons.map(({ run }) => run),
    comparisons.filter(({ passes }) => !passes).map(({ run }) => run),
    comparisons.flatMap(({ run, known }) => (known > 0 ? `${run.name}: ${known} failed before this run already` : [])),
    context,
  );
}

async function runAll(
  runner: CheckRunner,
  { minutes }: CheckWork,
  checks: CheckWork['checks'],
  retries: number,
  context: SessionContext,
): Promise<readonly CheckRun[]> {
  const runs: CheckRun[] = [];
  for (const { name, command } of checks) {
    context.stage(`Running ${name}: ${command}`);
    const { environment: env, marker, signal, output } = context;
    const cwd = context.place.worktree;
    runs.push(await runner.run({ name, command, cwd, env, marker, minutes, retries, signal, output }));
  }
  return runs;
}

const isRed = (run: CheckRun) => run.exitCode !== 0 || run.timedOut;

function resultOf(
  checks: readonly CheckRun[],
  red: readonly CheckRun[],
  notes: readonly string[],
  { signal }: SessionContext,
): SessionResult {
  if (signal.aborted)
    return { outcome: 'cancelled', message: 'The checks were stopped before they were through.', checks };
  const flaky = checks.flatMap(({ name, flaky: tests = [] }) => tests.map((test) => `${name}: ${test}`));
  const unsteady =
    flaky.length === 0 ? '' : ` Failed first and passed when run again: ${flaky.slice(0, 5).join('; ')}.`;
  const left = checks
    .map(({ name, left: names = [] }) => leftRunningSentence(name, names))
    .filter((text) => text !== '');
  const excused = `${notes.length === 0 ? '' : ` Not counted: ${notes.join('; ')}.`}${unsteady}${left.map((text) => ` ${text}`).join('')}`;
  if (red.length > 0) {
    return { outcome: 'blocked', message: `${red.map(describe).join(' ')}${excused}`, checks };
  }
  const count = checks.length === 1 ? 'The check is' : `All ${checks.length} checks are`;
  return { outcome: 'done', message: `${count} green.${excused}`, checks };
}

function describe(run: CheckRun): string {
  if (run.timedOut) return `${run.name} took too long and was ended.`;
  const names = run.failed.slice(0, 3).map(({ name }) => name);
  const more = run.failed.length > names.length ? ` and ${run.failed.length - names.length} more` : '';
  if (names.length > 0) return `${run.name} failed: ${names.join(', ')}${more}.`;
  if (run.exitCode !== null) return `${run.name} failed with exit code ${run.exitCode}.`;
  return `${run.name} did not run: ${run.tail.trim().split('\n').at(-1) ?? ''}`;
}
