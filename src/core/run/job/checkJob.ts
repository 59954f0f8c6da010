import { namedCountsOf } from '../../checks/shrinkage.ts';
import type { Plan } from '../../plan/schema/plan.ts';
import type { CheckWork } from '../../model/sessionWork.ts';
import { readinessSubject, sessionBranch } from '../../model/names.ts';
import { checksOf } from '../../queries/checksOf.ts';
import { pushToTry } from '../../queries/pushHook.ts';
import { probes } from '../../queries/readiness.ts';
import { sessionVariables } from '../session/sessionVariables.ts';
import { mergedBy } from '../../queries/runQueries.ts';
import type { RunState, Session } from '../../model/state.ts';
import type { CheckRun } from '../../model/checkRun.ts';
import { worktreeSettings } from '../../model/worktreeSettings.ts';
import { portOf, reservedBy, sandboxOf } from './jobParts.ts';

/** Work of a session that runs checks: those of the checkpoint, of readiness, or of CI. */
export function checkWork(session: Session, state: RunState): CheckWork {
  const { plan } = state.plan;
  const port = portOf(session, state);
  return {
    kind: 'check',
    commit: session.base,
    ...checksFor(session, state),
    worktree: {
      ...worktreeSettings(plan),
      variables: {
        ...sessionVariables(state.run, session.scope, session.subject, port),
        WAVEGATE_SESSION: session.id,
      },
    },
    report: plan.checkpoint.report,
    ...pushFor(session, state),
    known: knownBefore(state, baselineOf(state, session)),
    measuredFrom: baselineOf(state, session),
    env: plan.checkpoint.env,
    port,
    ports: plan.worktree.ports.perSession,
    sandbox: sandboxOf(plan),
    ...reservedBy(plan),
    branch: sessionBranch(plan.git.branchPrefix, state.run, session.scope, session.subject),
    ...(session.kind !== 'check' || session.subject === readinessSubject ? {} : countsBefore(state, session)),
    ...(plan.checkpoint.baseline === 'compare' && session.kind !== 'ci'
      ? { baseline: baselineOf(state, session) }
      : {}),
  };
}

function pushFor(session: Session, state: RunState): Pick<CheckWork, 'push'> {
  const push = session.kind === 'check' ? pushToTry(state, session) : undefined;
  return push === undefined ? {} : { push };
}

function checksFor(session: Session, state: RunState): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  const { plan } = state.plan;
  if (session.kind === 'ci') return ciChecks(plan);
  if (session.subject !== readinessSubject) return checkpointChecks(plan, session.scope);
  const wave = session.scope.kind === 'wave' ? session.scope.wave : '';
  return { checks: probes(state, wave), retries: 0, minutes: plan.checkpoint.minutes };
}

function checkpointChecks(plan: Plan, scope: Session['scope']): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  return { checks: checksOf(plan, scope), retries: plan.checkpoint.retries, minutes: plan.checkpoint.minutes };
}

/** Checks by CI. A failure before the run is no excuse: the plan asks for CI to be green. */
function ciChecks({ ship }: Plan): Pick<CheckWork, 'checks' | 'retries' | 'minutes'> {
  const checks = ship.ci === undefined ? [] : [{ name: 'CI', command: ship.ci, strict: true as const }];
  return { checks, retries: 0, minutes: ship.ciMinutes };
}

/** Runs of checks on the base, which need no second one: the base does not change. */
function knownBefore({ baseline }: RunState, commit: string): readonly CheckRun[] {
  return baseline?.commit === commit ? baseline.checks : [];
}

/** Commit to compare checks with: a base that is being merged in, whose red checks are no fault of the run, else the base. */
function baselineOf(state: RunState, { scope }: Session): string {
  const wave = scope.kind === 'wave' ? state.waves[scope.wave] : undefined;
  return (wave && mergedBy(state, wave).at(-1)) ?? state.base.commit;
}

/** The counts of the last commit's checks; where there are none yet, the commit whose tests are to be counted. */
function countsBefore(state: RunState, session: Session): Pick<CheckWork, 'before' | 'counts'> {
  if (state.plan.plan.checkpoint.counts === 'off') return { counts: {} };
  const committed = state.plan.plan.waves
    .flatMap(({ id }) => state.waves[id] ?? [])
    .filter(
      ({ id, status }) => status === 'committed' && !(session.scope.kind === 'wave' && session.scope.wave === id),
    );
  const last = committed.sort((one, other) => (one.closedAt ?? 0) - (other.closedAt ?? 0)).at(-1);
  const checks = last?.check?.checks.flatMap((run) => {
    const counts = namedCountsOf(run);
    return counts === undefined ? [] : [[run.name, counts] as const];
  });
  return checks === undefined ? { before: state.base.commit } : { counts: Object.fromEntries(checks) };
}
