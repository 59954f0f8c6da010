import { leftRunningSentence } from '../../core/agents/leftRunning.ts';
import { compareWithBaseline } from '../../core/checks/compareWithBaseline.ts';
import type { Comparison } from '../../core/checks/compareWithBaseline.ts';
import { describeRed } from '../../core/checks/describeRed.ts';
import { isRed } from '../../core/checks/isRed.ts';
import { compareTests } from '../../core/ledger/compareTests.ts';
import { namedCountsOf, shrinkage } from '../../core/checks/shrinkage.ts';
import { namedVariables } from '../../core/run/session/namedVariables.ts';
import type { CheckWork } from '../../core/model/effects.ts';
import type { CheckRun, NamedCounts } from '../../core/model/checkRun.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { withNote, withNoticed } from '../../core/run/session/resultNotes.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { Entrance, Sandbox } from '../../sessionPorts/sandbox.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import type { CheckSettings, GuardReport, SessionGit } from '../../sessionPorts/sessionGit.ts';
import { errorMessage } from '../../util/errors.ts';
import { constraintRun, isConstraint, measure } from './measure.ts';
import type { Constraint, Measuring } from './measure.ts';
import { tryPush } from './tryPush.ts';
import { withGuard } from '../withGuard.ts';

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
          hidden: [place.stateRoot],
          readable: [],
          writable: work.sandbox.writable,
          environment,
        });
      result = await withGuard(git, place, { branch: work.branch, reserved: work.reserved }, async (guard) => {
        const around = {
          ...context,
          environment: { ...namedVariables(environment, work.env), ...context.environment, ...guard.environment },
        };
        const checked = await check(noting, insideOf(enter, runner), work, around).catch(notRun);
        const inside = await enter();
        const after = await guard.restore([], inside === 'missing' ? undefined : inside.mayWrite);
        return withOutside(checked, {
          violations: [before, after].flatMap((report) => report?.violations ?? []),
          noticed: [...(before?.noticed ?? []), ...after.noticed],
        });
      });
    } finally {
      context.reportProgress('Removing the worktree of the checks');
      const left = await git.discard(place, settingsOf(work)).catch(errorMessage);
      if (left !== undefined) notes.push(left);
    }
    return { ...result, message: [result.message, ...notes].join(' ') };
  };
}

/** Enters the sandbox again for each check: a sandbox shows folders as they are when it is entered, and the worktree is made twice. */
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

const settingsOf = ({ worktree, sandbox }: CheckWork): CheckSettings => ({ ...worktree, ...sandbox });

/** An answer like any other, so that what the checks changed until then is still undone. */
function notRun(error: unknown): SessionResult {
  return { outcome: 'crashed', message: `The checks could not be run: ${errorMessage(error)}` };
}

/** Green checks do not count when something they ran changed what lies outside their worktree. */
function withOutside(checked: SessionResult, { violations, noticed }: GuardReport): SessionResult {
  const result = withNoticed(checked, noticed);
  if (violations.length === 0) return result;
  const message =
    `A program that the checks ran changed what lies outside their worktree: ${violations.join('; ')}. ` +
    `Look at what the tasks of this wave changed in tests, scripts and build files. ${result.message}`;
  return {
    ...result,
    outcome: result.outcome === 'cancelled' ? 'cancelled' : 'blocked',
    message,
    violations,
  };
}

