import { serveCalls } from './serveCalls.ts';
import { createWorkerServices } from './workerServices.ts';

/**
 * The program that starts programs for the process that drives runs: `node worker.mjs`, with a channel for messages. A
 * process is copied when it starts another, and an editor's is large: it would be blocked for up to 20 ms at every git
 * call. It ends with the process that started it, and when nothing was asked of it for a while.
 */
serveCalls(createWorkerServices());
