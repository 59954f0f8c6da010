import { learnedDigest, learnedIn, learningsFile } from '../../core/learnings/learnings.ts';
import { addUsage } from '../../core/agents/usage.ts';
import { lintDirective } from '../../core/directive/lintDirective.ts';
import {
  draftHandOver,
  mostRepairs,
  renderDraftDirective,
  renderRepairDirective,
} from '../../core/draft/draftDirective.ts';
import type { DraftDirectiveRequest } from '../../core/draft/draftDirective.ts';
import type { DraftPart } from '../../core/draft/draftPart.ts';
import type { Goal } from '../../core/draft/goal.ts';
import type { JudgedDraft } from '../../core/draft/judgeDraft.ts';
import { judgeDraft, noPlan, planTextIn } from '../../core/draft/judgeDraft.ts';
import { unplanned } from '../../core/draft/taskList.ts';
import type { ParsedPlan } from '../../core/planText/problem.ts';
import type { Plan } from '../../core/plan/schema/plan.ts';
import type { Conversation } from '../../core/model/sessionWork.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import type { SessionResult, Usage } from '../../core/model/sessionResult.ts';
import { sessionBranch, sessionId } from '../../core/model/names.ts';
import { digestFor, readersWorktree, readOnce } from './readingSession.ts';
import type { Reader, ReaderPorts } from './readingSession.ts';

/** A plan that a planner is asked for. */
export interface DraftRequest extends Goal, Reader {
  /** The person's plan as far as there is one; `done`: its waves that are committed in a run. */
  readonly before?: { readonly source: string; readonly plan: Plan; readonly done: readonly string[] };
  /** Names of the agents that tasks may use. */
  readonly agents: readonly string[];
  readonly findings: DraftDirectiveRequest['findings'];
  /** Where only a part of the plan is drafted. */
  readonly part?: DraftPart;
  /** Everything the language server would say of a plan text in the place of this one. */
  readonly check: (source: string) => Promise<ParsedPlan>;
  /** Finishes the text of a plan before it is checked, such as with the agents it is to have. */
  readonly complete: (source: string) => string;
}

/** A drafted plan: proposed, and neither written nor approved. */
export interface Draft extends JudgedDraft {
  readonly source: string;
  /** Commit it was drafted on. */
  readonly base: string;
  /** Number of times the planner answered. */
  readonly rounds: number;
  readonly summary: string;
  readonly usage?: Usage;
  /** Changes outside the planner's worktree meanwhile that nothing attributes to it, one line each. */
  readonly outside: readonly string[];
}

/** Why there is no draft: for people, with what to do next. */
export interface NoDraft {
  readonly failed: string;
  /** Facts that the planner needs first. */
  readonly question?: string;
}

/** Progress, for people who wait. */
export type DraftNews =
  | { readonly kind: 'reading' }
  | { readonly kind: 'asked'; readonly session: string; readonly epoch: number }
  | { readonly kind: 'repairing'; readonly round: number; readonly wrong: readonly string[] };

const scope = { kind: 'draft', attempt: 1 } as const;
const subject = 'plan';

/**
 * Has a read-only agent draft a plan, and correct what is wrong with it in the same conversation, at most three times.
 * The worktree it reads in is removed again; nothing else is written.
 *
 * @param signal ends the planner
 * @throws WorkspaceError, ExecutorError
 */
export async function draftPlan(
  request: DraftRequest,
  ports: ReaderPorts,
  told: (news: DraftNews) => void,
  signal: AbortSignal,
): Promise<Draft | NoDraft> {
  told({ kind: 'reading' });
  const { base } = await ports.workspaces.inspect({ planFile: request.file });
  const session: SessionPlan = {
    id: sessionId(scope, subject),
    kind: 'draft',
    scope,
    subject,
    epoch: 1,
    branch: sessionBranch(request.settings.git.branchPrefix, request.run, scope, subject),
    base: base.commit,
  };
  const about = [request.goal, request.spec?.text ?? '', ...request.findings.map(({ file }) => file)].join('\n');
  const digest = await digestFor(about, base.commit, ports);
  const learned = learnedDigest(learnedIn((await ports.workspaces.fileAt(base.commit, learningsFile)) ?? ''));
  const worktree = readersWorktree(request.settings.worktree);
  await ports.workspaces.prepare(scope, [session], worktree);
  try {
    return await converse(request, session, { digest, learned }, ports, told, signal);
  } finally {
    await ports.workspaces.remove(scope, [session], worktree);
  }
}