async function check(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  context: SessionContext,
): Promise<SessionResult> {
  context.reportProgress('Checking out what was merged');
  await git.checkout(context.place, work.commit, settingsOf(work));
  const plain = work.checks.filter((asked) => !isConstraint(asked));
  const constraints = work.checks.filter(isConstraint);
  const runs = await runAll(runner, work, plain, work.retries, context);
  const now = await measureAll(runner, work, constraints, context);
  const pushTrial = await tryPush(runner, work, context);
  const strict = new Set(work.checks.flatMap((asked) => (asked.strict === true ? [asked.name] : [])));
  const comparable = (run: CheckRun) => work.baseline !== undefined && isRed(run) && !strict.has(run.name);
  const uncounted = (run: CheckRun) => work.counts === undefined && run.passed !== undefined && !strict.has(run.name);
  const again = context.signal.aborted ? [] : runs.filter((run) => comparable(run) || uncounted(run));
  const before = await runBefore(git, runner, work, again, context);
  const earlier = before.runs;
  const comparisons = runs.map((run): Comparison => {
    const before = earlier.find(({ name }) => name === run.name);
    const counts = work.counts?.[run.name] ?? (before === undefined ? undefined : namedCountsOf(before));
    const counted = counts === undefined ? run : withLedger(run, counts);
    if (before === undefined || !comparable(run)) return { run: counted, passes: !isRed(run), known: 0 };
    return compareWithBaseline(counted, before);
  });
  const kept = await compareMeasured(git, runner, work, { constraints, now }, context);
  const result = { ...resultOf([...comparisons, ...kept], context), ...before.result };
  if (pushTrial === undefined) return result;
  const { hook, refused } = pushTrial;
  const told = refused === undefined ? result : withNote(result, `${hook} would refuse a push: ${refused}`);
  return { ...told, pushTrial };
}

/** Measures every constraint on the files that are checked out. */
async function measureAll(
  runner: CheckRunner,
  work: CheckWork,
  constraints: readonly Constraint[],
  context: SessionContext,
): Promise<readonly Measuring[]> {
  const measured: Measuring[] = [];
  for (const asked of constraints) {
    const once = async () => {
      const [run] = await runAll(runner, work, [asked], 0, context);
      return run ?? { ...asked, exitCode: null, timedOut: false, milliseconds: 0, runs: 0, failed: [], tail: '' };
    };
    measured.push(await measure(asked, once));
  }
  return measured;
}

/** Measures the constraints on the code as it was before, too. Nothing excuses one that is broken. */
async function compareMeasured(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  { constraints, now }: { readonly constraints: readonly Constraint[]; readonly now: readonly Measuring[] },
  context: SessionContext,
): Promise<readonly Comparison[]> {
  if (constraints.length === 0 || context.signal.aborted) return [];
  context.reportProgress('Measuring the constraints on the code as it was before');
  const base = await (async () => {
    if (work.measuredFrom === work.commit || work.measuredFrom === undefined) return now;
    await git.checkout(context.place, work.measuredFrom, settingsOf(work));
    return measureAll(runner, work, constraints, context);
  })();
  return constraints.flatMap((asked, index) => {
    const [here, there] = [now[index], base[index]];
    if (here === undefined || there === undefined) return [];
    const run = constraintRun(asked, here, there);
    return [{ run, passes: !isRed(run), known: 0 }];
  });
}

/** Names of before are for comparing only: those of now are in the record already. */
function withLedger(run: CheckRun, { names, ...before }: NamedCounts): CheckRun {
  const ledger = compareTests(run, { ...before, ...(names === undefined ? {} : { names }) });
  return { ...run, before, ...(ledger === undefined ? {} : { ledger }) };
}

/** Runs checks on the code as it was before. Where that is only about how many tests there were, it may fail. */
async function runBefore(
  git: Pick<SessionGit, 'checkout'>,
  runner: CheckRunner,
  work: CheckWork,
  again: readonly CheckRun[],
  context: SessionContext,
): Promise<Before> {
  const commit = work.baseline ?? work.before;
  const red = again.some(isRed);
  if (again.length === 0 || commit === undefined || (!red && commit === work.commit)) return { runs: [], result: {} };
  const checks = work.checks.filter(({ name }) => again.some((run) => run.name === name));
  const known = work.known.filter((run) => checks.some((asked) => isSame(asked, run)));
  const open = checks.filter((asked) => !known.some((run) => isSame(asked, run)));
  if (open.length === 0) return { runs: known, result: {} };
  context.reportProgress(
    red ? 'Running what failed on the code as it was before' : 'Counting the tests of the code as it was before',
  );
  try {
    await git.checkout(context.place, commit, settingsOf(work));
    const ran = await runAll(runner, work, open, 0, context);
    const kept = context.signal.aborted ? [] : ran.filter(isComparable).map(withoutTexts);
    return { runs: [...known, ...ran], result: kept.length === 0 ? {} : { baseline: { commit, checks: kept } } };
  } catch (error) {
    if (red) throw error;
    return { runs: known, result: {} };
  }
}

