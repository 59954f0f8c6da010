import { canonicalJson } from '../../canonicalJson.ts';
import { sentBack } from '../../division/facts.ts';
import { lintDirective } from '../../directive/lintDirective.ts';
import { renderDirective } from '../../directive/renderDirective.ts';
import type { DirectiveRequest } from '../../directive/renderDirective.ts';
import type { Tools } from '../../model/tools.ts';
import { matchesAny } from '../../glob/globs.ts';
import { agentOf, profileOf } from '../../plan/lookup.ts';
import type { PlanTask, PlanWave } from '../../plan/schema/plan.ts';
import { commentsFor } from '../../queries/comments.ts';
import type { SessionPlan } from '../../model/events.ts';
import { isComment } from '../../model/reviewComment.ts';
import type { CommentFinding } from '../../model/reviewComment.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import { waveScope } from '../../queries/runQueries.ts';
import { isRefused } from '../session/usageLimits.ts';
import type { RunState, Session, WaveState } from '../../model/state.ts';

/** A session for every task that no earlier attempt has done already. */
export function planSessions(state: RunState, wave: WaveState, plan: PlanWave, tools: Tools): readonly SessionPlan[] {
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
