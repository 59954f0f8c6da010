import { compareWithBaseline } from '../../core/checks/compareWithBaseline.ts';
import type { Comparison } from '../../core/checks/compareWithBaseline.ts';
import { isRed } from '../../core/checks/isRed.ts';
import { compareTests } from '../../core/ledger/compareTests.ts';
import { namedCountsOf } from '../../core/checks/shrinkage.ts';
import { namedVariables } from '../../core/run/session/namedVariables.ts';
import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRun, NamedCounts } from '../../core/model/checkRun.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import { withNote, withNoticed } from '../../core/run/session/resultNotes.ts';
import type { CheckRunner } from '../../sessionPorts/checkRunner.ts';
import type { Entrance, Sandbox } from '../../sessionPorts/sandbox.ts';
import type { SessionContext, SessionHandler } from '../../sessionPorts/sessionHandler.ts';
import type { GuardReport, SessionGit } from '../../sessionPorts/sessionGit.ts';
import { errorMessage } from '../../util/errors.ts';
import { isConstraint } from './measure.ts';
import { tryPush } from './tryPush.ts';
import { withGuard } from '../withGuard.ts';
import { runAll, settingsOf } from './runChecks.ts';
import { resultOf } from './checkResult.ts';
import { compareMeasured, measureAll } from './checkConstraints.ts';
import { runBefore } from './runBaseline.ts';

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

/** Names of before are for comparing only: those of now are in the record already. */
function withLedger(run: CheckRun, { names, ...before }: NamedCounts): CheckRun {
  const ledger = compareTests(run, { ...before, ...(names === undefined ? {} : { names }) });
  return { ...run, before, ...(ledger === undefined ? {} : { ledger }) };
}
