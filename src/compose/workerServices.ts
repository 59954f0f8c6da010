import { startHost } from '../executors/local/startHost.ts';
import { bundleKept, cleanRun } from '../git/worktrees/cleanRun.ts';
import { findLeftovers } from '../git/leftovers.ts';
import { repairWorktrees } from '../git/worktrees/repairWorktrees.ts';
import { repositoryAt } from '../git/repositoryAt.ts';
import { createRepositoryWork } from '../git/worktrees/repositoryWork.ts';
import { packRun, setRunRefs, unpackRun } from '../git/runWork.ts';
import { createPrograms } from '../processes/programs.ts';
import { personAt } from './person.ts';
import { assumedIn, installedAgents, placeFacts, planFacts, repositoryFiles } from './planFacts.ts';
import type { WorkerServices } from '../runs/workerServices.ts';
import { createRunCommand } from './runCommand.ts';
import { createMachineSandbox } from './sandbox.ts';

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
    packRun,
    unpackRun,
    setRunRefs,
    startHost,
  };
}
