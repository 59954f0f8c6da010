import { runningDivision } from '../division/facts.ts';
import type { DraftEntry } from '../model/gateDraft.ts';
import { shippedHeadline } from '../words/shippedWords.ts';
import { isOver } from '../model/isOver.ts';
import { questionsBeingRead } from '../queries/questions.ts';
import { atTime } from '../run/atTime.ts';
import { isApprovedUnused, pendingGates } from '../queries/runQueries.ts';
import type { RunState } from '../model/state.ts';
import { noWaves } from '../words/noWaves.ts';
import { planObstacle } from '../words/planObstacle.ts';
import { coverageOf, shownPlan } from '../queries/coverage.ts';
import { canTriageAudit } from '../run/plan/triage.ts';
import { goesOnAt, limitInForce } from '../run/session/usageLimits.ts';
import { adaptationOf, adaptationTitle } from './boardAdaptation.ts';
import { validationOf } from './boardCheckpoint.ts';
import { approvedSoFar, endedText, gatesOf, gateTitle } from './boardGates.ts';
import type { Gate } from '../model/gate.ts';
import type {
  BoardFinding,
  BoardRevision,
  BoardShip,
  BoardSnapshot,
  BoardWave,
  RunActivity,
} from '../model/boardModel.ts';
import { adaptPhaseOf, phasesOf } from './boardPhases.ts';
import { validatorFindings } from './boardValidators.ts';
import { pipelineOf } from '../validators/aheadLines.ts';
import { wavesOf } from './boardWaves.ts';
import { askingRemote } from '../words/boardSurroundings.ts';
import { waveTitle } from '../words/waveTitle.ts';
import { supervisorSummaries } from '../words/supervisorLines.ts';
import { elapsed, listed, short, utcTime } from '../words/labels.ts';

/**
 * A run as the board shows it.
 * @param now epoch milliseconds: stamps the snapshot, and says which gates have expired and how far away the end of a limit is
 * @param drafts decisions that people have begun, oldest change first
 * @param key public key of the person who looks
 */
export function boardOf(
  recorded: RunState,
  now: number,
  drafts: readonly DraftEntry[] = [],
  key?: string,
): BoardSnapshot {
  const state = atTime(recorded, now);
  const waves = wavesOf(state);
  const adaptation = adaptationOf(state);
  const validation = validationOf(state);
  const ship = shipOf(state);
  const endedAt = state.stopped?.at ?? (state.phase === 'shipped' ? state.updatedAt : undefined);
  return {
    run: state.run,
    title: state.plan.plan.title,
    repository: state.repository.name,
    at: now,
    startedAt: state.startedAt,
    ...(endedAt !== undefined && { endedAt }),
    headline: headlineOf(state, waves, now),
    activity: runActivity(state),
    phases: phasesOf(state),
    adapt: adaptPhaseOf(state),
    gates: gatesOf(state, drafts, key),
    waves,
    pipeline: pipelineOf(state),
    supervisors: supervisorSummaries(state),
    findings: findingsOf(state),
    ...(adaptation !== undefined && { adaptation }),
    ...(validation !== undefined && { validation }),
    ...(ship !== undefined && { ship }),
    revisions: revisionsOf(state),
  };
}

function runActivity(state: RunState): RunActivity {
  if (isOver(state.phase)) return state.phase;
  if (state.parked !== undefined) return 'parked';
  if (goesOnAt(state) !== undefined) return 'moving';
  if (runningDivision(state) !== undefined) return 'moving';
  if (questionsBeingRead(state, state.adaptation?.cause.wave ?? '')) return 'moving';
  const proposing = state.adaptation !== undefined && state.adaptation.proposal === undefined;
  const isDraft = state.phase === 'plan' && shownPlan(state).waves.length === 0;
  return proposing || isDraft || pendingGates(state).length > 0 ? 'waiting' : 'moving';
}

function headlineOf(state: RunState, waves: readonly BoardWave[], now: number): string {
  if (state.stopped !== undefined) return `Stopped by ${state.stopped.who}: ${state.stopped.reason}`;
  if (state.phase === 'shipped') return shippedHeadline(state.ship?.result ?? {});
  const parkedAt = state.parked === undefined ? undefined : state.gates[state.parked.gate];
  if (parkedAt !== undefined)
    return `${gateTitle(state, parkedAt)}: ${endedText(parkedAt) ?? 'ended without approval'}`;
  const pending = pendingGates(state);
  if (pending.length > 0)
    return `Waiting for ${askedOf(pending)}: ${listed(
      pending.map((gate) => [gateTitle(state, gate), ...given(gate)].join(' ')),
      2,
    )}`;
  if (runningDivision(state) !== undefined) return dividingText(state);
  if (state.adaptation !== undefined && state.adaptation.proposal === undefined)
    return limitHeadline(state, now) ?? adaptationTitle(state);
  return activityOf(state, waves);
}

