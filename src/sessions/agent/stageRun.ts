import { matchesAny } from '../../core/glob/globs.ts';
import { handoffInAnswer } from '../../core/agents/answer.ts';
import { deniedAccess } from '../../core/agents/deniedAccess.ts';
import type { Again } from '../../core/agents/prompt.ts';
import type { Transcript } from '../../core/agents/transcript.ts';
import { emptyTranscript } from '../../core/agents/transcript.ts';
import { filesListed } from '../../core/handoff/compareClaims.ts';
import type { HandoffJudgement } from '../../core/handoff/judgeHandoff.ts';
import type { AgentWork, Conversation } from '../../core/model/sessionWork.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';
import type { KeptWork } from '../../sessionPorts/sessionGit.ts';
import { deniedOf, limitIn, neverBegan, reportOf } from './agentReport.ts';
import type { AgentRuns } from './agentRuns.ts';
import { runWithPerson } from './agentRuns.ts';
import { enterSandbox } from './enterSandbox.ts';
import { conversationFor, launchOf } from './agentLaunch.ts';
import { stageAsLeft } from './stageAsLeft.ts';
import { judgeAgent } from './verdict.ts';
import type { AgentFacts, Verdict } from './verdict.ts';
import { writeMaterial } from './material.ts';
import { prepareWorkFolder, readHandoffFile } from './workFolder.ts';
import type { HandoffFile } from './workFolder.ts';

import type { SessionAtWork, StageEnd, StageRequest } from './stage.ts';

/**
 * Lets an agent work, undoes what it was not allowed to do, keeps the rest as a commit, and only then asks whether what
 * it says of its work is true.
 *
 * @returns `missing` when the plan requires a sandbox and this system offers none
 */
export async function runStage(session: SessionAtWork, request: StageRequest): Promise<StageEnd | 'missing'> {
  const { services, context, guard, edited } = session;
  const { work, section, stage } = request;
  const { git, programs } = services;
  const { place } = context;
  const driver = services.driverOf(work.profile.driver);
  const resumed = request.resume ?? conversationFor(driver, work);
  const files = await prepareWorkFolder(
    place.worktree,
    work.directive,
    resumed === undefined ? work.handOver : undefined,
  );
  await writeMaterial(git, place, work);
  const launch = (resume: Conversation | undefined, again?: Again) =>
    launchOf(driver, work, context, files, {
      environment: services.environment,
      resume,
      again: again ?? (section === undefined ? undefined : 'stage'),
      ...(section === undefined ? {} : { stage: section }),
    });
  const first = launch(resumed);
  const { environment } = services;
  const inside = await enterSandbox(services.sandbox, work, context, { driver, launch: first, environment });
  if (inside === 'missing') return 'missing';
  if (request.left !== undefined) return stageAsLeft(session, request.left, { stage, env: first.env, inside });
  context.reportProgress(stage === undefined ? 'The agent is working' : `Stage ${stage}: the agent is working`);
  const begun = { writtenAt: files.writtenAt, clock: Date.now(), steady: performance.now() };
  const ran: string[] = [];
  const heard: SessionContext = {
    ...context,
    onAgentEvent(event) {
      edited.take(event);
      if (event.type === 'tool' && event.kind === 'run' && ran.length < mostCommands) ran.push(event.target);
      context.onAgentEvent(event);
      // Its program takes a moment to end, and this as long to load.
      if (event.type === 'final') void services.judgeHandoff();
    },
  };
  const hasHandoff = async (transcript: Transcript) => {
    const file = (await readHandoffFile(files.handoff)) ?? answered(transcript);
    const judged = await judge(session, work, file, begun, { changes: [], ignored: {} });
    return judged.ok || judged.handoff !== undefined;
  };
  const start = { driver, launch, hasHandoff, inside, gitOnly: guard.environment };
  const runs = await runWithPerson(programs, start, { ...work, resume: resumed, spent: request.spent }, heard);
  const { end, transcript } = runs;
  context.agentEnded();

  context.reportProgress('Looking at what changed');
  const outside = await guard.restore(edited.outside(), inside.mayWrite);
  const { branch, base } = work;
  const written = (await readHandoffFile(files.handoff)) ?? answered(transcript);
  const message = snapshotMessage(context, stage);
  const claimed = [...new Set([...request.claimed, ...filesListed(written?.text)])];
  const kept = await git.keep(place, {
    ...{ branch, base, rules: work, message, claimed },
    ...(stage === undefined ? {} : { stage }),
  });
  const all = base === session.work.base ? kept : await keepAll(session, claimed);
  const throwAway = work.criteria !== undefined;
  const own = throwAway ? changedCode(kept) : kept.violations;
  const violations = [...own, ...outside.violations];
  const handoff = await judgeEither(session, work, written, begun, [kept, all]);
  const exitCode = end.kind === 'exited' ? end.exitCode : null;
  const facts: AgentFacts = {
    end,
    mode: work.mode,
    violations,
    undeclared: undeclaredDeletions(kept, work.owns),
    ...(throwAway ? { throwAway } : {}),
    backupFolder: place.backupFolder,
    limits: context.job.limits,
    exitVerdict: end.kind === 'exited' ? driver.judgeExit({ exitCode, tail: context.tail(), transcript }) : undefined,
    handoff,
  };
  const verdict = withSubmodules(judgeAgent(facts), kept.unpublished);
  const limit = verdict.outcome === 'rate-limited' ? limitIn(transcript, verdict.message) : undefined;
  return {
    verdict,
    result: {
      exitCode,
      snapshot: all.commit,
      changes: all.changes,
      violations,
      ...(kept.strayed === undefined ? {} : { strayed: kept.strayed }),
      ...usedBy(runs),
      ...(runs.askedToFinish === undefined ? {} : { askedToFinish: runs.askedToFinish }),
      ...deniedOf(transcript),
      ...(limit === undefined ? {} : { limit }),
      ...(neverBegan(runs) ? { neverRan: true as const } : {}),
      ...reportOf(handoff, written?.text),
    },
    handoff,
    facts,
    commit: kept.commit,
    snapshot: all.commit,
    env: first.env,
    inside,
    outside,
    ...(driver.cli === undefined ? {} : { ran }),
    left: end.kind === 'exited' ? (end.left ?? []) : [],
    claimed,
    denied: inside.confined && verdict.outcome === 'crashed' ? deniedAccess(context.tail(), place.worktree) : undefined,
  };
}

