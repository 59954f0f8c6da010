import { handoffInAnswer } from '../../core/agents/answer.ts';
import { deniedAccess } from '../../core/agents/deniedAccess.ts';
import { leftRunningSentence } from '../../core/agents/leftRunning.ts';
import type { Again } from '../../core/agents/prompt.ts';
import type { Transcript } from '../../core/agents/transcript.ts';
import { emptyTranscript } from '../../core/agents/transcript.ts';
import { filesListed } from '../../core/handoff/compareClaims.ts';
import type { HandoffJudgement, judgeHandoff } from '../../core/handoff/judgeHandoff.ts';
import { compareVerification } from '../../core/handoff/compareVerification.ts';
import { namedVariables } from '../../core/run/session/namedVariables.ts';
import type { AgentWork, Conversation } from '../../core/model/effects.ts';
import type { SessionResult } from '../../core/model/terms.ts';
import { withNote, withNoticed as withOutside } from '../../core/run/session/resultNotes.ts';
import type { AgentProfile } from '../../core/plan/schema/plan.ts';
import type { AgentDriver } from '../../ports/agentDriver.ts';
import type { CheckRunner } from '../../ports/checkRunner.ts';
import type { Programs } from '../../ports/programs.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import type { SessionContext, SessionHandler } from '../../ports/sessionHandler.ts';
import type { KeptWork, SessionGit, SessionGuard } from '../../ports/sessionGit.ts';
import { withGuard } from '../withGuard.ts';
import { deniedOf, limitIn, neverBegan, reportOf, resetNote } from './agentReport.ts';
import type { AgentRuns } from './agentRuns.ts';
import { runWithPerson } from './agentRuns.ts';
import { createEditedFiles } from './editedFiles.ts';
import { enterSandbox } from './enterSandbox.ts';
import { conversationFor, launchOf } from './agentLaunch.ts';
import { reportedFindings } from './reportedFindings.ts';
import { judgeAgent, withVerification } from './verdict.ts';
import type { AgentFacts, Verdict } from './verdict.ts';
import { verifyWork } from './verifyWork.ts';
import { prepareWorkFolder, readHandoffFile } from './workFolder.ts';
import type { WorkFolder } from './workFolder.ts';

