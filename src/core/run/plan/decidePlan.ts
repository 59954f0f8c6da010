import { isOver } from '../../model/isOver.ts';
import type { Tools } from '../../model/tools.ts';
import { gateSpecs } from '../../gates/specs/gateSpecs.ts';
import { voidQuestions } from '../../gates/kinds/answer.ts';
import { voidProposals } from '../../gates/kinds/adapt.ts';
import type { Plan } from '../../plan/schema/plan.ts';
import { askAgain } from '../ahead/nextAhead.ts';
import { openWave } from '../wave/openWave.ts';
import type { Command, Decided } from '../../model/commands.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import type { MergeStrategy, PlanRevision } from '../../model/revision.ts';
import { auditAgain } from './auditAgain.ts';
import { editedPlan } from './evolvePlan.ts';
import { planChanges } from '../../plan/planChanges.ts';
import { removedPlan } from '../../plan/planHash.ts';
import { currentWave, isInFlight, latestGate, taskSessions } from '../../queries/runQueries.ts';
import { heldBy } from '../../queries/ahead.ts';
import { lackingSessions } from '../../queries/lacking.ts';
import { unexplored } from '../../queries/exploring.ts';
import { notReady } from '../../queries/readiness.ts';
import { limitInForce, resumeWave } from '../session/usageLimits.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

/**
 * The person's plan file as it is on disk now. An edit after approval voids the approval, and every gate that rests on
 * the plan; the edited plan counts once a new plan gate is approved.
 */
export function observePlan(command: Extract<Command, { type: 'observe-plan' }>, state: RunState): Decided {
  const { hash, plan, problems } = command;
  if (state.phase === 'shipped' || hash === state.edit?.hash) return { events: [] };
  // Whoever checks out another branch says nothing about the plan: what was approved is on record.
  if (hash === removedPlan && !state.edit && state.planApproval.status === 'approved') return { events: [] };
  const revised = hash !== state.plan.hash;
  if (revised && hash === state.synced && !state.edit) return { events: [] };
  if (!revised && !state.edit && hash === state.synced) return { events: [] };
  const reason = revised ? editedReason(state, command) : 'The edit of the plan was taken back.';
  const obstacle = plan === undefined ? undefined : historyObstacle(state, plan.plan);
  const usable = revised && plan && problems === 0 && !obstacle;
  const edited: RunEvent = {
    type: 'plan-edited',
    hash,
    problems,
    ...(usable ? { plan: nextRevision(state, { ...plan, why: 'Edited by hand' }) } : {}),
    ...(obstacle ? { obstacle } : {}),
  };
  if (!revised && !state.edit) return { events: [edited] };
  // What rests on the plan as it was counts again; only a gate about the edit does not.
  const resting = revised
    ? gatesOnPlan(state)
    : gatesOnPlan(state).filter(({ kind }) => gateSpecs[kind].planEdit === 'is-about-it');
  return {
    events: [edited, ...resting.map((gate): RunEvent => ({ type: 'gate-voided', gate: gate.id, reason }))],
  };
}

/** Says which keys the edit is about: an approval that no longer counts has to be explained. */
function editedReason(state: RunState, { hash, plan }: Extract<Command, { type: 'observe-plan' }>): string {
  if (hash === removedPlan) return 'The plan file is no longer in the checkout.';
  if (plan === undefined) return `${editedPlan} As it is now it is no plan that could run.`;
  const changes = planChanges(state.plan.plan, plan.plan);
  const more = changes.length > 3 ? `; and ${changes.length - 3} more` : '';
  return `${editedPlan} ${changes.slice(0, 3).join('; ')}${more}`;
}

/** Waves that are on the run branch are history: a plan can add to it, not rewrite it. */
function historyObstacle(state: RunState, plan: Plan): string | undefined {
  const done = state.plan.plan.waves
    .filter((wave) => ['committed', 'carried'].includes(state.waves[wave.id]?.status ?? ''))
    .map((wave) => wave.id);
  const rewritten = done.find((wave, index) => plan.waves[index]?.id !== wave);
  return rewritten === undefined
    ? undefined
    : `Wave ${rewritten} is committed already, so it has to stay where it is in the plan. Put it back, and add waves after it.`;
}

/** Gates that rest on the plan as it was: open, ended or approved, they say nothing about the edited plan. */
function gatesOnPlan(state: RunState): readonly Gate[] {
  return Object.values(state.gates).filter((gate) => {
    if (gate.voided !== undefined) return false;
    if (gate.id === state.planApproval.gate) return true;
    return gateSpecs[gate.kind].planEdit !== 'keeps' && gate.usedAt === undefined;
  });
}

/** An adaptation of a failed wave, as a revised plan for the person to look at. */
export function proposeAdaptation(command: Extract<Command, { type: 'propose-adaptation' }>, state: RunState): Decided {
  const { strategy } = command;
  if (!state.adaptation && (strategy === 'merge-base' || strategy === 'revert')) {
    return proposeMerge(strategy, command.plan, state);
  }
  if (!state.adaptation) {
    return { refused: 'Nothing has failed, so there is nothing to adapt. Edit the plan file to change the plan.' };
  }
  if (state.edit) {
    return {
      refused: 'The plan file has an unapproved edit. Approve it at the plan gate, or undo it first.',
    };
  }
  const { cause } = state.adaptation;
  const failed = state.waves[cause.wave];
  if (command.strategy === 'fix' && !failed?.merge?.commit) {
    return {
      refused:
        'There is no merged work to fix forward: the wave failed before its sessions were merged. Pick another adaptation.',
    };
  }
  const plan = nextRevision(state, command.plan);
  return {
    events: [
      ...voidProposals(state, 'Another adaptation was picked.'),
      ...voidQuestions(state, 'The plan is changed instead.'),
      { type: 'adaptation-proposed', cause, strategy: command.strategy, task: command.task, plan },
    ],
  };
}

