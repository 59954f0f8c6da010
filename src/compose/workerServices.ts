import { startHost } from '../executors/local/startHost.ts';
import type { HostStarter } from '../executors/local/startHost.ts';
import { createRepositoryWork } from '../git/repositoryWork.ts';
import type { RepositoryWork } from '../git/repositoryWork.ts';
import { createPrograms } from '../processes/programs.ts';
import { createRunCommand } from './runCommand.ts';

/** What starts programs for a run, apart from its sessions: git for worktrees and inspection, and the session hosts. */
export interface WorkerServices extends RepositoryWork {
  readonly startHost: HostStarter;
}

/** The services in this process. */
export function createWorkerServices(): WorkerServices {
  return { ...createRepositoryWork(createRunCommand(createPrograms())), startHost };
}