/** Start of an agent: by the clock of the worktree's file system, by that of the machine, and by one that is never set. */
interface Begun {
  readonly writtenAt: number;
  readonly clock: number;
  readonly steady: number;
}

/** Commands that are remembered of one run of an agent. */
const mostCommands = 2_000;

/** Files that a task owns and its agent deleted, though the task does not say that it deletes them. */
function undeclaredDeletions({ strayed }: KeptWork, owns: readonly string[]): readonly string[] {
  const changes = strayed?.changes ?? [];
  return changes.flatMap(({ path, kind }) => (kind === 'deleted' && matchesAny(owns, path) ? [path] : []));
}

/** In a worktree that is thrown away only a change to what was there counts: tests and builds leave files behind. */
function changedCode({ violations, strayed }: KeptWork): readonly string[] {
  const added = new Set(strayed?.changes.flatMap(({ kind, path }) => (kind === 'added' ? [path] : [])) ?? []);
  return violations.filter((path) => !added.has(path));
}

/** All stages together as one commit on the base of the session, as of any other session. */
function keepAll({ services, work, context }: SessionAtWork, claimed: readonly string[]): Promise<KeptWork> {
  const { branch, base } = work;
  const message = snapshotMessage(context);
  return services.git.keep(context.place, { branch, base, rules: work, message, claimed });
}

/** A commit that refers to a submodule commit available only here would break every checkout of it, and files there are in none. */
function withSubmodules(verdict: Verdict, unpublished: string | undefined): Verdict {
  if (unpublished === undefined) return verdict;
  if (verdict.outcome === 'done') return { outcome: 'blocked', message: unpublished };
  return verdict.outcome === 'blocked' ? { ...verdict, message: `${verdict.message} ${unpublished}` } : verdict;
}

/** Usage of the session, and the id to resume its conversation by: one without any message cannot be resumed. */
function usedBy({ usage, conversation, transcript }: AgentRuns): Pick<SessionResult, 'usage' | 'conversation'> {
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(conversation === undefined || transcript === emptyTranscript ? {} : { conversation }),
  };
}

function snapshotMessage({ job }: SessionContext, stage?: string): string {
  const end = stage === undefined ? '' : `, stage ${stage}`;
  return `${job.kind} ${job.subject}: what session ${job.session} changed${end}`;
}

/**
 * Files a handoff may list: those of the stage, or all that differ from the base of the session, which is what the agent
 * sees with git.
 */
async function judgeEither(
  session: SessionAtWork,
  work: AgentWork,
  file: HandoffFile | undefined,
  begun: Begun,
  [own, all]: readonly [KeptWork, KeptWork],
): Promise<HandoffJudgement> {
  const judged = await judge(session, work, file, begun, own);
  if (judged.ok || own === all || (own.changes.length === 0 && !work.mayBeEmpty)) return judged;
  const other = await judge(session, work, file, begun, all);
  return other.ok ? other : judged;
}

async function judge(
  { services, context }: SessionAtWork,
  { mayBeEmpty }: AgentWork,
  file: HandoffFile | undefined,
  { writtenAt, clock, steady }: Begun,
  { changes, ignored }: Pick<KeptWork, 'changes' | 'ignored'>,
): Promise<HandoffJudgement> {
  const judgeFile = await services.judgeHandoff();
  return judgeFile({
    text: file?.text,
    ...(file?.size === undefined ? {} : { tooLong: file.size }),
    ...(file?.modifiedAt === undefined ? {} : { modifiedAt: file.modifiedAt }),
    nonce: context.nonce,
    task: context.job.subject,
    startedAt: writtenAt,
    took: { clockMs: Date.now() - clock, steadyMs: performance.now() - steady },
    changes,
    ignored,
    mayBeEmpty,
  });
}

/** Agents that may write no file say their handoff instead. */
function answered({ lastText }: Transcript): HandoffFile | undefined {
  const text = handoffInAnswer(lastText);
  return text === undefined ? undefined : { text };
}
