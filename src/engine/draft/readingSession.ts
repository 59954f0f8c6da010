import { namesIn } from '../../core/digest/namesIn.ts';
import { renderDigest } from '../../core/digest/renderDigest.ts';
import { lintDirective } from '../../core/directive/lintDirective.ts';
import type { Job } from '../../core/model/effects.ts';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import type { SessionPlan } from '../../core/model/events.ts';
import { sessionBranch, sessionId } from '../../core/model/names.ts';
import type { SessionResult } from '../../core/model/sessionResult.ts';
import type { AgentProfile, Plan } from '../../core/plan/schema/plan.ts';
import { agentLimits } from '../../core/queries/agentLimits.ts';
import type { Executor } from '../../ports/executor.ts';
import type { Workspaces } from '../../ports/workspaces.ts';
import { onAbort } from '../../util/onAbort.ts';

/** Agent that reads for a person outside of a run, and what its session runs under. */
export interface Reader {
  /** Names its sessions, in the shape of the id of a run. */
  readonly run: string;
  /** Plan file, from the repository root. */
  readonly file: string;
  readonly settings: Pick<Plan, 'git' | 'worktree' | 'budget' | 'protected'>;
  readonly profile: AgentProfile;
}

export interface ReaderPorts {
  readonly workspaces: Pick<Workspaces, 'inspect' | 'prepare' | 'remove' | 'digest' | 'fileAt'>;
  readonly executor: Executor;
}

/** A reader's session reads; what the plan has run before and after its tasks is for them. */
export function readersWorktree(worktree: Plan['worktree']): Plan['worktree'] {
  return { ...worktree, setup: [], teardown: [], copy: [], link: [] };
}

/** The repository at a commit, for somebody who reads about these texts; see renderDigest. */
export async function digestFor(about: string, commit: string, { workspaces }: ReaderPorts): Promise<string> {
  return renderDigest(await workspaces.digest(commit, namesIn(about)), about);
}

/** Names of a session, and of the commit it reads, for its directive. */
export interface ReadingFacts {
  readonly session: string;
  readonly run: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
}

/**
 * Has one agent read in a worktree of the person's commit that is removed again.
 *
 * @param kind of the session, and its subject
 * @param directiveOf gives the text of its directive
 * @param signal ends the agent
 * @throws WorkspaceError, ExecutorError
 */
export async function readAlone(
  kind: 'learn' | 'script',
  request: Reader,
  directiveOf: (facts: ReadingFacts) => string,
  ports: ReaderPorts,
  signal: AbortSignal,
): Promise<SessionResult> {
  const { file, settings, run } = request;
  const { base, repository } = await ports.workspaces.inspect({ planFile: file });
  const scope = { kind: 'draft' as const, attempt: 1 };
  const id = sessionId(scope, kind);
  const branch = sessionBranch(settings.git.branchPrefix, run, scope, kind);
  const session: SessionPlan = { id, kind, scope, subject: kind, epoch: 1, branch, base: base.commit };
  const facts = { session: id, run, repository: repository.rootCommit, branch, base: base.commit };
  const directive = lintDirective(directiveOf(facts)).text;
  const worktree = readersWorktree(settings.worktree);
  await ports.workspaces.prepare(scope, [session], worktree);
  try {
    return await readOnce(request, session, { directive }, ports.executor, signal);
  } finally {
    await ports.workspaces.remove(scope, [session], worktree);
  }
}

/** Runs one read-only session to its end. @param signal ends it. @throws ExecutorError */
export async function readOnce(
  { run, profile, settings, file }: Reader,
  { id, kind, scope, subject, branch = '', base, epoch }: SessionPlan,
  more: Pick<AgentWork, 'directive' | 'resume' | 'handOver'>,
  executor: Executor,
  signal: AbortSignal,
): Promise<SessionResult> {
  const { sandbox, writable, checkout, ports } = settings.worktree;
  const job: Job = {
    run,
    session: id,
    epoch,
    kind,
    scope,
    subject,
    limits: agentLimits(profile, settings.budget.perSession),
    work: {
      kind: 'agent',
      profile,
      mode: 'read-only',
      branch,
      base,
      owns: [],
      deletes: [],
      mayBeEmpty: true,
      protected: [...settings.protected, file],
      verify: [],
      verifyEnv: [],
      report: [],
      port: ports.from,
      sandbox: { sandbox, writable },
      ...(checkout === undefined ? {} : { reserved: checkout === 'reserved' }),
      ...more,
    },
  };
  await executor.ensureSession(job);
  const key = { run, session: id, epoch };
  // A stop that does not arrive is told by the wait for the result.
  const forget = onAbort(signal, () => void executor.stop(key).catch(() => undefined));
  try {
    return await executor.awaitResult(key);
  } finally {
    forget();
  }
}