interface Before {
  readonly runs: readonly CheckRun[];
  /** Results that later checks of the run can reuse. */
  readonly result: Pick<SessionResult, 'baseline'>;
}

const isSame = (one: Pick<CheckRun, 'name' | 'command'>, other: Pick<CheckRun, 'name' | 'command'>) =>
  one.name === other.name && one.command === other.command;

/** Whether a result can be reused: one that is incomplete, or lacked a part of the machine that may be mended, cannot. */
const isComparable = ({ exitCode, timedOut, doubt, missing, hollow }: CheckRun) =>
  exitCode !== null && !timedOut && doubt === undefined && missing === undefined && hollow === undefined;

/** Names are compared; output is for people who look at the run itself. */
const withoutTexts = (run: CheckRun): CheckRun => ({
  ...run,
  failed: run.failed.map((test) => ({ ...test, excerpt: '' })),
  tail: '',
});

async function runAll(
  runner: CheckRunner,
  { minutes, report }: CheckWork,
  checks: CheckWork['checks'],
  retries: number,
  context: SessionContext,
): Promise<readonly CheckRun[]> {
  const runs: CheckRun[] = [];
  for (const { name, command, measure: read } of checks) {
    context.reportProgress(`Running ${name}: ${command}`);
    const { environment: env, marker, signal, output } = context;
    const cwd = context.place.worktree;
    runs.push(
      await runner.run({
        name,
        command,
        cwd,
        env,
        marker,
        minutes,
        retries,
        report,
        signal,
        output,
        ...(read === undefined ? {} : { read }),
      }),
    );
  }
  return runs;
}

function resultOf(comparisons: readonly Comparison[], { signal }: SessionContext): SessionResult {
  const checks = comparisons.map(({ run }) => run);
  if (signal.aborted)
    return { outcome: 'cancelled', message: 'The checks were stopped before they were through.', checks };
  const red = comparisons.filter(({ passes }) => !passes);
  const notes = notesOn(comparisons);
  if (red.length > 0) {
    return {
      outcome: 'blocked',
      message: [...red.map(({ run, why }) => describeRed(run, why)), ...notes].join(' '),
      checks,
    };
  }
  if (checks.length === 0) return { outcome: 'done', message: 'There was no check to run.', checks };
  const count = checks.length === 1 ? 'The check is' : `All ${checks.length} checks are`;
  return { outcome: 'done', message: [`${count} green.`, ...notes].join(' '), checks };
}

/** Notes for people on the checks, green or red, in sentences. */
function notesOn(comparisons: readonly Comparison[]): readonly string[] {
  const known = comparisons.flatMap(({ run, known: some }) =>
    some > 0 ? [`${run.name}: ${some} failed before this run already, by name`] : [],
  );
  const checks = comparisons.map(({ run }) => run);
  const flaky = checks.flatMap(({ name, flaky: tests = [] }) => tests.map((test) => `${name}: ${test}`));
  const fewer = checks.flatMap((run) => {
    const words = shrinkage(run);
    return words === undefined ? [] : [`${run.name} (${words})`];
  });
  const replayed = checks.flatMap((run) => (run.replayed === undefined ? [] : [`${run.name}: ${run.replayed}`]));
  return [
    ...(known.length === 0 ? [] : [`Not counted: ${known.join('; ')}.`]),
    ...(flaky.length === 0 ? [] : [`Failed first and passed when run again: ${flaky.slice(0, 5).join('; ')}.`]),
    ...(fewer.length === 0 ? [] : [`Fewer tests than before: ${fewer.join('; ')}.`]),
    ...replayed,
    ...checks.map(({ name, left = [] }) => leftRunningSentence(name, left)).filter((text) => text !== ''),
  ];
}
