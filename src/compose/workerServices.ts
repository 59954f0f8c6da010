import type { Assumed } from '../core/plan/assumed.ts';
import type { AskedFacts } from '../core/planRules/check/askedFacts.ts';
import type { WorkspaceFacts } from '../core/planRules/workspaceFacts.ts';
import { startHost } from '../executors/local/startHost.ts';
import type { HostStarter } from '../executors/local/startHost.ts';
import { bundleKept, cleanRun } from '../git/worktrees/cleanRun.ts';
import type { Cleaned } from '../git/worktrees/cleanRun.ts';
import { findLeftovers } from '../git/leftovers.ts';
import type { Leftovers } from '../git/leftovers.ts';
import { repairWorktrees } from '../git/worktrees/repairWorktrees.ts';
import { repositoryAt } from '../git/repositoryAt.ts';
import type { RepositoryAt } from '../git/repositoryAt.ts';
import { createRepositoryWork } from '../git/worktrees/repositoryWork.ts';
import type { RepositoryWork } from '../git/worktrees/repositoryWork.ts';
import { createPrograms } from '../processes/programs.ts';
import { personAt } from './person.ts';
import { assumedIn, installedAgents, placeFacts, planFacts, repositoryFiles } from './planFacts.ts';
import { createRunCommand } from './runCommand.ts';
import { createMachineSandbox } from './sandbox.ts';

/**
 * Services that start programs, as calls that can be made from another process: git in all its uses, and the session hosts.
 * Arguments and results are plain data, and a call may be repeated.
 */
export interface WorkerServices extends RepositoryWork {
  repositoryAt(folder: string): Promise<RepositoryAt>;
  repairWorktrees(common: string, movedFrom: string): Promise<void>;
  personAt(folder: string): Promise<string>;
  planFacts(planPath: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  assumedAt(root: string, agent?: string): Promise<Assumed>;
  installedAgents(folder: string): Promise<readonly string[]>;
  placeFacts(planPath: string, root: string, asked: AskedFacts): Promise<WorkspaceFacts>;
  findLeftovers(folder: string, worktreeRoot: string): Promise<readonly Leftovers[]>;
  cleanRun(repository: string, leftovers: Leftovers, copies: string): Promise<Cleaned>;
  bundleKept(repository: string, run: string, file: string): Promise<Cleaned>;
  readonly startHost: HostStarter;
}

/** The services in this process. */
export function createWorkerServices(): WorkerServices {
  const sandbox = createMachineSandbox();
  const work = createRepositoryWork(createRunCommand(createPrograms(), sandbox));
  return {
    ...work,
    async inspect(repository, options) {
      const [inspection, status] = await Promise.all([work.inspect(repository, options), sandbox.status()]);
      return { ...inspection, sandbox: status };
    },
    repositoryAt,
    repairWorktrees,
    personAt,
    planFacts,
    assumedAt: async (root, agent) => assumedIn(root, await repositoryFiles(root), agent),
    installedAgents,
    placeFacts,
    findLeftovers,
    cleanRun,
    bundleKept,
    startHost,
  };
}
