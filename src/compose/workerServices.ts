import { startHost } from '../executors/local/startHost.ts';
import type { HostStarter } from '../executors/local/startHost.ts';
import { createRepositoryWork } from '../git/repositoryWork.ts';
import type { RepositoryWork } from '../git/repositoryWork.ts';
import { createPrograms } from '../processes/programs.ts';
import { createSandbox } from '../sandbox/machineSandbox.ts';
import { createRunCommand } from './runCommand.ts';

/** Services that start programs for a run: git for worktrees and inspection, and the session hosts. */
export interface WorkerServices extends RepositoryWork {
  readonly startHost: HostStarter;
}

/** The services in this process. */
export function createWorkerServices(): WorkerServices {
  const sandbox = createSandbox(process.platform);
  const work = createRepositoryWork(createRunCommand(createPrograms(), sandbox));
  return {
    ...work,
    async inspect(repository, options) {
      const [inspection, status] = await Promise.all([work.inspect(repository, options), sandbox.status()]);
      return { ...inspection, sandbox: status };
    },
    startHost,
  };
}
