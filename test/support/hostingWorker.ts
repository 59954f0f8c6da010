import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostSession } from '../../src/compose/hostSession.ts';
import { serveCalls } from '../../src/compose/serveCalls.ts';
import { createWorkerServices } from '../../src/compose/workerServices.ts';
import { hostedHere } from './hostedSessions.ts';

/**
 * A worker that runs sessions itself, for tests that are about what sessions do and not about their processes: a process for
 * each takes longer to start than its session lasts. Agents, checks and git are processes as ever.
 */
const services = createWorkerServices();

serveCalls({
  ...services,
  async startHost(program, folder, task) {
    // The program of a session that is beside this one; any other is meant to be started.
    const isHere = path.dirname(program.hostProgram) === path.dirname(process.argv[1] ?? '');
    if (!isHere || task === 'recover') return services.startHost(program, folder, task);
    writeFileSync(path.join(folder, hostedHere), '');
    hostSession(folder, 'run', false).catch((error: unknown) => {
      // Its folder went with its test.
      console.error(error);
    });
  },
  readyHosts: () => Promise.resolve(),
});
