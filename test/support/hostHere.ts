import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostSession } from '../../src/compose/hostSession.ts';
import type { HostStarter } from '../../src/executors/local/startHost.ts';
import { startHost } from '../../src/executors/local/startHost.ts';
import { hostedHere } from './hostedSessions.ts';

/**
 * Starts sessions in this process, for tests that are about what sessions do and not about their processes: a process for
 * each takes longer to start than its session lasts. Agents, checks and git are processes as ever. Only a host that answers
 * for one that died is a process of its own.
 */
export const hostHere: HostStarter = async (program, folder, task) => {
  if (task === 'recover') return startHost(program, folder, task);
  writeFileSync(path.join(folder, hostedHere), '');
  hostSession(folder, 'run', false).catch((error: unknown) => {
    // Its folder went with its test.
    console.error(error);
  });
};