/** People by name who have still to approve where others have; else whoever reads it. */
function askedOf(pending: readonly Gate[]): string {
  const left = pending.map(({ approvers, approvals = [] }) =>
    approvals.length === 0 ? [] : approvers.filter((name) => !approvals.some(({ who }) => who === name)),
  );
  return left.some((names) => names.length === 0) ? 'you' : [...new Set(left.flat())].join(' or ');
}

function given(gate: Gate): readonly string[] {
  const approved = approvedSoFar(gate);
  return approved === undefined ? [] : [`(${approved})`];
}

function dividingText(state: RunState): string {
  return `${adaptationTitle(state)}. It is being divided: parts of it are checked until it is known which tasks are red together`;
}

/** That a provider refuses, until when, and whether the run continues by itself then. */
function limitHeadline(state: RunState, now: number): string | undefined {
  const limit = limitInForce(state);
  if (limit === undefined) return undefined;
  const { resetsAt, login } = limit;
  if (login === true) return 'An agent is not logged in: log in with its own program, then try the wave again';
  if (resetsAt === undefined) return 'The usage limit of an agent is reached: try the wave again once it is lifted';
  const left = now > 0 && resetsAt > now ? `, in ${elapsed(resetsAt - now)}` : '';
  const next = goesOnAt(state) === undefined ? 'retry the wave then' : 'the run then continues by itself';
  return `The usage limit of an agent is reached until ${utcTime(resetsAt)}${left}: ${next}`;
}

function activityOf(state: RunState, waves: readonly BoardWave[]): string {
  const confirmed = Object.values(state.gates).find(isApprovedUnused);
  const asking = confirmed === undefined ? undefined : askingRemote(state, confirmed);
  if (asking !== undefined) return asking;
  switch (state.phase) {
    case 'audit':
      return state.audit.status === 'pending' ? 'The audit is about to start' : 'Auditors are reading the code';
    case 'plan':
      if (shownPlan(state).waves.length === 0) return noWaves(state);
      return planObstacle(state) ?? 'The plan is on its way to its gate';
    case 'validate':
      return state.validation?.validators === undefined
        ? 'The checks are running on the result'
        : 'The validators are reading the result';
    case 'ship':
      return state.ship?.failure ?? shippingText(state);
    default: {
      const wave = waves.find((candidate) => candidate.progress === 'current');
      return wave === undefined ? 'The next wave is about to open' : `${waveTitle(state, wave.id)}: ${wave.status}`;
    }
  }
}

function shippingText({ ship }: RunState): string {
  if (ship?.land !== undefined) return 'The pull request is being merged';
  return ship?.ci === undefined ? 'The result is being shipped' : 'Waiting for CI on what was pushed';
}

function findingsOf(state: RunState): readonly BoardFinding[] {
  const open = openFindings(state);
  const audited = state.audit.findings.map(({ citation, ...finding }) => ({
    ...finding,
    source: 'audit' as const,
    verified: citation === 'verified',
    open: open.has(finding.id),
  }));
  return [...audited, ...validatorFindings(state)];
}

/** Findings of the audit that wait for a mark: all while it is triaged, then those that the plan at its gate does not cover. */
function openFindings(state: RunState): ReadonlySet<string> {
  if (!canTriageAudit(state)) return new Set();
  const waiting = state.audit.status === 'triage' ? state.audit.findings : coverageOf(state, shownPlan(state)).open;
  return new Set(waiting.map(({ id }) => id));
}

function shipOf(state: RunState): BoardShip | undefined {
  const { ship } = state;
  if (ship === undefined || (ship.session === undefined && ship.failure === undefined)) return undefined;
  if (ship.failure !== undefined) return { progress: 'failed', lines: [ship.failure] };
  const pushed = ship.result?.pushed;
  if (state.phase !== 'shipped' || ship.result === undefined)
    return { progress: 'current', lines: [shippingText(state)] };
  const { pullRequest } = ship.result;
  return {
    progress: 'done',
    lines: [
      ship.result.message,
      ...(pushed === undefined ? [] : [`Pushed ${short(pushed.commit)} to ${pushed.remote}, branch ${pushed.branch}`]),
      ...(pullRequest === undefined ? [] : [pullRequest.url ?? 'Pull request text is ready to paste']),
    ],
    ...(pullRequest?.url !== undefined && { url: pullRequest.url }),
    ...(pullRequest !== undefined && { pullRequest: pullRequest.text }),
  };
}

function revisionsOf(state: RunState): readonly BoardRevision[] {
  return state.revisions.map(({ revision, hash, why, note, cause, commit, at }) => ({
    revision,
    hash,
    why: note === undefined ? why : `${why} Diagnosis: ${note}`,
    at,
    ...(cause !== undefined && { cause: waveTitle(state, cause.wave) }),
    ...(commit !== undefined && { commit }),
    inForce: revision === state.plan.revision,
  }));
}