export interface AgentServices {
  readonly git: Pick<SessionGit, 'guard' | 'keep' | 'restore' | 'lineCount'>;
  readonly programs: Programs;
  readonly driverOf: (id: AgentProfile['driver']) => AgentDriver;
  readonly checks: CheckRunner;
  readonly sandbox: Sandbox;
  /** Loaded when the agent ends: nothing of it is needed to start one. */
  readonly judgeHandoff: () => Promise<typeof judgeHandoff>;
  /** Everything this process can see; the driver chooses from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * One agent on one worktree: set a guard, run the agent, undo what it was not allowed to do, keep the rest as a commit,
 * and only then ask whether what it says of its work is true.
 */
export function createAgentSession(services: AgentServices): SessionHandler<AgentWork> {
  return async (work, context) => {
    const driver = services.driverOf(work.profile.driver);
    const resumed = conversationFor(driver, work);
    const { worktree } = context.place;
    const handOver = resumed === undefined ? work.handOver : undefined;
    const preparing = Promise.all([
      prepareWorkFolder(worktree, work.directive, handOver),
      // Whether it works is tried by starting a program, which takes as long as the rest of these.
      work.sandbox.sandbox === 'off' ? undefined : services.sandbox.status(),
    ]);
    // Whoever waits for it hears of a failure, once the guard is up.
    preparing.catch(() => undefined);
    const { branch, base, reserved } = work;
    return withGuard(services.git, context.place, { branch, base, reserved }, async (guard) => {
      const [files] = await preparing;
      return guarded(services, work, context, { driver, resumed, guard, files });
    });
  };
}

interface Prepared {
  readonly driver: AgentDriver;
  readonly resumed: Conversation | undefined;
  readonly guard: Pick<SessionGuard, 'environment' | 'restore'>;
  readonly files: WorkFolder;
}

async function guarded(
  services: AgentServices,
  work: AgentWork,
  context: SessionContext,
  { driver, resumed, guard, files }: Prepared,
): Promise<SessionResult> {
  const { git, programs } = services;
  const { place } = context;
  const launch = (resume: Conversation | undefined, again?: Again) =>
    launchOf(driver, work, context, files, { environment: services.environment, resume, again });
  const first = launch(resumed);
  const { environment } = services;
  const inside = await enterSandbox(services.sandbox, work, context, { driver, launch: first, environment });
  if (inside === 'missing') return withoutSandbox;
  context.stage('The agent is working');
  const startedAt = Date.now();
  const edited = createEditedFiles(place.worktree);
  const heard: SessionContext = {
    ...context,
    agentDid(event) {
      edited.take(event);
      context.agentDid(event);
      // Its program takes a moment to end, and this as long to load.
      if (event.type === 'final') void services.judgeHandoff();
    },
  };
  const saysDone = async () => /"status":\s*"done"/.test((await readHandoffFile(files.handoff))?.text ?? '');
  const hasHandoff = async (transcript: Transcript) => {
    const file = (await readHandoffFile(files.handoff)) ?? answered(transcript);
    const judged = await judge(services, work, context, file, startedAt, { changes: [], ignored: {} });
    return judged.ok || judged.handoff !== undefined;
  };
  const start = { driver, launch, saysDone, hasHandoff, inside, gitOnly: guard.environment };
  const runs = await runWithPerson(programs, start, { ...work, resume: resumed }, heard);
  const { end, transcript } = runs;
  context.agentEnded();

  context.stage('Looking at what changed');
  const outside = await guard.restore(edited.outside(), inside.mayWrite);
  const { branch, base } = work;
  const written = (await readHandoffFile(files.handoff)) ?? answered(transcript);
  const message = snapshotMessage(context);
  const kept = await git.keep(place, { branch, base, rules: work, message, claimed: filesListed(written?.text) });
  const { commit, changes } = kept;
  const violations = [...kept.violations, ...outside.violations];
  const handoff = await judge(services, work, context, written, startedAt, kept);
  const exitCode = end.kind === 'exited' ? end.exitCode : null;
  const left = end.kind === 'exited' ? (end.left ?? []) : [];
  const facts: AgentFacts = {
    end,
    mode: work.mode,
    violations,
    backupFolder: place.backupFolder,
    limits: context.job.limits,
    exitVerdict: end.kind === 'exited' ? driver.judgeExit({ exitCode, tail: context.tail(), transcript }) : undefined,
    handoff,
  };
  const verdict = withSubmodules(judgeAgent(facts), kept.unpublished);
  const limit = verdict.outcome === 'rate-limited' ? limitIn(transcript, verdict.message) : undefined;
  const strayed = kept.strayed === undefined ? {} : { strayed: kept.strayed };
  const result = {
    exitCode,
    snapshot: commit,
    changes,
    violations,
    ...strayed,
    ...usedBy(runs),
    ...(runs.askedToFinish === undefined ? {} : { askedToFinish: runs.askedToFinish }),
    ...deniedOf(transcript),
    ...(limit === undefined ? {} : { limit }),
    ...(neverBegan(runs) ? { neverRan: true as const } : {}),
    ...reportOf(handoff, written?.text),
  };
  if (verdict.outcome !== 'done') {
    const crashed = inside.confined && verdict.outcome === 'crashed';
    const denied = crashed ? deniedAccess(context.tail(), place.worktree) : undefined;
    const plain = { ...result, ...verdict };
    const ended = denied === undefined ? plain : withNote(plain, denied);
    return withNoticed(
      limit?.resetsAt === undefined ? ended : withNote(ended, resetNote(limit.resetsAt)),
      outside.noticed,
      left,
    );
  }

  const env = { ...first.env, ...namedVariables(services.environment, work.verifyEnv), ...guard.environment };
  const verification = await verifyWork(services, work, context, { env, inside }, commit);
  // What these commands run is largely the agent's work, so the same rules apply to them as to the agent.
  const later = verification.length > 0 ? await guard.restore(edited.outside(), inside.mayWrite) : outside;
  const noticed = [...new Set([...outside.noticed, ...later.noticed])];
  const ownRuns = verification.map(({ run }) => run);
  const claims = compareVerification(handoff.handoff?.verification ?? [], ownRuns);
  const verified = { ...result, verification: ownRuns, ...(claims.length === 0 ? {} : { claims }) };
  const { violations: broken } = later;
  if (broken.length > 0) {
    return withNoticed(
      { ...verified, violations: broken, ...judgeAgent({ ...facts, violations: broken }) },
      noticed,
      left,
    );
  }
  if (context.signal.aborted) {
    return withNoticed(
      { ...verified, outcome: 'cancelled', message: 'The session was ended on request.' },
      noticed,
      left,
    );
  }
  const findings = await reportedFindings(services.git, work, context, handoff.handoff);
  return withNoticed({ ...verified, ...withVerification(verdict, verification), ...findings }, noticed, left);
}

/** A commit that refers to a submodule commit available only here would break every checkout of it. */
function withSubmodules(verdict: Verdict, unpublished: string | undefined): Verdict {
  if (unpublished === undefined || verdict.outcome !== 'done') return verdict;
  return { outcome: 'blocked', message: unpublished };
}

const withoutSandbox: SessionResult = {
  outcome: 'crashed',
  message:
    'The plan requires a sandbox (worktree.sandbox), and none works here. On Linux install the package bubblewrap and try again, or choose auto or off in the plan.',
};

/** Adds what the person should know of although it is no reason against the session. */
function withNoticed(result: SessionResult, noticed: readonly string[], left: readonly string[]): SessionResult {
  const running = leftRunningSentence('Its agent', left);
  return withOutside(running === '' ? result : withNote(result, running), noticed);
}

/** Usage of the session, and the id to resume its conversation by: one without any message cannot be resumed. */
function usedBy({ usage, conversation, transcript }: AgentRuns): Pick<SessionResult, 'usage' | 'conversation'> {
  return {
    ...(usage === undefined ? {} : { usage }),
    ...(conversation === undefined || transcript === emptyTranscript ? {} : { conversation }),
  };
}

const snapshotMessage = ({ job }: SessionContext) => `${job.kind} ${job.subject}: what session ${job.session} changed`;

async function judge(
  services: AgentServices,
  { mayBeEmpty }: AgentWork,
  context: SessionContext,
  file: Awaited<ReturnType<typeof readHandoffFile>>,
  startedAt: number,
  { changes, ignored }: Pick<KeptWork, 'changes' | 'ignored'>,
): Promise<HandoffJudgement> {
  const judgeFile = await services.judgeHandoff();
  return judgeFile({
    text: file?.text,
    modifiedAt: file?.modifiedAt ?? 0,
    nonce: context.nonce,
    task: context.job.subject,
    startedAt,
    now: Date.now(),
    changes,
    ignored,
    mayBeEmpty,
  });
}

/** Agents that may write no file say their handoff instead. */
function answered({ lastText }: Transcript): Awaited<ReturnType<typeof readHandoffFile>> {
  const text = handoffInAnswer(lastText);
  return text === undefined ? undefined : { text, modifiedAt: Date.now() };
}
