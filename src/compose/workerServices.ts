import { randomUUID } from 'node:crypto';
import type { ForgeRef } from '../core/model/forge.ts';
import { createSpareHosts } from '../executors/local/spareHosts.ts';
import { bundleKept, cleanRun } from '../git/worktrees/cleanRun.ts';
import { findLeftovers } from '../git/work/leftovers.ts';
import { repairWorktrees } from '../git/worktrees/repairWorktrees.ts';
import { repositoryAt } from '../git/place/repositoryAt.ts';
import { createRepositoryWork } from '../git/worktrees/repositoryWork.ts';
import { packRun, setRunRefs, unpackRun } from '../git/work/runWork.ts';
import { takeSession } from '../git/work/sessionWork.ts';
import { createPrograms } from '../processes/programs.ts';
import { personAt } from './person.ts';
import {
  assumedIn,
  commandsIn,
  installedAgents,
  placeFacts,
  planFacts,
  programsNotFound,
  repositoryFiles,
} from './planFacts.ts';
import type { Forge } from '../sessionPorts/forge.ts';
import { archivedOrigin } from '../git/commit/archivedOrigin.ts';
import { findOrigin } from '../git/commit/findOrigin.ts';
import type { WorkerServices } from '../runs/shared/workerServices.ts';
import { createRunCommand } from './runCommand.ts';
import { createMachineSandbox } from './sandbox.ts';

/** The services in this process. */
export function createWorkerServices(): WorkerServices {
  const sandbox = createMachineSandbox();
  const work = createRepositoryWork(createRunCommand(createPrograms(), sandbox));
  return {
    ...work,
    ...createSpareHosts(),
    async inspect(repository, options) {
      const { programs = [] } = options;
      const [inspection, status, absent] = await Promise.all([
        work.inspect(repository, options),
        sandbox.status(),
        programsNotFound(programs, repository),
      ]);
      return { ...inspection, sandbox: status, ...(absent.length === 0 ? {} : { absent }) };
    },
    repositoryAt,
    repairWorktrees,
    personAt,
    planFacts,
    assumedAt: async (root, agent) => assumedIn(root, await repositoryFiles(root), agent),
    async filesAndCommands(root) {
      const files = await repositoryFiles(root);
      return { files, commands: await commandsIn(root, files) };
    },
    installedAgents,
    placeFacts,
    findLeftovers,
    cleanRun,
    bundleKept,
    findOrigin,
    archivedOrigin,
    async readComments(repository, ref, url) {
      const { commentsAt } = await import('../forge/pullRequestComments.ts');
      return commentsAt(await forgeAt(repository, ref), ref, url);
    },
    async answerComment(repository, ref, url, answer) {
      const { answerAt } = await import('../forge/pullRequestComments.ts');
      const why = await answerAt(await forgeAt(repository, ref), url, answer);
      return why === undefined ? {} : { why };
    },
    packRun,
    unpackRun,
    setRunRefs,
    takeSession,
  };
}

/** A forge as it is asked outside of a session, with the person's own environment and login. */
async function forgeAt(repository: string, ref: ForgeRef): Promise<Forge> {
  const { createForgeOf } = await import('../forge/forgeOf.ts');
  const marker = `forge-${randomUUID()}`;
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const environment = { ...Object.fromEntries(own), WAVEGATE_SESSION: marker };
  return createForgeOf(createPrograms())(ref, {
    repository,
    folder: repository,
    environment,
    marker: `WAVEGATE_SESSION=${marker}`,
    signal: new AbortController().signal,
    output: () => undefined,
  });
}
