import type { FoundCommands } from '../../core/digest/findCommands.ts';
import type { CommentAnswer, CommentsRead, ForgeRef } from '../../core/model/forge.ts';
import type { Assumed } from '../../core/plan/assumed.ts';
import type { AskedFacts } from '../../core/planRules/check/askedFacts.ts';
import type { WorkspaceFacts } from '../../core/planRules/workspaceFacts.ts';
import type { SpareHosts } from '../../executors/local/spareHosts.ts';
import type { Cleaned } from '../../git/worktrees/cleanRun.ts';
import type { Leftovers } from '../../git/work/leftovers.ts';
import type { packRun, setRunRefs, unpackRun } from '../../git/work/runWork.ts';
import type { takeSession } from '../../git/work/sessionWork.ts';
import type { RepositoryAt } from '../../git/place/repositoryAt.ts';
import type { RepositoryWork } from '../../git/worktrees/repositoryWork.ts';
import type { archivedOrigin } from '../../git/commit/archivedOrigin.ts';
import type { findOrigin } from '../../git/commit/findOrigin.ts';

/**
 * Services that start programs, as calls that can be made from another process: git in all its uses, and the session hosts.
 * Arguments and results are plain data, and a call may be repeated.
 */
export interface WorkerServices extends RepositoryWork, SpareHosts {
  repositoryAt(folder: string): Promise<RepositoryAt>;
  repairWorktrees(common: string, movedFrom: string): Promise<void>;
  personAt(folder: string): Promise<string>;
  planFacts(planPath: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  assumedAt(root: string, agent?: string): Promise<Assumed>;
  /** Files of a checkout, and the commands that it names itself. @param root its top folder */
  filesAndCommands(root: string): Promise<{ readonly files: readonly string[]; readonly commands: FoundCommands }>;
  installedAgents(folder: string): Promise<readonly string[]>;
  placeFacts(planPath: string, root: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  findLeftovers(folder: string, worktreeRoot: string): Promise<readonly Leftovers[]>;
  cleanRun(repository: string, leftovers: Leftovers, copies: string): Promise<Cleaned>;
  packRun: typeof packRun;
  unpackRun: typeof unpackRun;
  setRunRefs: typeof setRunRefs;
  takeSession: typeof takeSession;
  readComments(repository: string, forge: ForgeRef, url: string): Promise<CommentsRead>;
  answerComment(
    repository: string,
    forge: ForgeRef,
    url: string,
    answer: CommentAnswer,
  ): Promise<{ readonly why?: string }>;
  bundleKept(repository: string, run: string, file: string): Promise<Cleaned>;
  findOrigin: typeof findOrigin;
  archivedOrigin: typeof archivedOrigin;
}
