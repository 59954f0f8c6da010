import { canonicalJson } from '../../canonicalJson.ts';
import { sentBack } from '../../division/facts.ts';
import { citedSections } from '../../criteria/citedSections.ts';
import { lintDirective } from '../../directive/lintDirective.ts';
import { renderDirective } from '../../directive/renderDirective.ts';
import type { DirectiveRequest } from '../../directive/renderDirective.ts';
import type { Tools } from '../../model/tools.ts';
import { matchesAny, overlap } from '../../glob/globs.ts';
import { clashText, pathClashes } from '../../glob/pathClashes.ts';
import { absentPrograms, taskPrograms } from '../../recipes/agentPrograms.ts';
import { agentOf, profileOf } from '../../plan/lookup.ts';
import type { PlanTask, PlanWave } from '../../plan/schema/plan.ts';
import type { Command, Decided } from '../../model/commands.ts';
import { commentsFor } from '../../queries/comments.ts';
import type { RunEvent, SessionPlan } from '../../model/events.ts';
import { isComment } from '../../model/reviewComment.ts';
import type { CommentFinding } from '../../model/reviewComment.ts';
import { hostObstacle } from '../../queries/hostNeeds.ts';
import { hookEvidence } from '../../queries/hookAnswers.ts';
import type { Evidence } from '../../model/gate.ts';
import type { WaveStep } from '../../model/phase.ts';
import { scopeKey, sessionBranch, sessionId } from '../../model/names.ts';
import { isDispatching, isPrepared, planWave, waveScope } from '../../queries/runQueries.ts';
import { isRefused } from '../session/usageLimits.ts';
import { requiredSandbox } from './sandboxWords.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

type Inspected = Extract<Command, { type: 'wave-inspected' }>;

/**
 * Mechanical steps 000 to 1 of a wave, in order, each with its evidence. The first that fails ends the preparation: the
 * wave has failed before anything was launched, and the plan is adapted.
 */
export function inspectWave(command: Inspected, state: RunState, tools: Tools): Decided {
  const wave = state.waves[command.wave];
  const plan = planWave(state, command.wave);
  if (!wave || !plan || wave.attempt !== command.attempt || wave.status !== 'preparing' || isPrepared(wave)) {
    return { events: [] };
  }
  const events: RunEvent[] = [];
  const { id, attempt } = wave;
  const cited = citedSections(state.plan.plan, wave.id, command.specs ?? {});
  const sections = typeof cited === 'string' ? {} : cited;
  const fresh = Object.entries(sections).filter(([reference, text]) => state.specs?.[reference] !== text);
  if (fresh.length > 0) events.push({ type: 'spec-read', wave: id, sections: Object.fromEntries(fresh) });
  const seen = fresh.length === 0 ? state : { ...state, specs: { ...state.specs, ...sections } };
  const sessions = planSessions(seen, wave, plan, tools);
  const steps: readonly [WaveStep, () => Evidence | string][] = [
    ['entry', () => entry(state, wave, command)],
    ['manifest', () => manifest(state, command, sessions)],
    ['thread', () => thread(state)],
    ['directives', () => (typeof cited === 'string' ? cited : directives(sessions, tools))],
    ['ownership', () => ownership(plan.tasks)],
  ];
  for (const [step, run] of steps) {
    const outcome = run();
    if (typeof outcome === 'string') {
      const failure = { kind: 'mechanical' as const, suspects: [], message: outcome };
      return {
        events: [
          ...events,
          { type: 'step-failed', wave: id, attempt, step, reason: outcome },
          { type: 'wave-failed', wave: id, attempt, failure },
        ],
      };
    }
    events.push({ type: 'step-passed', wave: id, attempt, step, evidence: outcome });
  }
  return { events: [...events, { type: 'sessions-planned', scope: waveScope(wave), sessions }] };
}

/** A session for every task that no earlier attempt has done already. */
function planSessions(state: RunState, wave: WaveState, plan: PlanWave, tools: Tools): readonly SessionPlan[] {
  const scope = waveScope(wave);
  return plan.tasks
    .filter((task) => wave.tasks[task.id] === undefined)
    .map((task) => {
      const id = sessionId(scope, task.id);
      const comments = commentsFor(state, wave, task.id);
      const back = wave.attempt === 1 ? sentBack(state, wave.id, task.id) : undefined;
      const owned = [...task.owns, ...task.deletes];
      const findings = (wave.findings ?? []).filter((finding) =>
        finding.file === '' ? isComment(finding) : matchesAny(owned, finding.file),
      );
      const reviewed = findings.filter((finding) => isComment(finding));
      const earlier =
        earlierSession(state, wave, task, comments.length > 0) ??
        (wave.attempt === 1 ? authorOf(state, reviewed) : undefined);
      // Comments are answered on top of the work they are about; any other attempt begins where the wave begins.
      const goesOn = comments.length > 0 || isPartial(earlier, wave);
      const base = goesOn ? (earlier?.result?.snapshot ?? wave.base) : wave.base;
      const kind = wave.carries.length > 0 || comments.length > 0 ? ('fix' as const) : ('implement' as const);
      const branch = sessionBranch(state.plan.plan.git.branchPrefix, state.run, scope, task.id);
      const directive = renderDirective({
        run: state.run,
        session: id,
        kind,
        plan: state.plan.plan,
        wave: plan,
        task,
        branch,
        base,
        repository: state.repository,
        failing: back === undefined ? (wave.failing ?? []) : back.set.failing,
        earlier: back === undefined ? earlierAttempt(state, wave, task) : sentBackWork(back),
        comments,
        ...(wave.rejection === undefined ? {} : { rejection: wave.rejection }),
        ...(wave.advice === undefined ? {} : { advice: wave.advice }),
        validated: findings.filter((finding) => !isComment(finding)),
        reviewed,
        specs: state.specs ?? {},
        learned: state.learned ?? [],
        audited: [...state.audit.findings.filter((finding) => finding.triage === 'in'), ...state.lastFindings],
      });
      return {
        id,
        kind,
        scope,
        subject: task.id,
        agent: profileOf(state.plan.plan, task) ? (agentOf(state.plan.plan, task) ?? '') : '',
        epoch: 1,
        branch,
        base,
        ...(earlier === undefined ? {} : { continues: earlier.id }),
        directive: lintDirective(directive).text,
        definition: taskDefinition(task, tools),
        ...(task.team === undefined ? {} : { team: task.team }),
      };
    });
}

