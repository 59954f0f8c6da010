import path from 'node:path';
import { serveCalls } from '../../src/compose/serveCalls.ts';
import { createWorkerServices } from '../../src/compose/workerServices.ts';
import { hostHere } from './hostHere.ts';

/** A worker that runs sessions itself; see hostHere.ts. */
const services = createWorkerServices();

serveCalls({
  ...services,
  async startHost(program, folder, task) {
    // The program of a session that is beside this one; any other is meant to be started.
    const isHere = path.dirname(program.hostProgram) === path.dirname(process.argv[1] ?? '');
    const start = isHere && task !== 'recover' ? hostHere : services.startHost;
    return start(program, folder, task);
  },
  readyHosts: () => Promise.resolve(),
});