async function converse(
  request: DraftRequest,
  session: SessionPlan,
  known: Pick<DraftDirectiveRequest, 'digest' | 'learned'>,
  { executor }: ReaderPorts,
  told: (news: DraftNews) => void,
  signal: AbortSignal,
): Promise<Draft | NoDraft> {
  const { run, before } = request;
  const { id, branch = '', base } = session;
  const facts = { session: id, run, branch, base };
  const { before: plan, ...wanted } = request;
  const earlier = plan === undefined ? {} : { before: plan.source };
  const first = lintDirective(renderDraftDirective({ ...wanted, ...facts, ...earlier, ...known })).text;
  let directive = first;
  let resume: Conversation | undefined;
  let handOver: string | undefined;
  let usage: Usage | undefined;
  const outside: string[] = [];
  for (let round = 0; ; round += 1) {
    const epoch = round + 1;
    const asked = { directive, ...(resume && { resume }), ...(handOver && { handOver }) };
    told({ kind: 'asked', session: id, epoch });
    const result = await readOnce(request, { ...session, epoch }, asked, executor, signal);
    if (result.usage !== undefined) usage = usage === undefined ? result.usage : addUsage(usage, result.usage);
    outside.push(...(result.outside ?? []));
    const failed = failureOf(result);
    if (failed !== undefined) return failed;

    const answer = planTextIn(result.plan ?? '');
    const source = answer === undefined ? undefined : request.complete(answer);
    const judged: JudgedDraft =
      source === undefined
        ? { wrong: [noPlan(result.plan ?? '')], advice: [] }
        : withTaskList(judgeDraft(source, await request.check(source), before, request.part), request, source);
    if (source !== undefined && (judged.wrong.length === 0 || round === mostRepairs)) {
      const summary = result.summary ?? result.message;
      return { ...judged, source, base, rounds: epoch, summary, outside, ...(usage === undefined ? {} : { usage }) };
    }
    if (round === mostRepairs) {
      return {
        failed: `The planner has answered ${epoch} times, and none of its answers was a plan. Try another agent, or say the goal in other words. Its last words: ${result.summary ?? result.message}`,
      };
    }
    told({ kind: 'repairing', round: epoch, wrong: judged.wrong });
    directive = lintDirective(renderRepairDirective(judged.wrong, { ...facts, round: epoch })).text;
    handOver = draftHandOver(first, answer);
    resume = result.conversation === undefined ? undefined : { id: result.conversation, used: usage ?? nothing };
  }
}

/** A whole plan made from a task list has each of its open items somewhere. */
function withTaskList(judged: JudgedDraft, { spec, part }: DraftRequest, source: string): JudgedDraft {
  if (spec === undefined || part !== undefined) return judged;
  return { ...judged, wrong: [...judged.wrong, ...unplanned(spec.name, spec.text, source)] };
}

const nothing: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

/** Messages of sessions end with what to do about a task of a run, which a planner is not. */
function withoutAdvice(message: string): string {
  return message
    .replace(/,? (?:then|and) dispatch the task again|: dispatch the task again, or split it/g, '')
    .replace('Split the task, or raise', 'Raise')
    .replace(/[^.!?…]$/, '$&.');
}

function failureOf({ outcome, message, question, plan }: SessionResult): NoDraft | undefined {
  if (outcome === 'done' || (outcome === 'blocked' && plan !== undefined)) return undefined;
  if (question !== undefined) {
    return {
      failed: `The planner has a question before it can plan: ${question} Answer it in the goal, and draft again.`,
      question,
    };
  }
  if (outcome === 'readonly-violated') {
    return { failed: `${message} A planner may only read, so its plan was not taken. Your files are as they were.` };
  }
  return {
    failed: `The planner has given no plan (${outcome}): ${withoutAdvice(message)} Then draft again, or have another agent draft.`,
  };
}
