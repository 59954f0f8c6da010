import type { Tools } from '../../model/tools.ts';
import { hostNeedsOf } from '../../queries/hostNeeds.ts';
import { agentLimits } from '../../queries/agentLimits.ts';
import { supervisorLimits } from '../../queries/supervisorLimits.ts';
import { minutesLeft } from '../../queries/budget.ts';
import type { Job, Work } from '../../model/effects.ts';
import type { CheckWork } from '../../model/sessionWork.ts';
import { revisionMessage, waveMessage } from '../../queries/messages.ts';
import { runBranch } from '../../model/names.ts';
import { isAgentSession, mergedBy } from '../../queries/runQueries.ts';
import type { RunState, Session } from '../../model/state.ts';
import { divideWork } from './divideJob.ts';
import { forgeLimits, landWork, shipWork, watchWork } from '../ship/shipJobs.ts';
import { portOf } from './jobParts.ts';
import { agentWork } from './agentJob.ts';
import { checkWork } from './checkJob.ts';
import { mergeWork } from './mergeJob.ts';

/**
 * Mechanical sessions are git and file work of seconds, unless hooks of the repository run; this only ends one that hangs.
 * Checks have their own limit.
 */
const mechanicalMinutes = 15;

/** The complete job of a planned session, or undefined while the state lacks something it needs. */
export function jobFor(session: Session, state: RunState, tools: Tools): Job | undefined {
  const work = workFor(session, state, tools);
  if (!work) return undefined;
  const limits = limitsOf(session, work, state);
  const { id, epoch, kind, scope, subject } = session;
  const hosts = hostNeedsOf(work, scope, state.plan.plan);
  const { keepAwake } = state.plan.plan.limits;
  const isLong = work.kind === 'agent' || work.kind === 'check' || work.kind === 'divide';
  return {
    ...{ run: state.run, session: id, epoch, kind, scope, subject, limits, work },
    ...(hosts && { hosts }),
    ...(isLong && keepAwake && { keepAwake }),
  };
}

function limitsOf(session: Session, work: Work, state: RunState): Job['limits'] {
  const { plan } = state.plan;
  if (work.kind === 'agent') {
    const left = minutesLeft(state);
    const { supervises } = session;
    return {
      ...agentLimits(work.profile, plan.budget.perSession),
      ...(supervises === undefined ? {} : supervisorLimits(state, session, work.profile, supervises.team)),
      ...(left === undefined ? {} : { budgetMinutes: left }),
    };
  }
  if (work.kind === 'check') return checkLimits(work);
  // It ends itself; what is tried last may still take its time.
  if (work.kind === 'divide') {
    const minutes = work.minutes + checkLimits(work.check).minutes;
    return { minutes, idleMinutes: minutes };
  }
  if (work.kind === 'watch' || work.kind === 'land') return forgeLimits(work);
  const { minutes = mechanicalMinutes } = plan.git;
  return { minutes, idleMinutes: minutes };
}

function checkLimits(work: CheckWork): Job['limits'] {
  const runs = work.checks.map(({ measure }) => (measure === undefined ? work.retries + 2 : measure.repeats * 2));
  // Time for the worktree as well: a hook has the limit of a check, and is to be told as late rather than its session.
  const hook = work.push === undefined ? 0 : 2;
  const minutes = work.minutes * runs.reduce((sum, count) => sum + count, hook);
  return { minutes, idleMinutes: minutes };
}

function workFor(session: Session, state: RunState, tools: Tools): Work | undefined {
  if (isAgentSession(session)) return agentWork(session, state);
  const { plan } = state.plan;
  const branch = runBranch(plan.git.branchPrefix, state.run);
  switch (session.kind) {
    case 'merge':
      return mergeWork(session, state);
    case 'divide': {
      const merge = mergeWork(session, state);
      const check = checkWork(session, state);
      return merge === undefined ? undefined : divideWork(session, state, merge, check);
    }
    case 'land':
      return landWork(state);
    case 'ci':
    case 'check':
      if (session.kind === 'ci' && plan.ship.ci === undefined) return watchWork(state);
      return checkWork(session, state);
    case 'commit': {
      const wave = session.scope.kind === 'wave' ? state.waves[session.scope.wave] : undefined;
      if (!wave?.merge?.tree) return undefined;
      return {
        kind: 'commit',
        tree: wave.merge.tree,
        parent: session.base,
        merges: mergedBy(state, wave),
        message: waveMessage(state, wave, tools),
        branch,
        sign: plan.commit.sign,
      };
    }
    case 'revise':
      return {
        kind: 'revise',
        file: state.plan.file,
        source: state.plan.source,
        parent: session.base,
        message: revisionMessage(state),
        branch,
        sign: plan.commit.sign,
      };
    case 'ship':
      return shipWork(session, state, portOf(session, state));
    default:
      return undefined;
  }
}