/**
 * The session whose work a new one on the same task continues with: the one that comments are about, or one that ran
 * out of context. Any other new attempt is to form its own view.
 */
function earlierSession(state: RunState, wave: WaveState, task: PlanTask, commented: boolean): Session | undefined {
  const latest = Object.values(state.sessions).findLast(
    ({ scope, subject, result }) => scope.kind === 'wave' && scope.wave === wave.id && subject === task.id && result,
  );
  const outcome = latest?.result?.outcome;
  return commented || outcome === 'context-exhausted' || isRefused(outcome) ? latest : undefined;
}

/** The session that last changed a file reviewers comment on: its conversation answers them. */
function authorOf(state: RunState, reviewed: readonly CommentFinding[]): Session | undefined {
  return Object.values(state.sessions).findLast(
    ({ scope, kind, result }) =>
      scope.kind === 'wave' &&
      (kind === 'implement' || kind === 'fix') &&
      result?.outcome === 'done' &&
      result.changes?.some(({ path }) => reviewed.some(({ file }) => file === path)) === true,
  );
}

/** Whether a provider had stopped the work, and what there is of it fits where the wave begins now. */
function isPartial(earlier: Session | undefined, wave: WaveState): boolean {
  return isRefused(earlier?.result?.outcome) && earlier?.base === wave.base;
}

/** Changes of an earlier attempt beyond what the task owned then, once the task owns all of them. */
function earlierAttempt(state: RunState, wave: WaveState, task: PlanTask): DirectiveRequest['earlier'] {
  const result = Object.values(state.sessions).findLast(
    ({ scope, subject, result }) => scope.kind === 'wave' && scope.wave === wave.id && subject === task.id && result,
  )?.result;
  const strayed = result?.strayed;
  const owned = strayed?.changes.every(({ path, kind }) =>
    matchesAny(kind === 'deleted' ? task.deletes : task.owns, path),
  );
  if (strayed === undefined || owned !== true) return undefined;
  const files = [...(result?.changes ?? []), ...strayed.changes].map(({ path }) => path);
  return { commit: strayed.commit, files };
}

/** The work that was green alone and red with others, for its agent to take over and mend. */
function sentBackWork({ set, session }: NonNullable<ReturnType<typeof sentBack>>): DirectiveRequest['earlier'] {
  const { snapshot, changes = [] } = session?.result ?? {};
  if (session === undefined || snapshot === undefined) return undefined;
  const others = set.tasks.filter((task) => task !== session.subject);
  return { commit: snapshot, from: session.base, files: changes.map(({ path }) => path), redWith: others };
}

/** Changes whenever the plan asks for something else of the task. */
export function taskDefinition(task: PlanTask, tools: Tools): string {
  return tools.sha256(canonicalJson(task));
}

/** 000: the run's input is complete, the plan's approval in force, the target wave one of the plan's. */
function entry(state: RunState, wave: WaveState, { sandbox, messages, hosts }: Inspected): Evidence | string {
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
function manifest(state: RunState, seen: Inspected, sessions: readonly SessionPlan[]): Evidence | string {
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
function thread(state: RunState): Evidence | string {
  return state.thread ? { [state.thread.mode]: state.thread.id } : 'No coordination thread is bound.';
}

/** 0.7: every directive has its sections and the MERGE GATE block. */
function directives(sessions: readonly SessionPlan[], tools: Tools): Evidence | string {
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
function ownership(tasks: readonly PlanTask[]): Evidence | string {
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

/** 3, failed: a worktree could not be made or did not pass its gate; nothing was dispatched. */
export function worktreesFailed(command: Extract<Command, { type: 'worktrees-failed' }>, state: RunState): Decided {
  const { scope, reason } = command;
  if (scope.kind !== 'wave') {
    const ended = Object.values(state.sessions).filter(
      (session) => scopeKey(session.scope) === scopeKey(scope) && session.status === 'planned',
    );
    const result = { outcome: 'crashed' as const, message: reason };
    return {
      events: ended.map((session) => ({ type: 'session-ended', session: session.id, epoch: session.epoch, result })),
    };
  }
  const wave = state.waves[scope.wave];
  if (!wave || wave.attempt !== scope.attempt || !isDispatching(wave)) return { events: [] };
  const failure = { kind: 'mechanical' as const, suspects: [], message: reason };
  const step = wave.status === 'resolving' ? 'merge' : wave.status === 'verifying' ? 'close' : 'worktrees';
  return {
    events: [
      { type: 'step-failed', wave: wave.id, attempt: wave.attempt, step, reason },
      { type: 'wave-failed', wave: wave.id, attempt: wave.attempt, failure },
    ],
  };
}