/** Between two waves, and in front of acceptance and ship, something can be merged in although nothing has failed. */
function proposeMerge(strategy: MergeStrategy, revised: Omit<PlanRevision, 'revision'>, state: RunState): Decided {
  const obstacle = baseMergeObstacle(state);
  if (obstacle !== undefined) return { refused: obstacle };
  const plan = nextRevision(state, revised);
  return {
    events: [
      ...voidProposals(state, 'Another adaptation was picked.'),
      { type: 'base-merge-proposed', strategy, plan },
    ],
  };
}

/** Why nothing can be merged into the run now, for people; undefined when something can. */
export function baseMergeObstacle(state: RunState): string | undefined {
  if (isOver(state.phase)) return 'The run is over, so nothing can be merged into it.';
  if (state.edit) return 'The plan file has an unapproved edit. Approve it at the plan gate, or undo it first.';
  if (state.planApproval.status !== 'approved')
    return 'The plan is not approved yet. Approve it at the plan gate first.';
  if (isInFlight(state))
    return 'The run is at work. Ask again once the wave is committed or has failed: nothing is merged into it meanwhile.';
  return undefined;
}

/** A failure that the plan did not cause needs no other plan: the wave goes through all its steps once more. */
export function retryWave(command: Extract<Command, { type: 'retry-wave' }>, state: RunState, tools: Tools): Decided {
  if (state.phase === 'audit') return auditAgain(state);
  const current = currentWave(state);
  const launch = current === undefined ? undefined : latestGate(state, 'launch', current.wave.id);
  if (launch?.status === 'pending' && launch.voided === undefined && notReady(state, launch.wave).length > 0) {
    return { events: [{ type: 'gate-voided', gate: launch.id, reason: 'The probes are run again.' }] };
  }
  if (launch?.status === 'pending' && launch.voided === undefined && unexplored(state, launch.wave).length > 0) {
    return {
      events: [{ type: 'gate-voided', gate: launch.id, reason: 'The implementation plans are asked for again.' }],
    };
  }
  const { round, missing } = heldBy(state, launch?.wave);
  if (launch?.status === 'pending' && launch.voided === undefined && round !== undefined && missing.length > 0) {
    const sessions = missing.map(({ subject }) => round.sessions[subject] ?? '');
    const reason = 'The validators that have given no verdict are asked again.';
    return { events: [...askAgain(state, round.wave, sessions), { type: 'gate-voided', gate: launch.id, reason }] };
  }
  const obstacle = retryObstacle(state);
  if (obstacle !== undefined) return { refused: obstacle };
  if (current?.state?.failure?.kind === 'checks') return checkAgain(current.state, state);
  if (!current && state.validation) {
    return { events: [{ type: 'validation-started', attempt: state.validation.attempt + 1 }] };
  }
  if (!current?.state) return { refused: nothingFailed };
  const lacking = lackingSessions(state);
  if (lacking.length > 0) return { events: verifyAgain(current.state, lacking, state) };
  if (limitInForce(state) !== undefined && state.adaptation?.proposal === undefined) {
    return {
      events: resumeWave(current.state, taskSessions(state, current.state), 'The provider is to let it in again.'),
    };
  }
  return {
    events: [
      ...voidQuestions(state, 'The wave is tried again instead.'),
      openWave({ state, at: command.at, tools }, current.wave, current.state.attempt + 1),
    ],
  };
}

/** Red checks may be so because of this machine: what was merged is checked once more, and no agent works again. */
function checkAgain(wave: WaveState, state: RunState): Decided {
  const session = wave.check === undefined ? undefined : state.sessions[wave.check.session];
  if (session?.status !== 'ended') return { refused: nothingFailed };
  const why = 'A person asked for the checks to be run again.';
  return {
    events: [
      ...voidProposals(state, why),
      { type: 'session-retried', session: session.id, epoch: session.epoch + 1, why },
    ],
  };
}

/** Where only this machine keeps the work of agents from being green, it is verified once more, and no agent works again. */
function verifyAgain(wave: WaveState, sessions: readonly Session[], state: RunState): readonly RunEvent[] {
  const why = 'A person asked for the checks to be run again.';
  return [
    ...voidProposals(state, why),
    ...voidQuestions(state, why),
    { type: 'wave-resumed', wave: wave.id, attempt: wave.attempt },
    ...sessions.map(({ id, epoch }): RunEvent => ({
      type: 'session-retried',
      session: id,
      epoch: epoch + 1,
      why,
      checksOnly: true,
    })),
  ];
}

const nothingFailed = 'No wave has failed, so there is nothing to try again.';

/** Why the wave at hand cannot be tried again as it is planned, for people; undefined when it can. */
export function retryObstacle(state: RunState): string | undefined {
  const failed = currentWave(state) === undefined ? state.validation : currentWave(state)?.state;
  if (!state.adaptation || failed?.status !== 'failed') return nothingFailed;
  if (state.edit) return 'The plan file has an unapproved edit. Approve it at the plan gate, or undo it first.';
  if (state.planApproval.status !== 'approved')
    return 'The plan is not approved any more. Approve it at the plan gate first.';
  const kind = failed.failure?.kind;
  if (kind === 'rejected') {
    return 'A person turned the result down. Pick how to adapt the plan, edit it, or reopen the gate.';
  }
  if (kind === 'spot-check' || kind === 'conflict' || kind === 'findings') {
    return 'The same work would fail the same way. Pick how to adapt the plan instead.';
  }
  return undefined;
}

function nextRevision(state: RunState, plan: Omit<PlanRevision, 'revision'>): PlanRevision {
  return { ...plan, revision: state.revisions.length };
}
