import { lintDirective } from '../../directive/lintDirective.ts';
import type { Tools } from '../../model/tools.ts';
import { overlap } from '../../glob/globs.ts';
import { clashText, pathClashes } from '../../glob/pathClashes.ts';
import { absentPrograms, taskPrograms } from '../../recipes/agentPrograms.ts';
import type { PlanTask } from '../../plan/schema/plan.ts';
import type { Command } from '../../model/commands.ts';
import type { SessionPlan } from '../../model/events.ts';
import { hostObstacle } from '../../queries/hostNeeds.ts';
import { hookEvidence } from '../../queries/hookAnswers.ts';
import type { Evidence } from '../../model/gate.ts';
import { planWave } from '../../queries/runQueries.ts';
import { requiredSandbox } from './sandboxWords.ts';
import type { RunState, WaveState } from '../../model/state.ts';

export type Inspected = Extract<Command, { type: 'wave-inspected' }>;

/** 000: the run's input is complete, the plan's approval in force, the target wave one of the plan's. */
export function entry(state: RunState, wave: WaveState, { sandbox, messages, hosts }: Inspected): Evidence | string {
  const index = state.plan.plan.waves.findIndex((candidate) => candidate.id === wave.id);
  if (state.run === '') return 'The run has no id. Start the run again from its plan.';
  if (index < 0) return `Wave ${wave.id} is not in the approved plan. Put it back, or stop the run.`;
  if (state.planApproval.status !== 'approved') return 'The plan is not approved. Approve it at the plan gate first.';
  const wanted = state.plan.plan.worktree.sandbox;
  const without = wanted !== 'off' && sandbox?.works === false ? sandbox.detail : undefined;
  if (without !== undefined && wanted === 'required') return requiredSandbox(without);
  const planned = state.plan.plan.waves[index];
  const unhosted = planned && hostObstacle(state.plan.plan, planned, hosts);
  if (unhosted !== undefined) return unhosted;
  const hooks = hookEvidence(state, messages);
  if (typeof hooks === 'string') return hooks;
  return {
    run: state.run,
    plan: state.plan.hash,
    ...hooks,
    wave: `${index + 1} of ${state.plan.plan.waves.length}`,
    ...(without === undefined ? {} : { sandbox: without }),
    ...(state.plan.plan.executor === 'team' &&
      hosts !== undefined && { hosts: hosts.map(({ name }) => name).join(', ') }),
  };
}

/** 0: the plan resolves to sessions, and the repository is the one the run was started in, at the expected commit. */
export function manifest(state: RunState, seen: Inspected, sessions: readonly SessionPlan[]): Evidence | string {
  const unresolved = sessions.find((session) => session.agent === '');
  if (unresolved) return `Task ${unresolved.subject} names no agent profile of the plan. Add the profile under agents.`;
  if (seen.repository.rootCommit !== state.repository.rootCommit) {
    return `This is another repository than the run was started in (first commit ${seen.repository.rootCommit.slice(0, 10)} instead of ${state.repository.rootCommit.slice(0, 10)}). Open the right folder.`;
  }
  if ((seen.repository.remote ?? '') !== (state.repository.remote ?? '')) {
    return `The remote has changed from ${state.repository.remote ?? 'none'} to ${seen.repository.remote ?? 'none'} since the run was started. Set it back, or start a new run.`;
  }
  if (seen.head !== state.head) {
    return `The run branch has moved to ${seen.head.slice(0, 10)}; the run left it at ${state.head.slice(0, 10)}. Move it back before going on.`;
  }
  const dispatched = (planWave(state, seen.wave)?.tasks ?? []).filter(({ id }) =>
    sessions.some(({ subject }) => subject === id),
  );
  const without = absentPrograms(taskPrograms(state.plan.plan, dispatched), seen.absent ?? []);
  if (without !== undefined) return without;
  const attested = Object.fromEntries(
    sessions.map((session) => [
      session.subject,
      `${session.agent} on ${session.branch} at ${session.base.slice(0, 10)}`,
    ]),
  );
  const { rootCommit, remote } = state.repository;
  return { ...attested, repository: rootCommit, ...(remote === undefined ? {} : { remote }), head: seen.head };
}

/** 0.5: the coordination thread is bound before anything is launched. */
export function thread(state: RunState): Evidence | string {
  return state.thread ? { [state.thread.mode]: state.thread.id } : 'No coordination thread is bound.';
}

/** 0.7: every directive has its sections and the MERGE GATE block. */
export function directives(sessions: readonly SessionPlan[], tools: Tools): Evidence | string {
  const evidence: Record<string, string> = {};
  for (const session of sessions) {
    const linted = lintDirective(session.directive ?? '');
    if (linted.problems.length > 0) {
      return `The directive of task ${session.subject} is not complete: ${linted.problems.join('; ')}. Complete the task in the plan.`;
    }
    evidence[session.subject] = tools.sha256(linted.text);
  }
  return evidence;
}

/** 1: one file, one agent. Decided on the globs, so that files which do not exist yet count too. */
export function ownership(tasks: readonly PlanTask[]): Evidence | string {
  for (const [index, task] of tasks.entries()) {
    for (const other of tasks.slice(index + 1)) {
      const shared = sharedFile([...task.owns, ...task.deletes], [...other.owns, ...other.deletes]);
      if (shared !== undefined) {
        return `Tasks ${task.id} and ${other.id} could both change ${shared}. Give the file to one of them, or move one to a later wave.`;
      }
    }
  }
  const [clash] = pathClashes(tasks.map(({ owns }) => owns));
  if (clash !== undefined) {
    const [one, other] = [tasks[clash.first[0]], tasks[clash.second[0]]];
    const text = clashText(clash.why, one?.owns[clash.first[1]] ?? '', other?.owns[clash.second[1]] ?? '');
    return `Tasks ${one?.id} and ${other?.id} cannot both have what they own: ${text}. Change one of the paths, or move one task to a later wave.`;
  }
  return Object.fromEntries(tasks.map((task) => [task.id, task.owns.join(' ')]));
}

function sharedFile(left: readonly string[], right: readonly string[]): string | undefined {
  for (const a of left) {
    for (const b of right) {
      const example = overlap(a, b);
      if (example !== undefined) return example;
    }
  }
  return undefined;
}
